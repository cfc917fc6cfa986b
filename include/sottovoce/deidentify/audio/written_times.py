"""Word times that stand in the transcript: used where the sound did not tell, and bears them out.

Recognizers' times are estimates, and nothing in a file says that they belong to this recording. So
they are only used between turns that were found in the sound, if these lie where the file says.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sottovoce.model.recordings import LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.transcripts import Transcript, Turn

WIDEN_S = 0.5
"""Added on both sides of a word, besides the padding of every muted stretch.

Whisper's word times, taken as they are, let one word in five be heard. It is also how far a word
found in the sound may stick out of its written times before these count as wrong.
"""

MIN_SHARE_FOUND = 0.5
"""Of all turns that must be found in the sound before any written time is used."""

MIN_SHARE_BORNE_OUT = 0.9
"""Of the words of a turn that was found: so many must lie where the file says."""

_SHORTEST_WORD_S = 0.02
_MOST_WORDS_PER_S = 8.0


def add_written_times(
    transcript: Transcript, located: LocatedWords, *, duration_s: float
) -> LocatedWords:
    """Return the turns, those that were not found with the word times of the transcript.

    A turn gets them when the nearest turns before and after it that were found in the sound lie
    where the transcript says, and its own times are possible ones. A turn that was found stays as
    it is. Without word times in the transcript nothing changes.

    Args:
        transcript: The original words and the times that stand beside them.
        located: What was found of it in the sound.
        duration_s: Length of the recording in seconds.
    """
    if located.share_located < MIN_SHARE_FOUND:
        return located
    borne_out = [
        _is_borne_out(place, turn.words) if place.words else None
        for turn, place in zip(transcript.turns, located.turns, strict=True)
    ]
    before = _nearest(borne_out)
    after = _nearest(borne_out[::-1])[::-1]
    return LocatedWords(
        tuple(
            _with_written(turn, place, duration_s)
            if not place.words and before[i] and after[i] and _are_possible(turn, place)
            else place
            for i, (turn, place) in enumerate(zip(transcript.turns, located.turns, strict=True))
        )
    )


def _is_borne_out(place: LocatedTurn, written: Sequence[TimedWord]) -> bool:
    """Whether the words found in a turn lie within their written times, widened."""
    times = {word.start_char: word for word in written}
    pairs = [(word, times[word.start_char]) for word in place.words if word.start_char in times]
    n_inside = sum(
        said.start_s - WIDEN_S <= found.start_s and found.end_s <= said.end_s + WIDEN_S
        for found, said in pairs
    )
    is_compared = len(pairs) * 2 > len(place.words)
    return is_compared and n_inside >= MIN_SHARE_BORNE_OUT * len(pairs)


def _nearest(borne_out: Sequence[bool | None]) -> list[bool]:
    """Return for each turn whether the last one before it that was found is borne out.

    Before the first that was found, nothing speaks for the times, so there they are not used.
    """
    nearest, last = [], False
    for each in borne_out:
        nearest.append(last)
        last = last if each is None else each
    return nearest


def _are_possible(turn: Turn, place: LocatedTurn) -> bool:
    """Whether somebody can have said these words at these times, within the turn."""
    words = turn.words
    if not words or place.start_s is None or place.end_s is None:
        return False
    times = [(word.start_s, word.end_s) for word in words]
    length_s = max(end for _, end in times) - times[0][0]
    return (
        all(end - start >= _SHORTEST_WORD_S for start, end in times)
        and all(one[0] <= two[0] and one[1] <= two[1] for one, two in pairwise(times))
        and place.start_s <= times[0][0]
        and times[-1][1] <= place.end_s
        and len(words) <= _MOST_WORDS_PER_S * length_s
    )


def _with_written(turn: Turn, place: LocatedTurn, duration_s: float) -> LocatedTurn:
    words = tuple(
        replace(
            word,
            start_s=max(0.0, word.start_s - WIDEN_S),
            end_s=min(duration_s, word.end_s + WIDEN_S),
        )
        for word in turn.words
    )
    return replace(place, words=words, how="words")
