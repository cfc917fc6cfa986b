"""The language model behind Presidio: spaCy with nothing but what finding names needs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from sottovoce.adapters.presidio.lexicon import load_lexicon
from sottovoce.deidentify.text.casing import is_small
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.recase import recase
from sottovoce.errors import MissingModel

UNUSED_PIPES = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
LABELS = {
    "PERSON": "PERSON",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "ORG": "ORGANIZATION",
    "FAC": "FACILITY",
}


class InterviewArtifacts(NlpArtifacts):  # type: ignore[misc]
    """What the model found in one document, and what the rules want to know about it."""

    def __init__(self, doc: Any, entities: list[Any], engine: "InterviewEngine", *, small: bool):
        super().__init__(entities, doc, [], [], engine, "en", [0.7] * len(entities))
        self.lexicon = engine.lexicon
        self.is_small = small


class InterviewEngine(NlpEngine):  # type: ignore[misc]
    """Runs tok2vec and ner only, on text that has been given capitals where it has none."""

    engine_name = "interviews"
    is_available = True

    def __init__(self, model: str) -> None:
        """Load ``model``; it is never downloaded.

        Raises:
            MissingModel: It is not installed.
        """
        self.model = model
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
        """Return the entities of one document."""
        small = is_small(text)
        doc = self._nlp(recase(text, self.lexicon) if small else text)
        entities = []
        for entity in doc.ents:
            if entity.label_ in LABELS:
                entity.label_ = LABELS[entity.label_]
                entities.append(entity)
        return InterviewArtifacts(doc, entities, self, small=small)

    def process_batch(
        self, texts: Iterable[str], language: str, **_: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Yield each text and its entities."""
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        """Whether the model calls ``word`` a stop word."""
        return bool(self._nlp.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        """Whether ``word`` is punctuation."""
        return bool(self._nlp.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """The Presidio names of what the model finds."""
        return sorted(set(LABELS.values()))

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
