"""Reading what any tool found in gold interviews, so that it can be scored like this one.

A JSON object: document name to a list of spans, ``{"turn", "start", "end"}`` and, if wanted,
``type``, ``score`` and ``in`` (``text`` or ``speaker``). ``docs/benchmark.md`` lays it down.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sottovoce.adapters.gold import GoldInterview
from sottovoce.errors import StudyConfigError
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn


class _Prediction(BaseModel):
    """One span. What it is called is not scored, so ``type`` may be any text."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, strict=True)

    turn: int = Field(ge=0)
    start: int = Field(ge=0)
    end: int
    type: str = ""
    score: float = Field(1.0, ge=0, le=1)
    where: Literal["text", "speaker"] = Field("text", alias="in")


_FILE = TypeAdapter(dict[str, list[_Prediction]], config=ConfigDict(hide_input_in_errors=True))


def read_predictions(file: Path, golds: Sequence[GoldInterview]) -> list[MarkedTranscript]:
    """Return the gold's turns with the spans that a tool found in them, in the gold's order.

    Args:
        file: What the tool found; every gold interview is in it, with ``[]`` if it found nothing.
        golds: The interviews it read.

    Raises:
        StudyConfigError: The file has another form, lacks an interview, names one that the gold
            hasn't, or has a span outside of its turn. Says which entry, and quotes nothing.
    """
    found = _parsed(file)
    _check_names(found, golds)
    order = {name: number for number, name in enumerate(found, start=1)}
    return [_marked(gold, found[gold.name], order[gold.name]) for gold in golds]


def _parsed(file: Path) -> dict[str, list[_Prediction]]:
    try:
        return _FILE.validate_python(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:
        where = _where(error) if isinstance(error, ValidationError) else "It is not JSON in UTF-8."
        raise StudyConfigError(
            f"The predictions can't be read. {where} The form is: "
            '{"document": [{"turn": 0, "start": 5, "end": 9, "type": "PERSON"}]}.'
        ) from None


def _where(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    # The first part of a place is a document's name, and an unknown key may be anything.
    entry = next((part for part in first["loc"] if isinstance(part, int)), None)
    if entry is None:
        return "It is not an object of lists."
    keys = [k for k in first["loc"][2:] if k in {"turn", "start", "end", "type", "score", "in"}]
    return f"Entry {entry + 1} of a document is wrong{f' ({keys[0]})' if keys else ''}."


def _check_names(found: Mapping[str, object], golds: Sequence[GoldInterview]) -> None:
    known = {gold.name for gold in golds}
    n_missing, n_unknown = len(known - found.keys()), len(found.keys() - known)
    if n_missing:
        raise StudyConfigError(
            f"The predictions lack {n_missing} of {len(known)} gold interviews. Name each by its "
            "file without .gold.txt, and give [] where nothing was found."
        )
    if n_unknown:
        raise StudyConfigError(
            f"The predictions name {n_unknown} documents that the gold folder hasn't. Name each "
            "by its file without .gold.txt."
        )


def _marked(
    gold: GoldInterview, predictions: Sequence[_Prediction], number: int
) -> MarkedTranscript:
    turns = gold.marked.turns
    spans: dict[tuple[int, str], list[Span]] = {}
    for entry, found in enumerate(predictions, start=1):
        text = ""
        if found.turn < len(turns):
            turn = turns[found.turn].turn
            text = turn.text if found.where == "text" else turn.speaker or ""
        if not found.start < found.end <= len(text):
            raise StudyConfigError(
                f"Entry {entry} of document {number} of the predictions lies outside of its turn. "
                "Turns count from 0, start and end are characters of the turn, end exclusive."
            )
        # Types are not compared.
        span = Span(found.start, found.end, EntityType.OTHER_ID, found.score, "predictions")
        spans.setdefault((found.turn, found.where), []).append(span)
    return MarkedTranscript(
        tuple(
            MarkedTurn(
                marked.turn,
                tuple(sorted(spans.get((i, "text"), ()))),
                tuple(sorted(spans.get((i, "speaker"), ()))),
            )
            for i, marked in enumerate(turns)
        ),
        "txt",
    )
