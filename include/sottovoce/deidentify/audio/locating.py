"""When each word of a transcript is said in its recording, or that it was not found.

The words expected are those of the original transcript. Turns are aligned in stretches of at most a
minute, together with a few words of the turns around them, because times of turns are estimates.
What does not fit the sound is not believed: such a word has no time, and whoever mutes it has to
mute its turn.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from sottovoce.deidentify.audio.fit import fits, mean_misfit
from sottovoce.deidentify.audio.settling import Place, Script, settle
from sottovoce.deidentify.audio.spoken_words import SpokenWord, read_aloud
from sottovoce.deidentify.audio.turn_windows import (
    LONGEST_CHUNK_S,
    Passage,
    passages,
    turn_windows,
)
from sottovoce.deidentify.audio.word_graph import Heard, WordGraph
from sottovoce.model.recordings import LocatedWords
from sottovoce.model.transcripts import Transcript

N_CONTEXT = 12
"""Words of the turns around a passage that may be in its sound: three seconds of fast speech."""

MIN_SHARE_OF_TURN = 0.5
"""Of a turn's words that must be found before any of them is believed."""

_CHUNK_S = 50.0
_UNSETTLED_S = 8.0
_MOST_WORDS_PER_S = 5
_WORST_CHUNK = 8.0
_TRIMS_S = (0.0, 0.5, 0.9)
"""Where a window cuts through a word there may be no way; a little narrower there often is one."""


class Aligner(Protocol):
    """Finds the way through a word graph that fits a stretch of sound."""

    def is_known(self, word: str) -> bool:
        """Whether its dictionary has the word, in lower case."""

    def align(self, graph: WordGraph, sound: bytes, start_s: float) -> list[Heard] | None:
        """Return the words heard, in order; None if no way through the graph fits."""


ReadSound = Callable[[float, float], bytes]
"""Gives the samples between two times, as the aligner wants them."""


def locate_turns(
    transcript: Transcript, read_sound: ReadSound, aligner: Aligner, *, duration_s: float
) -> LocatedWords:
    """Return where the words of a transcript are in its recording.

    Args:
        transcript: The original words; what stands in for them was never said.
        read_sound: Gives the samples of a stretch.
        aligner: Finds words in samples.
        duration_s: Length of the recording in seconds.

    Returns:
        Every turn, in order. A word that was not found is absent from its turn; a turn of which
        little was found has no words; one that may be anywhere has no times either.
    """
    script = _write_script(transcript, aligner)
    windows = turn_windows(transcript.turns, duration_s=duration_s)
    search = _Search(script, read_sound, aligner)
    for passage in passages(windows):
        search.passage(passage)
        if passage.first < passage.last and all(
            windows[turn].is_timed for turn in range(passage.first, passage.last + 1)
        ):
            for turn in search.missing(passage):
                search.passage(Passage(turn, turn, windows[turn].start_s, windows[turn].end_s))
    believed = {turn for turn in range(len(windows)) if search.is_believed(turn)}
    return LocatedWords(tuple(settle(script, windows, search.places, believed)))


