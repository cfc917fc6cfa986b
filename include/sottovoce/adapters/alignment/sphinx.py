"""The aligner: pocketsphinx with the American English model in its wheel (BSD licence).

Every senone is scored in every frame, not only those of the words expected, so that a word's
score says how much worse it fits than whatever fits best. That is what tells a word that was found
from one that was put somewhere because it had to be.
"""

import math
import re
from collections.abc import Iterable
from typing import Any

from sottovoce.adapters.recordings.orders import HEARD_RATE_HZ
from sottovoce.deidentify.audio.letter_sounds import spell_out_sounds
from sottovoce.deidentify.audio.word_graph import Heard, WordGraph

_FRAMES_PER_S = 100
_OTHER_READING = re.compile(r"\(\d+\)\Z")
_SMALLEST = 1e-300


class SphinxAligner:
    """Chooses the way through a word graph that fits a stretch of sound best."""

    def __init__(self) -> None:
        """Load the model, about 100 MB."""
        from pocketsphinx import Decoder  # type: ignore[import-untyped]

        self._decoder: Any = Decoder(lm=None, loglevel="FATAL", compallsen=True)
        self._has_listened = False

    def is_known(self, word: str) -> bool:
        """Whether the pronouncing dictionary has the word, in lower case."""
        return self._decoder.lookup_word(word) is not None

    def align(self, graph: WordGraph, sound: bytes, start_s: float) -> list[Heard] | None:
        """Return the words heard, in order; None if no way through the graph fits.

        Args:
            graph: What may have been said.
            sound: 16-bit samples, mono, 16 kHz.
            start_s: Where the sound begins in the recording.
        """
        if not graph.words or len(sound) < HEARD_RATE_HZ // 5:
            return None
        names = self._learn(graph.vocabulary())
        links = [
            (link.from_state, link.to_state, link.probability, names[link.word])
            if link.word is not None
            else (link.from_state, link.to_state, link.probability)
            for link in graph.links()
            if link.word is None or link.word in names
        ]
        try:
            if not self._has_listened:
                # Its estimate of the noise starts from nothing: the first sound would fit worse.
                self._search(links, graph, sound, start_s)
                self._has_listened = True
            return self._search(links, graph, sound, start_s)
        except RuntimeError:
            # The decoder says so when the sound ends before the words do, among others.
            return None

    def _search(
        self, links: Iterable[tuple[object, ...]], graph: WordGraph, sound: bytes, start_s: float
    ) -> list[Heard] | None:
        decoder = self._decoder
        grammar = decoder.create_fsg("turn", graph.start_state, graph.end_state, list(links))
        decoder.add_fsg("turn", grammar)
        decoder.activate_search("turn")
        decoder.start_utt()
        decoder.process_raw(sound, full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return None
        return [
            Heard(
                _OTHER_READING.sub("", segment.word),
                start_s + segment.start_frame / _FRAMES_PER_S,
                start_s + (segment.end_frame + 1) / _FRAMES_PER_S,
                -math.log(max(segment.ascore, _SMALLEST))
                / max(1, segment.end_frame + 1 - segment.start_frame),
            )
            for segment in decoder.seg()
            if not segment.word.startswith(("<", "[", "("))
        ]

    def _learn(self, words: Iterable[str]) -> dict[str, str]:
        """Return the words that the decoder can look for, teaching it those it lacks.

        Returns:
            Each by itself; a word of which no letter can be read is absent.
        """
        names = {}
        for word in words:
            if self.is_known(word) or self._teach(word):
                names[word] = word
        return names

    def _teach(self, word: str) -> bool:
        readings = self._readings(word)
        for number, sounds in enumerate(readings, start=1):
            name = word if number == 1 else f"{word}({number})"
            self._decoder.add_word(name, " ".join(sounds), number == len(readings))
        return bool(readings)

    def _readings(self, word: str) -> list[tuple[str, ...]]:
        stem, mark, ending = word.rpartition("'")
        if mark and ending == "s" and (known := self._decoder.lookup_word(stem)):
            return [(*known.split(), "Z")]
        return spell_out_sounds(word)
