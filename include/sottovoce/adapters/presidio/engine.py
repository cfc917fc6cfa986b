"""What Presidio asks for language: the model of spoken English, and which words are ordinary.

spaCy's own recognizer of names is not run: beside the model of spoken English it found nothing
more on the gold, and it costs as much as everything else together (docs/decisions/0010).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from sottovoce.adapters.presidio.lexicon import load_lexicon
from sottovoce.adapters.spoken_model.session import Reading, SpokenModel
from sottovoce.adapters.spoken_model.spans import FAINTEST
from sottovoce.deidentify.text.casing import is_small
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.errors import MissingModel

UNUSED_PIPES = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "ner"]


class InterviewArtifacts(NlpArtifacts):  # type: ignore[misc]
    """What the model makes of one document, and what the rules want to know about it."""

    def __init__(self, engine: "InterviewEngine", reading: Reading, *, small: bool) -> None:
        super().__init__([], [], [], [], engine, "en", [])
        self.lexicon = engine.lexicon
        self.is_small = small
        self.reading = reading
        self.threshold = engine.threshold


class InterviewEngine(NlpEngine):  # type: ignore[misc]
    """Runs the model of spoken English, and knows ordinary words from a spaCy model's lists."""

    engine_name = "interviews"
    is_available = True

    def __init__(self, model: str, threshold: float, spoken: SpokenModel | None = None) -> None:
        """Load ``model``; it is never downloaded.

        Args:
            model: Name of an installed spaCy model.
            threshold: Least score of the model of spoken English that counts.
            spoken: That model; the package's own if None.

        Raises:
            MissingModel: It, or the model of spoken English, is not installed.
        """
        self.model = model
        self.threshold = max(threshold, FAINTEST)
        self._spoken = spoken or SpokenModel()
        self._nlp: Any = None
        self.lexicon: Lexicon = load_lexicon()
        self.load()

    def load(self) -> None:
        """Load the model and the word lists."""
        import spacy

        try:
            self._nlp = spacy.load(self.model, exclude=UNUSED_PIPES)
        except OSError as error:
            raise MissingModel(
                f"The language model {self.model} is not installed. Run `make setup`; nothing is "
                "downloaded while the study runs."
            ) from error
        self.lexicon = load_lexicon(self._nlp.vocab.strings, _dictionary(self._nlp.path))

    def is_loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._nlp is not None

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Return what the model makes of one document."""
        return InterviewArtifacts(self, self._spoken.read(text), small=is_small(text))

    def process_batch(
        self, texts: Iterable[str], language: str, **_: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Yield each text and what the model makes of it."""
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        """Whether the model calls ``word`` a stop word."""
        return bool(self._nlp.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        """Whether ``word`` is punctuation."""
        return bool(self._nlp.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """None: what the model finds is told by a recognizer of its own."""
        return []

    def get_supported_languages(self) -> list[str]:
        """English only."""
        return ["en"]


def _dictionary(model_path: Path) -> set[str]:
    """Return the base forms in the model's lemmatizer, which itself isn't loaded."""
    from spacy.lookups import Lookups

    folder = model_path / "lemmatizer" / "lookups"
    if not folder.is_dir():
        return set()
    index = Lookups().from_disk(folder).get_table("lemma_index")
    return {word for kind in index for word in index[kind]}
