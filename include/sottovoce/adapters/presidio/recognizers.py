"""This package's rules as Presidio recognizers; ``recognizers.yaml`` names them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from presidio_analyzer import LocalRecognizer, RecognizerResult

from sottovoce.adapters.presidio.engine import InterviewArtifacts
from sottovoce.adapters.spoken_model.spans import FAINTEST, find_spans
from sottovoce.deidentify.text.addresses import find_addresses
from sottovoce.deidentify.text.codes import find_spoken_codes, find_written_codes
from sottovoce.deidentify.text.contacts import find_contacts
from sottovoce.deidentify.text.dates import find_ages, find_dates
from sottovoce.deidentify.text.names import find_introduced_names, find_spelled_names
from sottovoce.deidentify.text.other_ids import find_other_ids
from sottovoce.deidentify.text.services import find_services
from sottovoce.deidentify.text.unknown_words import find_places, find_unknown_words
from sottovoce.model.spans import EntityType, Span

WHICH = "sottovoce_recognizer"
"""Key of a result's metadata that holds the name of the rule."""


class RuleRecognizer(LocalRecognizer):  # type: ignore[misc]
    """Base: turns the spans of rules into Presidio results, names of entities unchanged."""

    TYPES: ClassVar[tuple[EntityType, ...]] = tuple(EntityType)

    def __init__(self, supported_language: str = "en", **_: Any) -> None:
        super().__init__(
            supported_entities=[str(kind) for kind in self.TYPES],
            supported_language=supported_language,
            name=type(self).__name__,
        )

    def load(self) -> None:
        """Nothing to load: the engine holds the word lists."""

    def find(self, text: str, artifacts: InterviewArtifacts) -> Iterable[Span]:
        """Return the spans of this recognizer's rules."""
        raise NotImplementedError

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: Any = None
    ) -> list[RecognizerResult]:
        """Return this recognizer's results among ``entities``."""
        return [
            RecognizerResult(
                span.entity_type.value,
                span.start,
                span.end,
                span.score,
                recognition_metadata={WHICH: span.recognizer},
            )
            for span in self.find(text, nlp_artifacts)
            if span.entity_type in entities
        ]


class BritishCodeRecognizer(RuleRecognizer):
    """Numbers from the state, written or read out, and references of any office."""

    def find(self, text: str, artifacts: InterviewArtifacts) -> Iterable[Span]:
        """Return codes."""
        return [
            *find_written_codes(text),
            *find_spoken_codes(text),
            *find_other_ids(text, artifacts.lexicon),
        ]


class ContactRecognizer(RuleRecognizer):
    """Telephone, e-mail, web address, handle, street address."""

    def find(self, text: str, artifacts: InterviewArtifacts) -> Iterable[Span]:
        """Return ways to reach a person."""
        return [*find_contacts(text), *find_addresses(text, artifacts.lexicon)]


class DateAndAgeRecognizer(RuleRecognizer):
    """Dates with a day or month of a year, and exact ages."""

    TYPES = (EntityType.DATE, EntityType.AGE)

    def find(self, text: str, artifacts: InterviewArtifacts) -> Iterable[Span]:
        """Return dates and ages."""
        return [*find_dates(text), *find_ages(text, artifacts.lexicon)]


class NameRecognizer(RuleRecognizer):
    """People, places and services known by the words around them or by being no other word."""

    TYPES = (
        EntityType.PERSON,
        EntityType.LOCATION,
        EntityType.ORGANISATION,
        EntityType.FACILITY,
    )

    def find(self, text: str, artifacts: InterviewArtifacts) -> Iterable[Span]:
        """Return names."""
        lexicon, small = artifacts.lexicon, artifacts.is_small
        return [
            *find_introduced_names(text, lexicon, is_small=small),
            *find_spelled_names(text),
            *find_unknown_words(text, lexicon, is_small=small),
            *find_places(text, lexicon, is_small=small),
            *find_services(text, lexicon, is_small=small),
        ]


class SpokenModelRecognizer(RuleRecognizer):
    """What the project's own model of spoken English found, however unsure it is."""

    def find(self, text: str, artifacts: InterviewArtifacts) -> Iterable[Span]:
        """Return what scores enough for the study, and what misses that by little."""
        enough = artifacts.threshold
        found = find_spans(text, artifacts.reading, enough)
        return [*found, *find_spans(text, artifacts.reading, FAINTEST, below=enough)]
