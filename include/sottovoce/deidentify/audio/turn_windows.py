"""Where in a recording each turn may be, from the times that its transcript gives.

Times that people and programs write down are often a second off, so every stretch is widened. A
turn without a time lies between its neighbours; if they are far apart, nothing is known of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sottovoce.model.transcripts import Turn

WIDEN_S = 1.5
"""Cues that are a whole second off then still leave half a second for the aligner."""

LONGEST_CHUNK_S = 60.0
"""Aligning costs memory by the square of the length."""

_GROUP_S = 30.0
_LONGEST_GUESS_S = 300.0
"""Muting more than five minutes for one turn that has no time gives nobody a recording."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where one turn may be.

    Attributes:
        turn_index: Position in the transcript.
        start_s: The earliest that it may begin.
        end_s: The latest that it may end.
        is_timed: Whether the transcript gives its start and its end, directly or by the start of
            the turn after.
    """

    turn_index: int
    start_s: float
    end_s: float
    is_timed: bool

    @property
    def is_known(self) -> bool:
        """Whether the turn can be muted whole without taking most of the recording with it."""
        return self.is_timed or self.end_s - self.start_s <= _LONGEST_GUESS_S


@dataclass(frozen=True, slots=True)
class Passage:
    """Turns that follow each other and are aligned together.

    Attributes:
        first: Index of the first turn.
        last: Index of the last turn, inclusive.
        start_s: The earliest that it may begin.
        end_s: The latest that it may end.
    """

    first: int
    last: int
    start_s: float
    end_s: float

    @property
    def is_long(self) -> bool:
        """Whether it has to be aligned piece by piece."""
        return self.end_s - self.start_s > LONGEST_CHUNK_S


def turn_windows(turns: Sequence[Turn], *, duration_s: float) -> list[Window]:
    """Return where each turn may be, one entry a turn, in order.

    Args:
        turns: The whole transcript.
        duration_s: Length of the recording in seconds.
    """
    windows = []
    for position, turn in enumerate(turns):
        start_s = turn.start_s
        end_s = _end(turn)
        following = next((s for t in turns[position + 1 :] if (s := t.start_s) is not None), None)
        if end_s is None and start_s is not None:
            is_next = position + 1 == len(turns) or turns[position + 1].start_s is not None
            end_s = following if following is not None and following > start_s else None
            is_timed = is_next and end_s is not None
        else:
            is_timed = start_s is not None
        earliest = start_s if start_s is not None else _known_before(turns, position)
        latest = end_s if end_s is not None else following
        windows.append(_window(position, earliest, latest, is_timed, duration_s))
    return windows


def passages(windows: Sequence[Window]) -> list[Passage]:
    """Return the stretches to align, earliest first, each turn in exactly one.

    Short turns that follow each other are taken together, up to half a minute; turns without
    times are one stretch with those up to the next time.
    """
    grouped: list[Passage] = []
    for window in windows:
        before = grouped[-1] if grouped else None
        if before and _belongs(before, windows[before.last], window):
            grouped[-1] = Passage(
                before.first, window.turn_index, before.start_s, max(before.end_s, window.end_s)
            )
        else:
            index = window.turn_index
            grouped.append(Passage(index, index, window.start_s, window.end_s))
    return sorted(grouped, key=lambda passage: passage.start_s)


def _belongs(passage: Passage, last: Window, window: Window) -> bool:
    if not window.is_timed and (not last.is_timed or window.start_s <= last.start_s):
        return True
    follows = last.start_s <= window.start_s <= last.end_s + WIDEN_S
    return (
        last.is_timed
        and window.is_timed
        and follows
        and window.end_s - passage.start_s <= _GROUP_S + 2 * WIDEN_S
    )


def _window(
    index: int, earliest: float | None, latest: float | None, is_timed: bool, duration_s: float
) -> Window:
    start_s = max(0.0, (earliest or 0.0) - WIDEN_S)
    end_s = min(duration_s, (duration_s if latest is None else latest) + WIDEN_S)
    return Window(index, start_s, end_s, is_timed)


def _end(turn: Turn) -> float | None:
    """Return the end that the transcript gives, unless it lies before the start."""
    if turn.end_s is None or (turn.start_s is not None and turn.end_s <= turn.start_s):
        return None
    return turn.end_s


def _known_before(turns: Sequence[Turn], position: int) -> float | None:
    for turn in reversed(turns[:position]):
        known = _end(turn) if _end(turn) is not None else turn.start_s
        if known is not None:
            return known
    return None
