"""De-identify files on this machine, without any server. What ``sottovoce detect`` runs."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from sottovoce.config.study import DeidentifyPolicy, load_study
from sottovoce.deidentify.text.mentions import group_mentions
from sottovoce.deidentify.text.redact import redact
from sottovoce.deidentify.text.rehearse import stand_ins_for
from sottovoce.errors import UnreadableUpload
from sottovoce.model.releases import CleanTranscript, CleanTurn
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn
from sottovoce.transcripts import parse_transcript
from sottovoce.validation.rosters import read_roster

_MAX_TRANSCRIPT_BYTES = 50_000_000


class FileDetector:
    """Finds identifiers in transcript files, with one policy and one roster."""

    def __init__(self, study_file: Path | None, roster_file: Path | None) -> None:
        """Load the models.

        Args:
            study_file: Whose policy to use; None for the default policy.
            roster_file: Names known beforehand; None for none.

        Raises:
            StudyConfigError: The study file is wrong, or a model is not installed.
            UnreadableUpload: The roster is not a table of kinds and values.
        """
        from sottovoce.adapters.presidio import TextDetector

        policy = load_study(study_file).deidentify if study_file else DeidentifyPolicy()
        self._detector = TextDetector(policy)
        self._roster = read_roster(roster_file.read_bytes()) if roster_file else Roster()

    def detect(self, file: Path) -> MarkedTranscript:
        """Return the identifiers of one file.

        Raises:
            UnreadableUpload: It is too large, or not a transcript.
        """
        if file.stat().st_size > _MAX_TRANSCRIPT_BYTES:
            raise UnreadableUpload(
                "The file is larger than 50 MB.",
                where="transcript file",
                fix="Send the words only, as docx, vtt, srt, json or txt.",
                code="too-large",
            )
        transcript = parse_transcript(file.read_bytes(), file_name=file.name)
        return self._detector.detect(transcript, self._roster)


def marked_as_json(marked: MarkedTranscript) -> str:
    """Return turns and spans as one JSON object. Holds raw words.

    ``{"turns": [{"speaker", "start_s", "text", "spans": [{"start", "end", "entity_type",
    "score", "recognizer"}], "speaker_spans": [...]}]}``; offsets count characters of that turn's
    text, or of its label, as they were in the file.
    """
    return json.dumps(
        {"turns": [_turn(turn) for turn in marked.turns]}, ensure_ascii=False, indent=1
    )


def _turn(marked: MarkedTurn) -> dict[str, object]:
    return {
        "speaker": marked.turn.speaker,
        "start_s": marked.turn.start_s,
        "text": marked.turn.text,
        "spans": [_span(span) for span in marked.spans],
        "speaker_spans": [_span(span) for span in marked.speaker_spans],
    }


def _span(span: Span) -> dict[str, object]:
    return {
        "start": span.start,
        "end": span.end,
        "entity_type": span.entity_type.value,
        "score": round(span.score, 4),
        "recognizer": span.recognizer,
    }


class FileNumbers:
    """Numbers stand-ins over all files of one call; the vault does it for a study."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[EntityType, str], int] = {}
        self._used: dict[EntityType, int] = defaultdict(int)

    def clean(self, marked: MarkedTranscript) -> CleanTranscript:
        """Return the words with stand-ins; the same name has the same one in each file."""
        entities = group_mentions(marked)
        numbers = [self._number(entity.entity_type, entity.key) for entity in entities]
        return redact(marked, stand_ins_for(entities, numbers))

    def _number(self, entity_type: EntityType, key: str) -> int:
        if (entity_type, key) not in self._numbers:
            self._used[entity_type] += 1
            self._numbers[entity_type, key] = self._used[entity_type]
        return self._numbers[entity_type, key]


def clean_as_json(clean: CleanTranscript) -> str:
    """Return clean turns and where the stand-ins are as one JSON object."""
    return json.dumps(
        {"turns": [_clean_turn(turn) for turn in clean.turns]}, ensure_ascii=False, indent=1
    )


def _clean_turn(turn: CleanTurn) -> dict[str, object]:
    return {
        "speaker": turn.speaker,
        "start_s": turn.start_s,
        "text": turn.text,
        "redactions": [
            {
                "start": redaction.start,
                "end": redaction.end,
                "entity_type": redaction.entity_type.value,
                "stand_in": redaction.stand_in,
            }
            for redaction in turn.redactions
        ],
    }


def same_stem(files: Sequence[Path]) -> bool:
    """Whether two of the files would be written to the same place."""
    return len({file.stem for file in files}) < len(files)
