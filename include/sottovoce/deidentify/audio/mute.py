"""Choose which stretches of a recording are muted.

Nothing that is named in the text is left to hope: what has no word time takes its whole turn
with it, and what has no turn time keeps the recording back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from sottovoce.errors import PrivacyStop
from sottovoce.model.recordings import How, Interval, LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.spans import Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn

DEFAULT_PAD_S = 0.2
"""Covered every span measured so far: 70 labelled words, 38 synthetic spans; a small sample."""

LONGEST_WORD_S = 10.0
"""A longer "word" is an alignment that went wrong."""

_LEAST_EXACT: tuple[How, ...] = ("words", "aligned", "turn")


class UnlocatedIdentifier(PrivacyStop):
    """An identifier of the text has no time in the recording, so muting can't be shown to be whole.

    Attributes:
        n_turns: How many turns hold one.
    """

    def __init__(self, n_turns: int) -> None:
        """Compose the message; it quotes nothing."""
        super().__init__(n_turns)
        self.n_turns = n_turns

    def __str__(self) -> str:
        return (
            f"The recording stays back: {self.n_turns} turns hold an identifier, but there is no "
            "time to mute it at. Give these turns times in the transcript, or release the "
            "transcript alone."
        )


@dataclass(frozen=True, slots=True)
class MutePlan:
    """What is muted in one recording, and what a person should listen to.

    Attributes:
        intervals: Disjoint, inside the recording, earliest first.
        turns_muted: Indexes of turns that are muted whole; these need a review.
        turns_untimed: Indexes of turns with an identifier and no time; with any of these the
            recording must not leave.
    """

    intervals: tuple[Interval, ...]
    turns_muted: tuple[int, ...] = ()
    turns_untimed: tuple[int, ...] = ()

    def require_complete(self) -> None:
        """Let the recording go on only when every identifier has a time.

        Raises:
            UnlocatedIdentifier: A turn that holds an identifier has no time.
        """
        if self.turns_untimed:
            raise UnlocatedIdentifier(len(self.turns_untimed))


def plan_muting(
    marked: MarkedTranscript, located: LocatedWords, *, duration_s: float, pad_s: float
) -> MutePlan:
    """Return what to mute so that nothing marked in the text is heard.

    Args:
        marked: The transcript and its identifiers. Speaker labels are not spoken.
        located: The same turns in the recording; a turn that is absent counts as without a time.
        duration_s: Length of the recording in seconds.
        pad_s: Seconds added before and after each word, and each whole turn, at least 0.
    """
    by_index = {turn.turn_index: turn for turn in located.turns}
    intervals: list[Interval] = []
    muted: list[int] = []
    untimed: list[int] = []
    for turn in (turn for turn in marked.turns if turn.spans):
        index = turn.turn.index
        place = by_index.get(index, LocatedTurn(index, None, None))
        try:
            intervals += _of_words(turn, place, duration_s=duration_s, pad_s=pad_s)
        except UnlocatedIdentifier:
            whole = _of_turn(turn, place, duration_s=duration_s, pad_s=pad_s)
            intervals += whole
            (muted if whole else untimed).append(index)
    return MutePlan(tuple(join_touching(intervals)), tuple(muted), tuple(untimed))


def mute_intervals(
    spans: Iterable[Span],
    words: Sequence[TimedWord],
    *,
    text: str,
    duration_s: float,
    pad_s: float = DEFAULT_PAD_S,
    how: How = "aligned",
) -> list[Interval]:
    """Return the stretches of a recording in which an identifier of one turn is spoken.

    A word is muted as a whole when any of its characters lies in a span. Each stretch is
    widened by ``pad_s`` on both sides, because word times are estimates, and stretches that
    then touch are joined.

    Args:
        spans: Identifiers found in the turn, in any order.
        words: Words of that turn, in spoken order; some may be missing.
        text: The turn's text, to know that no letter of a span is without a time.
        duration_s: Length of the recording in seconds.
        pad_s: Seconds added before and after each word, at least 0.
        how: Where the times of the words come from.

    Returns:
        Disjoint intervals inside ``[0, duration_s]``, earliest first; empty without spans.

    Raises:
        UnlocatedIdentifier: A letter or digit of a span lies in no word that was spoken within
            the recording.
    """
    usable = [word for word in words if _is_usable(word, duration_s)]
    return join_touching(
        Interval(
            max(0.0, word.start_s - pad_s),
            min(duration_s, word.end_s + pad_s),
            (span.entity_type,),
            how,
        )
        for span in spans
        for word in _words_in(span, usable, text)
    )


def join_touching(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same stretches as disjoint intervals that do not touch, earliest first."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start_s <= joined[-1].end_s:
            joined.append(_join(joined.pop(), interval))
        else:
            joined.append(interval)
    return joined


def _of_words(
    turn: MarkedTurn, place: LocatedTurn, *, duration_s: float, pad_s: float
) -> list[Interval]:
    return mute_intervals(
        turn.spans,
        place.words,
        text=turn.turn.text,
        duration_s=duration_s,
        pad_s=pad_s,
        how=place.how,
    )


def _of_turn(
    turn: MarkedTurn, place: LocatedTurn, *, duration_s: float, pad_s: float
) -> list[Interval]:
    """Return the whole turn, or nothing if the recording has no such stretch."""
    if place.start_s is None or place.end_s is None:
        return []
    start_s = max(0.0, place.start_s - pad_s)
    end_s = min(duration_s, place.end_s + pad_s)
    if not (place.start_s < place.end_s and place.start_s < duration_s and end_s > 0):
        return []
    types = tuple(sorted({span.entity_type for span in turn.spans}))
    return [Interval(start_s, end_s, types, "turn")]


def _words_in(span: Span, words: Sequence[TimedWord], text: str) -> list[TimedWord]:
    inside = [word for word in words if word.start_char < span.end and span.start < word.end_char]
    timed = {char for word in inside for char in range(word.start_char, word.end_char)}
    spoken = {char for char in range(span.start, min(span.end, len(text))) if text[char].isalnum()}
    if not inside or spoken - timed:
        # Half a name is a name: whatever has no time may be anywhere in the turn.
        raise UnlocatedIdentifier(1)
    return inside


def _is_usable(word: TimedWord, duration_s: float) -> bool:
    is_a_time = isfinite(word.start_s) and isfinite(word.end_s)
    return (
        is_a_time
        and 0.0 <= word.start_s < word.end_s
        and word.start_s < duration_s
        and word.end_s - word.start_s <= LONGEST_WORD_S
    )


def _join(first: Interval, second: Interval) -> Interval:
    return Interval(
        first.start_s,
        max(first.end_s, second.end_s),
        tuple(sorted({*first.entity_types, *second.entity_types})),
        max(first.how, second.how, key=_LEAST_EXACT.index),
    )
