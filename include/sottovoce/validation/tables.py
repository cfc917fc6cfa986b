"""Transcripts and releases as tables of numbers, for the suites. No word of them goes in."""

from sottovoce.model.releases import CleanTranscript, CleanTurn, Redaction
from sottovoce.model.transcripts import Transcript

Cell = str | int | float | bool | None

TURN_COLUMNS = (
    "turn",
    "line",
    "speaker_present",
    "n_speakers",
    "start_s",
    "end_s",
    "n_chars",
    "n_words",
)
"""Columns of :func:`turns_table`."""

RELEASE_COLUMNS = (
    "turn",
    "line",
    "redaction",
    "start",
    "end",
    "previous_end",
    "n_chars",
    "entity_type",
    "stand_in_chars",
    "stand_in_present",
)
"""Columns of :func:`release_table`."""


def turns_table(transcript: Transcript) -> list[dict[str, Cell]]:
    """Return one row a turn for ``expectations/turns.yaml``; empty for an empty transcript.

    ``line`` counts turns from 1. ``n_speakers`` is how many different labels the transcript has;
    it stands in the first row only, because it is about the whole.
    """
    n_speakers = len({turn.speaker for turn in transcript.turns if turn.speaker})
    return [
        {
            "turn": turn.index,
            "line": position,
            "speaker_present": bool(turn.speaker),
            "n_speakers": n_speakers if position == 1 else None,
            "start_s": turn.start_s,
            "end_s": turn.end_s,
            "n_chars": len(turn.text),
            "n_words": len(turn.text.split()),
        }
        for position, turn in enumerate(transcript.turns, start=1)
    ]


def release_table(transcript: CleanTranscript) -> list[dict[str, Cell]]:
    """Return one row a turn and one a redaction for ``expectations/release.yaml``.

    ``line`` counts turns from 1; ``previous_end`` is where the redaction before ends, 0 for the
    first of a turn; ``stand_in_present`` whether the stand-in is what stands there. In a row
    that is about a turn all these are empty.
    """
    return [
        row
        for line, turn in enumerate(transcript.turns, start=1)
        for row in (_turn_row(turn, line), *_redaction_rows(turn, line))
    ]


def _turn_row(turn: CleanTurn, line: int) -> dict[str, Cell]:
    empty: dict[str, Cell] = dict.fromkeys(RELEASE_COLUMNS)
    return empty | {"turn": turn.index, "line": line, "n_chars": len(turn.text)}


def _redaction_rows(turn: CleanTurn, line: int) -> list[dict[str, Cell]]:
    previous_ends = [0, *(redaction.end for redaction in turn.redactions)]
    return [
        _turn_row(turn, line)
        | {"redaction": position, "previous_end": previous_end}
        | _measured(turn, redaction)
        for position, (redaction, previous_end) in enumerate(
            zip(turn.redactions, previous_ends, strict=False)
        )
    ]


def _measured(turn: CleanTurn, redaction: Redaction) -> dict[str, Cell]:
    return {
        "start": redaction.start,
        "end": redaction.end,
        "entity_type": str(redaction.entity_type),
        "stand_in_chars": len(redaction.stand_in),
        "stand_in_present": turn.text[redaction.start : redaction.end] == redaction.stand_in,
    }
