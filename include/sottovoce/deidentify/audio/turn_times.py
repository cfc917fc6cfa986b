"""Where turns may lie in a recording by the times of the transcript alone."""

from sottovoce.model.recordings import LocatedTurn, LocatedWords
from sottovoce.model.transcripts import Transcript

CUE_SLACK_S = 1.0
"""How far the times that people and programs write down are off."""


def locate_turns(transcript: Transcript, duration_s: float) -> LocatedWords:
    """Return every turn with the widest stretch in which it may have been said, without words.

    A turn without an end lasts until the next one that has a start, the last until the end of
    the recording. A turn without a start has no place: where it is can't be known.

    Args:
        transcript: The words, with whatever times its file had.
        duration_s: Length of the recording in seconds.
    """
    located: list[LocatedTurn] = []
    next_start_s = duration_s
    for turn in reversed(transcript.turns):
        if turn.start_s is None:
            located.append(LocatedTurn(turn.index, None, None))
            continue
        end_s = turn.end_s if turn.end_s is not None else max(next_start_s, turn.start_s)
        located.append(
            LocatedTurn(turn.index, max(0.0, turn.start_s - CUE_SLACK_S), end_s + CUE_SLACK_S)
        )
        next_start_s = turn.start_s
    return LocatedWords(tuple(reversed(located)))
