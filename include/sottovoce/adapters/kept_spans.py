"""Where the identifiers of an interview are: types and offsets, beside its original in ``raw``.

What each detector found is an object of its own, named by the detector's fingerprint. The ledger
says which of them counts, so that writing one changes nothing until the interview is moved.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sottovoce.adapters.object_errors import ObjectMissing
from sottovoce.adapters.object_store import ObjectStore
from sottovoce.adapters.originals import kept_under
from sottovoce.errors import SottovoceError
from sottovoce.model.fingerprints import Fingerprints
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn

_MAX_BYTES = 50_000_000


class StaleSpans(SottovoceError):
    """What was found no longer belongs to the words it was found in; find it again."""


class KeptSpans:
    """Reads and writes what was found in interviews."""

    def __init__(self, objects: ObjectStore, bucket: str) -> None:
        self._objects = objects
        self._bucket = bucket

    def write(
        self,
        interview: InterviewId,
        marked: MarkedTranscript,
        found_with: Fingerprints,
        *,
        before_marks: MarkedTranscript | None = None,
    ) -> None:
        """Write where the identifiers are, and what found them; the words stay in the original.

        Args:
            interview: Whose identifiers.
            marked: What is masked, and nearly was.
            found_with: What searched.
            before_marks: How it was before the marks of the present question of review, which
                ``marked`` has applied; None without any. From there they can be applied again.
        """
        words = words_sha256(turn.turn for turn in marked.turns)
        written = {**asdict(found_with), "words": words, "turns": _packed_turns(marked)}
        if before_marks is not None:
            written["before_marks"] = _packed_turns(before_marks)
        self._objects.put(
            self._bucket,
            _key(interview, found_with.detector),
            json.dumps(written, ensure_ascii=False).encode(),
            content_type="application/json",
        )

    def read(
        self,
        interview: InterviewId,
        transcript: Transcript,
        detector: str,
        *,
        before_marks: bool = False,
    ) -> MarkedTranscript:
        """Return the transcript with the spans that one detector found.

        Args:
            interview: Whose spans.
            transcript: Its words.
            detector: The detector's fingerprint.
            before_marks: As they were before the marks of the last question of review.

        Raises:
            StaleSpans: It has found nothing yet, or found it in other words, e.g. before an
                upgrade.
        """
        try:
            data = self._objects.read(self._bucket, _key(interview, detector), max_bytes=_MAX_BYTES)
        except ObjectMissing:
            raise StaleSpans("What this detector found in the interview is not kept.") from None
        written = json.loads(data)
        if written["words"] != words_sha256(transcript.turns):
            raise StaleSpans("The spans were found in other words than these.")
        kept = written.get("before_marks", written["turns"]) if before_marks else written["turns"]
        turns = tuple(
            MarkedTurn(
                turn,
                _unpacked(marks["spans"]),
                _unpacked(marks["speaker_spans"]),
                _unpacked(marks["near_misses"]),
            )
            for turn, marks in zip(transcript.turns, kept, strict=True)
        )
        return MarkedTranscript(turns, transcript.source_format)

    def forget_others(self, interview: InterviewId, detector: str) -> None:
        """Delete what every other detector found."""
        prefix = f"{kept_under(interview)}/spans"
        for info in list(self._objects.list_objects(self._bucket, prefix)):
            if info.key != _key(interview, detector):
                self._objects.delete(self._bucket, info.key)


def _key(interview: InterviewId, detector: str) -> str:
    return f"{kept_under(interview)}/spans-{detector}.json"


def words_sha256(turns: Iterable[Turn]) -> str:
    """Return the digest of everything said and of who says it: offsets mean nothing without it."""
    said = "\x1e".join(f"{turn.speaker}\x1f{turn.text}" for turn in turns)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _packed_turns(marked: MarkedTranscript) -> list[dict[str, object]]:
    return [
        {
            "spans": _packed(turn.spans),
            "speaker_spans": _packed(turn.speaker_spans),
            "near_misses": _packed(turn.near_misses),
        }
        for turn in marked.turns
    ]


def _packed(spans: Iterable[Span]) -> list[list[object]]:
    return [[s.start, s.end, s.entity_type, s.score, s.recognizer] for s in spans]


def _unpacked(packed: list[list[Any]]) -> tuple[Span, ...]:
    return tuple(
        Span(start, end, EntityType(entity_type), score, recognizer)
        for start, end, entity_type, score, recognizer in packed
    )
