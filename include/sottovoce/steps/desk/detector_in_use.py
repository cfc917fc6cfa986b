"""Whether the detector that a study uses is the one whose figures are known."""

from dataclasses import dataclass

from sottovoce.adapters.presidio.detector import DEFAULT_MODEL
from sottovoce.adapters.presidio.fingerprint import detector_fingerprint
from sottovoce.adapters.spoken_model.figures import model_sha256, read_figures
from sottovoce.config.study import DeidentifyPolicy, StudyConfig
from sottovoce.deidentify.text.scoring_figures import Figures
from sottovoce.steps.workplace import Workplace

__all__ = ["Differences", "compare_with_measured", "read_figures"]


@dataclass(frozen=True, slots=True)
class Differences:
    """In what a detector differs from the one that was measured.

    Attributes:
        is_other_model: Its model of spoken English is another file.
        threshold: From which score on it hides, if that is another one; else None.
        types_left_out: Types of identifier that were measured, and that the study leaves in.
        has_own_recognizers: The study has recognizers of its own.
        has_other_rules: Its rules, word lists or libraries are not those that were measured.
    """

    is_other_model: bool
    threshold: float | None
    types_left_out: tuple[str, ...]
    has_own_recognizers: bool
    has_other_rules: bool

    @property
    def is_other_kind(self) -> bool:
        """Whether it was set up otherwise, so that the figures say little about it."""
        return bool(
            self.is_other_model
            or self.threshold is not None
            or self.types_left_out
            or self.has_own_recognizers
        )

    def __bool__(self) -> bool:
        """Whether there is any difference at all."""
        return self.is_other_kind or self.has_other_rules


def compare_with_measured(place: Workplace, study: StudyConfig, figures: Figures) -> Differences:
    """Return in what the detector that the study uses differs from the one that was measured."""
    measured, policy = figures.detector, study.deidentify
    plain = DeidentifyPolicy(detect_threshold=measured.detect_threshold)
    fingerprint = detector_fingerprint(plain, model=DEFAULT_MODEL)
    other_model = model_sha256() != measured.model_sha256
    return Differences(
        is_other_model=other_model,
        threshold=(
            policy.detect_threshold
            if policy.detect_threshold != measured.detect_threshold
            else None
        ),
        types_left_out=tuple(t for t in measured.entity_types if t not in policy.entity_types),
        has_own_recognizers=place.settings.recognizers_file is not None,
        has_other_rules=fingerprint != measured.fingerprint and not other_model,
    )