class _Search:
    """What has been found of a script until now."""

    def __init__(self, script: Script, read_sound: ReadSound, aligner: Aligner) -> None:
        self.places: dict[int, Place] = {}
        self._script = script
        self._read_sound = read_sound
        self._aligner = aligner

    def passage(self, passage: Passage) -> None:
        """Look for the turns of a passage; what was found of them before is looked for anew."""
        first = self._script.first_of[passage.first]
        last = self._script.first_of[passage.last + 1]
        if first == last:
            return
        if passage.end_s - passage.start_s > LONGEST_CHUNK_S:
            self._piecewise(first, last, passage)
            return
        before, after = max(0, first - N_CONTEXT), last + N_CONTEXT
        words = self._script.words[before:after]
        entries = frozenset(range(first - before + 1))
        exits = frozenset(range(last - before, len(words) + 1))
        graph = WordGraph(words, entries, exits)
        for trim_s in _TRIMS_S:
            found = self._align(graph, passage.start_s + trim_s, passage.end_s - trim_s)
            if found:
                break
        self._keep(found, offset=before, first=first, last=last)

    def missing(self, passage: Passage) -> list[int]:
        """Return the turns of a passage of which too little was found."""
        turns = range(passage.first, passage.last + 1)
        return [turn for turn in turns if not self.is_believed(turn)]

    def is_believed(self, turn: int) -> bool:
        """Whether enough of a turn was found."""
        span = range(self._script.first_of[turn], self._script.first_of[turn + 1])
        expected = [position for position in span if not self._script.words[position].is_optional]
        n_found = sum(1 for p in expected if p in self.places and self.places[p].is_found)
        return bool(expected) and n_found >= MIN_SHARE_OF_TURN * len(expected)

    def _piecewise(self, first: int, last: int, passage: Passage) -> None:
        """Go through a long passage a minute at a time, from what was found on.

        What stands at the end of each piece is left to the next, which knows how it goes on. When
        a piece does not fit, the rest is given up: nothing tells where to begin again.
        """
        start_s, next_word = passage.start_s, first
        n_before = min(N_CONTEXT, first)
        while next_word < last:
            is_rest = passage.end_s - start_s <= LONGEST_CHUNK_S
            end_s = passage.end_s if is_rest else start_s + _CHUNK_S
            words, exits = self._offer(next_word - n_before, last, end_s - start_s, is_rest)
            graph = WordGraph(words, frozenset(range(n_before + 1)), exits)
            found = self._align(graph, start_s, end_s)
            if not is_rest:
                found = _settled(found, end_s - _UNSETTLED_S)
            said = [heard for part in found.values() for heard in part]
            if mean_misfit(said) > _WORST_CHUNK:
                return
            self._keep(found, offset=next_word - n_before, first=next_word, last=last)
            reached = max(found) + 1 + next_word - n_before
            if is_rest or reached <= next_word:
                return
            start_s, next_word, n_before = said[-1].end_s, reached, 0

    def _offer(
        self, first: int, last: int, length_s: float, is_rest: bool
    ) -> tuple[Sequence[SpokenWord], frozenset[int]]:
        words = self._script.words
        if is_rest:
            offered = words[first : last + N_CONTEXT]
            return offered, frozenset(range(last - first, len(offered) + 1))
        offered = words[first : min(last, first + round(length_s * _MOST_WORDS_PER_S))]
        return offered, frozenset(range(1, len(offered) + 1))

    def _align(
        self, graph: WordGraph, start_s: float, end_s: float
    ) -> dict[int, tuple[Heard, ...]]:
        heard = self._aligner.align(graph, self._read_sound(start_s, end_s), start_s)
        return (graph.follow(heard) if heard else None) or {}

    def _keep(
        self, found: dict[int, tuple[Heard, ...]], *, offset: int, first: int, last: int
    ) -> None:
        said = [heard for part in found.values() for heard in part]
        is_fit = iter(fits(said))
        for position, part in found.items():
            judged = [next(is_fit) for _ in part]
            if first <= position + offset < last:
                self.places[position + offset] = _place(part, all(judged))


def _place(part: Sequence[Heard], is_found: bool) -> Place:
    if not part:
        return Place(None, None, False)
    return Place(part[0].start_s, part[-1].end_s, is_found)


def _settled(found: dict[int, tuple[Heard, ...]], until_s: float) -> dict[int, tuple[Heard, ...]]:
    """Return the words up to the last one that ends before ``until_s``."""
    ends = [position for position, part in found.items() if part and part[-1].end_s <= until_s]
    return {position: part for position, part in found.items() if ends and position <= ends[-1]}


def _write_script(transcript: Transcript, aligner: Aligner) -> Script:
    words: list[SpokenWord] = []
    turn_of: list[int] = []
    first_of = [0]
    for position, turn in enumerate(transcript.turns):
        spoken = read_aloud(turn.text, aligner.is_known)
        words += spoken
        turn_of += [position] * len(spoken)
        first_of.append(len(words))
    return Script(words, turn_of, first_of)
