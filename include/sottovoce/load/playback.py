"""When each turn can be heard, for analysts who want to play it."""

from dataclasses import replace

from sottovoce.model.recordings import LocatedTurn, LocatedWords
from sottovoce.model.releases import CleanTranscript, CleanTurn


def with_times(
    transcript: CleanTranscript, located: LocatedWords, *, duration_s: float
) -> CleanTranscript:
    """Return the transcript with a start and an end for every turn that was found in the sound.

    Times found in the sound are better than those a transcriber wrote. A turn whose words were
    not found keeps what its transcript says, with the end of the stretch in which it must lie.

    Args:
        transcript: The clean words.
        located: The same turns in the recording.
        duration_s: Length of the recording in seconds; no time lies after it.
    """
    by_index = {turn.turn_index: turn for turn in located.turns}
    return CleanTranscript(
        tuple(_timed(turn, by_index.get(turn.index), duration_s) for turn in transcript.turns)
    )


def _timed(turn: CleanTurn, place: LocatedTurn | None, duration_s: float) -> CleanTurn:
    if place is None:
        return turn
    if place.words:
        start_s: float | None = min(word.start_s for word in place.words)
        end_s: float | None = max(word.end_s for word in place.words)
    else:
        start_s = place.start_s if turn.start_s is None else turn.start_s
        end_s = place.end_s if turn.end_s is None else turn.end_s
    if start_s is None or end_s is None or not 0 <= start_s < min(end_s, duration_s):
        return turn
    return replace(turn, start_s=round(start_s, 3), end_s=round(min(end_s, duration_s), 3))
