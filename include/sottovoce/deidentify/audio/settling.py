"""From words put somewhere to turns that can be muted: what is relied on, and what is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sottovoce.deidentify.audio.spoken_words import SpokenWord
from sottovoce.deidentify.audio.turn_windows import Window
from sottovoce.model.recordings import LocatedTurn, TimedWord

_REACH = 6
_LONGEST_GAP_S = 5.0
_PAUSE_S = 0.5
_STRAY = 3
"""At most so many words at either end of a turn are put beside another turn's by mistake."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one word was put, and whether the sound fits it; ``start_s`` None if it went unsaid."""

    start_s: float | None
    end_s: float | None
    is_found: bool


@dataclass(frozen=True, slots=True)
class Script:
    """All words of a transcript in one row.

    Attributes:
        words: Every word of every turn.
        turn_of: The turn of each word.
        first_of: Where each turn begins in ``words``; one more entry at the end.
    """

    words: Sequence[SpokenWord] = field(repr=False)
    turn_of: Sequence[int]
    first_of: Sequence[int]


def settle(
    script: Script, windows: Sequence[Window], placed: dict[int, Place], believed: set[int]
) -> Iterable[LocatedTurn]:
    """Yield every turn with the times of its words, as far as they can be relied on.

    Args:
        script: All words of the transcript.
        windows: Where each turn may be, one entry a turn.
        placed: Where the aligner put each word.
        believed: Turns of which enough was found.
    """
    places = {
        position: place
        for position, place in placed.items()
        if place.is_found and script.turn_of[position] in believed
    }
    strayed = {
        position
        for turn in believed
        for position in _strayed(places, range(script.first_of[turn], script.first_of[turn + 1]))
    }
    places = {position: place for position, place in places.items() if position not in strayed}
    for window in windows:
        turn = window.turn_index
        span = range(script.first_of[turn], script.first_of[turn + 1])
        words = tuple(_timed(turn, script.words, places, span))
        start_s, end_s = _bounds(window, places, span)
        yield LocatedTurn(turn, start_s, end_s, words, "aligned" if words else "turn")


def _strayed(places: dict[int, Place], span: range) -> Iterable[int]:
    """Yield the words at the ends of a turn that lie with another turn's words, not their own.

    Between two turns there is breath and noise, which short words fit. A word that was put there
    has a longer pause to the rest of its turn than to the other one.
    """
    before, after = span.start - 1, span.stop - 1
    for n in range(1, min(_STRAY + 1, len(span))):
        if before in places and _pause_s(places, before + n) > _most_s(places, before):
            yield from span[:n]
        if after + 1 in places and _pause_s(places, after - n) > _most_s(places, after):
            yield from span[-n:]


def _most_s(places: dict[int, Place], position: int) -> float:
    return max(_PAUSE_S, _pause_s(places, position))


def _pause_s(places: dict[int, Place], position: int) -> float:
    """Return the seconds between a word and the next one; 0 if one of them was not found."""
    one, two = places.get(position), places.get(position + 1)
    if one is None or two is None or one.end_s is None or two.start_s is None:
        return 0.0
    return two.start_s - one.end_s


def _timed(
    turn: int, words: Sequence[SpokenWord], places: dict[int, Place], span: range
) -> Iterable[TimedWord]:
    for position in span:
        place = places.get(position) or _between(places, position)
        if place and place.start_s is not None and place.end_s is not None:
            word = words[position]
            yield TimedWord(turn, word.start_char, word.end_char, place.start_s, place.end_s)


def _between(places: dict[int, Place], position: int) -> Place | None:
    """Return the stretch from the word found before to the one found after one that was not.

    A name said otherwise than its letters look is not found, but the words beside it are; what
    lies between them holds it. They are taken along as a whole: such a word may have swallowed what
    is said next to it, as well as the silence.
    """
    before = next((p for p in range(position - 1, position - _REACH, -1) if p in places), None)
    after = next((p for p in range(position + 1, position + _REACH) if p in places), None)
    if before is None or after is None:
        return None
    first, last = places[before], places[after]
    if first.end_s is None or last.start_s is None:
        return None
    if not first.end_s < last.start_s <= first.end_s + _LONGEST_GAP_S:
        return None
    return Place(first.start_s, last.end_s, True)


def _bounds(
    window: Window, places: dict[int, Place], span: range
) -> tuple[float | None, float | None]:
    """Return between which times the turn lies, by its own window or by what was found around."""
    if window.is_known:
        return window.start_s, window.end_s
    before = max((p for p in places if p < span.start), default=None)
    after = min((p for p in places if p >= span.stop), default=None)
    if before is None or after is None:
        return None, None
    start_s, end_s = places[before].end_s, places[after].start_s
    narrowed = Window(window.turn_index, start_s or 0.0, end_s or 0.0, False)
    return (start_s, end_s) if narrowed.is_known else (None, None)
