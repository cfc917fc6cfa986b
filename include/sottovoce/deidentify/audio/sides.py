"""Whether the speakers of a stereo recording change sides: a sign of two recordings joined."""

from collections.abc import Sequence
from itertools import groupby
from statistics import fmean

from sottovoce.model.transcripts import Turn

CLEAR_DB = 6.0
"""How much louder one channel must be for a turn to count as on its side."""

MIN_TURNS = 3
"""Turns that a speaker must have on one side, and then on the other."""

_LEFT, _RIGHT = 1, -1


def change_sides(levels_db: Sequence[Sequence[float]], turns: Sequence[Turn]) -> bool:
    """Return whether at least two speakers swap channels at the same place for good.

    Args:
        levels_db: Level of each channel in each second, as in ``RecordingFacts``.
        turns: The transcript; turns without times or labels are left out.

    Returns:
        False for mono, and whenever fewer than two speakers are clearly on a side.
    """
    if not levels_db or len(levels_db[0]) != 2:
        return False
    placed = [
        (turn.speaker, side)
        for turn in turns
        if turn.speaker is not None and (side := _side(levels_db, turn))
    ]
    swapping = [_swaps([side for who, side in placed if who == each]) for each in _names(placed)]
    return sum(swapping) >= 2


def _names(placed: Sequence[tuple[str, int]]) -> list[str]:
    return sorted({speaker for speaker, _ in placed})


def _side(levels_db: Sequence[Sequence[float]], turn: Turn) -> int:
    if turn.start_s is None or turn.end_s is None:
        return 0
    seconds = levels_db[int(turn.start_s) : int(turn.end_s) + 1]
    if not seconds:
        return 0
    difference_db = fmean(left - right for left, right in seconds)
    if abs(difference_db) < CLEAR_DB:
        return 0
    return _LEFT if difference_db > 0 else _RIGHT


def _swaps(sides: Sequence[int]) -> bool:
    runs = [len(list(run)) for _, run in groupby(sides)]
    return len(runs) == 2 and min(runs) >= MIN_TURNS
