"""Presidio's analyzer, built from YAML registries, without a network and without downloads."""

from pathlib import Path
from typing import Any

import tldextract
import yaml
from presidio_analyzer import AnalyzerEngine, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

from sottovoce.adapters.presidio import recognizers as own_recognizers
from sottovoce.adapters.presidio.engine import InterviewEngine
from sottovoce.errors import StudyConfigError

__all__ = ["build_analyzer", "own_recognizers"]


class NoEnhancer(ContextAwareEnhancer):  # type: ignore[misc]
    """Leaves scores alone: without a lemmatizer the rules weigh context themselves."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], *_: Any, **__: Any
    ) -> list[RecognizerResult]:
        """Return ``raw_results``."""
        return raw_results


def build_analyzer(
    engine: InterviewEngine, registry_file: Path, study_file: Path | None
) -> AnalyzerEngine:
    """Return an analyzer with the recognizers of both files.

    Raises:
        StudyConfigError: The study's file is missing or not a registry.
    """
    _stay_offline()
    configuration = _read(registry_file)
    if study_file is not None:
        configuration["recognizers"] += _read(study_file)["recognizers"]
    try:
        provider = RecognizerRegistryProvider(registry_configuration=configuration)
        registry = provider.create_recognizer_registry()
    except (ValueError, TypeError, KeyError) as error:
        raise StudyConfigError(
            "A recognizer in the study's registry file can't be made. Compare it with the "
            "example in docs/deidentification.md."
        ) from error
    # Presidio adds its own reader of model entities to every registry; ours replaces it.
    registry.recognizers = [r for r in registry.recognizers if r.name != "SpacyRecognizer"]
    return AnalyzerEngine(registry=registry, nlp_engine=engine, context_aware_enhancer=NoEnhancer())


def _stay_offline() -> None:
    """The extractor's default is to fetch the list of suffixes at its first use."""
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _read(path: Path) -> dict[str, Any]:
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise StudyConfigError("The study's registry file can't be read as YAML.") from error
    if not isinstance(declared, dict) or not isinstance(declared.get("recognizers"), list):
        raise StudyConfigError("The study's registry file has no list called recognizers.")
    return declared
