"""Which stretch of a recording a reviewer hears of one turn."""

from sottovoce.model.recordings import LocatedTurn
from sottovoce.model.transcripts import Turn

AROUND_S = 0.5
"""Heard before and after a turn: times are estimates, and a word cut in half tells little."""

LONGEST_S = 60.0
"""Of a longer turn only the beginning is heard."""


def clip_times(
    turn: Turn, place: LocatedTurn | None, *, duration_s: float
) -> tuple[float, float] | None:
    """Return from when to when a turn can be heard, with a little around it.

    Times of words found in the sound come first, then the stretch in which the turn must lie, then
    what the transcript says.

    Args:
        turn: The turn.
        place: Where it was found in the recording; None if nobody looked.
        duration_s: Length of the recording in seconds.

    Returns:
        Start and end in seconds, at most ``LONGEST_S`` apart; None if nothing tells the time.
    """
    start_s, end_s = _heard(turn, place) if place else (None, None)
    start_s = turn.start_s if start_s is None else start_s
    end_s = turn.end_s if end_s is None else end_s
    if start_s is None:
        return None
    # Without an end it may be as long as a clip can be.
    end_s = start_s + LONGEST_S if end_s is None else end_s
    start_s, end_s = max(0.0, start_s - AROUND_S), min(duration_s, end_s + AROUND_S)
    return (start_s, min(end_s, start_s + LONGEST_S)) if start_s < end_s else None


def _heard(turn: Turn, place: LocatedTurn) -> tuple[float | None, float | None]:
    if not place.words:
        return place.start_s, place.end_s
    start_s = min(word.start_s for word in place.words)
    end_s = max(word.end_s for word in place.words)
    before = turn.text[: min(word.start_char for word in place.words)]
    after = turn.text[max(word.end_char for word in place.words) :]
    # What was not found before the first word may be anywhere since the turn can have begun.
    if place.start_s is not None and _has_words(before):
        start_s = min(start_s, place.start_s)
    if place.end_s is not None and _has_words(after):
        end_s = max(end_s, place.end_s)
    return start_s, end_s


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)
