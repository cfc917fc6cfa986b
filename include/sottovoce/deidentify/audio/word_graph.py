"""The ways through a stretch of a transcript, for an aligner to choose the one that it hears.

Between two boundaries lies one written word with all its readings. A stretch may be entered and
left at several boundaries, because times of turns are estimates: the last words of the turn before
and the first ones of the turn after may or may not be in the sound.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sottovoce.deidentify.audio.spoken_words import SpokenWord

_ENTER_OR_LEAVE = 0.1
_PASS_OVER = 0.1


class Link(NamedTuple):
    """One transition between two states; without a word it takes no time."""

    from_state: int
    to_state: int
    probability: float
    word: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """One word that the aligner heard, in its order.

    Attributes:
        word: As it stands in the graph.
        start_s: When it begins.
        end_s: When it ends.
        misfit: How badly the sound fits it, per hundredth of a second, at least 0.
    """

    word: str = field(repr=False)
    start_s: float
    end_s: float
    misfit: float


@dataclass(frozen=True, slots=True)
class WordGraph:
    """A stretch of words with its entries and exits.

    Attributes:
        words: The written words, in order; boundary ``i`` lies before word ``i``.
        entries: Boundaries where the sound may begin.
        exits: Boundaries where it may end.
    """

    words: Sequence[SpokenWord] = field(repr=False)
    entries: frozenset[int]
    exits: frozenset[int]

    @property
    def start_state(self) -> int:
        """Where every way begins."""
        return len(self.words) + 1

    @property
    def end_state(self) -> int:
        """Where every way ends."""
        return len(self.words) + 2

    def links(self) -> list[Link]:
        """Return every transition, in no order."""
        links = [Link(step.from_state, step.to_state, 1.0, step.word) for step in self._steps()]
        skips = [i for i, word in enumerate(self.words) if word.is_optional]
        links += [Link(i, i + 1, _PASS_OVER, None) for i in skips]
        links += [Link(self.start_state, i, _ENTER_OR_LEAVE, None) for i in self.entries]
        links += [Link(i, self.end_state, _ENTER_OR_LEAVE, None) for i in self.exits]
        return links

    def vocabulary(self) -> set[str]:
        """Return every word that may be heard."""
        return {step.word for step in self._steps()}

    def follow(self, heard: Sequence[Heard]) -> dict[int, tuple[Heard, ...]] | None:
        """Return which written words were heard, by their position, each with what was heard.

        Returns:
            An empty tuple for a word that was passed over; None if ``heard`` is no way through.
        """
        steps: dict[tuple[int, str], list[_Step]] = {}
        for step in self._steps():
            steps.setdefault((step.from_state, step.word), []).append(step)
        reached: list[dict[int, _Step | None]] = [
            dict.fromkeys(self._with_passed_over(sorted(self.entries)))
        ]
        for said in heard:
            following: dict[int, _Step | None] = {}
            for state in reached[-1]:
                for step in steps.get((state, said.word), []):
                    for landed in self._with_passed_over([step.to_state]):
                        following.setdefault(landed, step)
            reached.append(following)
        ends = [state for state in reached[-1] if state in self.exits]
        return _way_back(max(ends), reached, heard) if ends else None

    def _with_passed_over(self, states: Iterable[int]) -> Iterator[int]:
        """Yield the states, and those behind words that may be passed over."""
        for first in states:
            yield first
            state = first
            while state < len(self.words) and self.words[state].is_optional:
                state += 1
                yield state

    def _steps(self) -> Iterator["_Step"]:
        free = self.end_state + 1
        for position, written in enumerate(self.words):
            for reading in filter(None, written.readings):
                inner = range(free, free + len(reading) - 1)
                free += len(inner)
                states = [position, *inner, position + 1]
                for from_state, to_state, word in zip(states, states[1:], reading, strict=False):
                    yield _Step(from_state, to_state, word, position)


class _Step(NamedTuple):
    from_state: int
    to_state: int
    word: str
    position: int


def _way_back(
    state: int, reached: Sequence[dict[int, _Step | None]], heard: Sequence[Heard]
) -> dict[int, tuple[Heard, ...]]:
    last = state
    found: dict[int, tuple[Heard, ...]] = {}
    for at in range(len(heard), 0, -1):
        step = reached[at][state]
        if step is None:
            break
        found[step.position] = (heard[at - 1], *found.get(step.position, ()))
        state = step.from_state
    return {i: found.get(i, ()) for i in range(min(found, default=last), last)}
