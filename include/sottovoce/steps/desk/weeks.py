"""The weeks that the Desk's pages go back over."""

from datetime import date, timedelta


def mondays(today: date, n_weeks: int) -> tuple[date, ...]:
    """Return the first days of so many weeks, earliest first; the last is today's."""
    latest = today - timedelta(days=today.weekday())
    return tuple(latest - timedelta(weeks=ago) for ago in reversed(range(n_weeks)))
