"""Check and mute recordings on this machine, without any server. ``sottovoce redact-audio``."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sottovoce.adapters.recordings import (
    CleanRecording,
    Edit,
    Voice,
    edit_recording,
    inspect_recording,
)
from sottovoce.adapters.recordings.orders import Output
from sottovoce.deidentify.audio.checks import (
    check_against_transcript,
    check_located,
    check_recording,
)
from sottovoce.deidentify.audio.mute import DEFAULT_PAD_S, MutePlan, plan_muting
from sottovoce.deidentify.audio.problems import found
from sottovoce.errors import SiteError
from sottovoce.model.recordings import (
    Interval,
    LocatedWords,
    Method,
    RecordingFacts,
    RecordingFinding,
)
from sottovoce.model.transcripts import MarkedTranscript, Transcript


class Locate(Protocol):
    """What finds the turns and words of a transcript in a recording."""

    def __call__(
        self, recording: Path, transcript: Transcript, *, duration_s: float
    ) -> LocatedWords:
        """Return every turn of the transcript with whatever could be located."""


@dataclass(frozen=True, slots=True)
class RedactionSettings:
    """How identifiers are taken out of recordings.

    Attributes:
        pad_s: Seconds muted before and after each word, at least 0.
        method: What is heard instead.
        output: ``flac`` keeps every sample, ``opus`` is small.
        voice: How voices are disguised; None leaves them as they are.
    """

    pad_s: float = DEFAULT_PAD_S
    method: Method = "silence"
    output: Output = "flac"
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Redaction:
    """A recording that may leave, and what a person should know of it.

    Attributes:
        clean: What was written.
        plan: What was muted, and which turns whole.
        findings: Notes; with a finding that keeps a recording back there is no redaction.
    """

    clean: CleanRecording
    plan: MutePlan
    findings: tuple[RecordingFinding, ...]

    @property
    def needs_review(self) -> bool:
        """Whether a person should listen before the recording is given away."""
        return bool(self.plan.turns_muted)


class RecordingKeptBack(SiteError):
    """A check found something for which the recording must not leave."""

    code = "recording-kept-back"

    def __init__(self, findings: Iterable[RecordingFinding]) -> None:
        """Tell every reason at once, so that one correction is enough."""
        reasons = [each.finding for each in findings if each.keeps_back]
        super().__init__(
            " ".join(reason.problem for reason in reasons),
            where="recording file",
            fix=" ".join(reason.fix for reason in reasons),
            code=reasons[0].code,
        )
        self.reasons = tuple(reasons)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip between processes."""
        return RecordingKeptBack, (tuple(RecordingFinding(each, True) for each in self.reasons),)


def inspect_file(
    recording: Path, transcript: Transcript | None = None
) -> tuple[RecordingFacts, list[RecordingFinding]]:
    """Return what a pass over a recording shows, and what is wrong with it.

    Args:
        recording: The file.
        transcript: What is said in it, to be checked against; None for the recording alone.

    Raises:
        UnreadableUpload: It can't be read.
    """
    facts = inspect_recording(recording)
    findings = check_recording(facts, suffix=recording.suffix[1:])
    if transcript is not None:
        findings += check_against_transcript(facts, transcript)
    return facts, findings


def redact_recording(
    recording: Path,
    transcript: Transcript,
    marked: MarkedTranscript,
    stem: Path,
    *,
    locate: Locate,
    settings: RedactionSettings,
) -> Redaction:
    """Write the clean copy of a recording, or nothing.

    Args:
        recording: The file.
        transcript: The original words, which are what can be found in the sound.
        marked: The same turns with their identifiers.
        stem: Where to write to, without a suffix.
        locate: Finds the words in the sound.
        settings: How they are taken out.

    Raises:
        UnreadableUpload: The recording can't be read.
        RecordingKeptBack: A check found something for which it must not leave.
        PrivacyStop: An identifier has no time, or the copy holds something besides sound.
    """
    facts, findings = inspect_file(recording, transcript)
    _require_usable(findings)
    located = locate(recording, transcript, duration_s=facts.duration_s)
    findings += check_located(located)
    _require_usable(findings)
    plan = plan_muting(marked, located, duration_s=facts.duration_s, pad_s=settings.pad_s)
    plan.require_complete()
    voice = settings.voice and replace(settings.voice, utterances_s=_starts(located))
    edit = Edit(plan.intervals, settings.method, settings.output, voice)
    clean = edit_recording(recording, stem, edit)
    return Redaction(clean, plan, (*findings, *_notes(clean, settings)))


def intervals_as_json(intervals: Iterable[Interval]) -> str:
    """Return muted stretches as a JSON array of times and types; it holds no word.

    ``[{"start_s", "end_s", "entity_type", "how"}]``; several types are joined by ``+``.
    """
    told = [
        {
            "start_s": round(interval.start_s, 3),
            "end_s": round(interval.end_s, 3),
            "entity_type": "+".join(interval.entity_types),
            "how": interval.how,
        }
        for interval in intervals
    ]
    return json.dumps(told, indent=1)


def _starts(located: LocatedWords) -> list[float]:
    starts = (turn.words[0].start_s if turn.words else turn.start_s for turn in located.turns)
    return sorted(start_s for start_s in starts if start_s is not None)


def _require_usable(findings: Iterable[RecordingFinding]) -> None:
    reasons = [each for each in findings if each.keeps_back]
    if reasons:
        raise RecordingKeptBack(reasons)


def _notes(clean: CleanRecording, settings: RedactionSettings) -> list[RecordingFinding]:
    if settings.output == "opus":
        return []
    rounded = [found("depth reduced")] if clean.is_rounded else []
    return rounded + ([found("kept as wav")] if clean.container == "wav" else [])
