"""How the Desk's pages say states, roles and times."""

from datetime import UTC, datetime, timedelta

from sottovoce.model.states import State

STATES = {
    State.RECEIVED: "received",
    State.CHECKED: "checked",
    State.DEIDENTIFIED: "de-identified",
    State.IN_REVIEW: "in review",
    State.APPROVED: "approved",
    State.RELEASED: "released",
    State.QUARANTINED: "quarantined",
    State.WITHDRAWN: "withdrawn",
}
"""Each state in words, in the order of the flow."""

TONES = {
    State.IN_REVIEW: "warn",
    State.RELEASED: "good",
    State.QUARANTINED: "bad",
}
"""How a state's badge is drawn, beside its words; states that are left out are plain."""

LOOKS = {
    "transcript": "read the transcript",
    "clip_raw": "heard the recording as it is",
    "clip_muted": "heard the recording, muted",
    "receipt": "read the receipt, with file names",
}
"""What somebody did who saw or heard raw words, by what the ledger calls it."""

_UNITS = (
    (timedelta(days=7), "week"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def tell_age(since: datetime, now: datetime) -> str:
    """Return how long ago something was, in the largest unit of which two have passed."""
    for unit, name in _UNITS:
        n = (now - since) // unit
        if n >= 2:
            return f"{n} {name}s"
    return "1 minute" if now - since >= timedelta(minutes=1) else "less than a minute"


def tell_time(moment: datetime) -> str:
    """Return a moment to the second, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def tell_role(role: str | None) -> str:
    """Return a role as people say it."""
    return (role or "").replace("_", " ").replace("-", " ") or "role not known"
