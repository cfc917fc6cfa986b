"""Times of day as transcripts write them."""


def long_clock(start_s: float) -> str:
    """Return ``00:07:05``."""
    minutes, seconds = divmod(int(start_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def short_clock(start_s: float) -> str:
    """Return ``07:05``, and from the first hour on ``1:07:05``."""
    minutes, seconds = divmod(int(start_s), 60)
    hours, minutes = divmod(minutes, 60)
    short = f"{minutes:02d}:{seconds:02d}"
    return f"{hours}:{short}" if hours else short


def cue_clock(start_s: float, *, decimal_mark: str) -> str:
    """Return ``00:07:05.250``, with the decimal mark that the format wants."""
    milliseconds = round(start_s * 1000)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{long_clock(seconds)}{decimal_mark}{rest:03d}"
