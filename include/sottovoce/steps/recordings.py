"""The recording of one interview: cleaned as its words are, or kept back for a reason.

What becomes of a recording never decides what becomes of the words: these go on, and the receipt
says why the sound did not. What was made is kept with a digest of all it was made from, so that a
task that died, or a release after a person's look, repeats only what has changed.
"""

import hashlib
import json
import logging
from dataclasses import astuple, dataclass, replace
from pathlib import Path, PurePath

import sottovoce
from sottovoce.adapters.kept_recordings import CleanSound, Draft, KeptRecording, digest_of
from sottovoce.adapters.originals import KeptFile, Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.adapters.recordings import Voice
from sottovoce.adapters.scratch import private_folder
from sottovoce.config.audio import RULES_VERSION
from sottovoce.config.policy import TEAM, Action
from sottovoce.deidentify.audio import outcomes
from sottovoce.deidentify.audio.checks import SUFFIXES
from sottovoce.deidentify.audio.mute import UnlocatedIdentifier
from sottovoce.errors import SottovoceError, TransientError, UnreadableUpload
from sottovoce.model.findings import Finding
from sottovoce.model.manifests import ManifestRow
from sottovoce.model.recordings import LocatedWords
from sottovoce.model.transcripts import MarkedTranscript, Transcript
from sottovoce.steps.faults import describe
from sottovoce.steps.recording_files import (
    RecordingKeptBack,
    Redaction,
    RedactionSettings,
    redact_recording,
)
from sottovoce.steps.workplace import Workplace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sound:
    """What became of an interview's recording.

    Attributes:
        outcome: ``none`` was listed, ``refused`` by the participant, ``kept_back`` or ``clean``.
        kept: Where it is kept.
        findings: What the site should know; empty when there is nothing to tell.
        clean: The clean copy, if there is one.
        located: Where the words are in it, if there is one.
        n_turns_muted: Turns that are muted whole, so that a person has to look.
    """

    outcome: str
    kept: KeptRecording
    findings: tuple[Finding, ...] = ()
    clean: CleanSound | None = None
    located: LocatedWords | None = None
    n_turns_muted: int = 0

    @property
    def detail(self) -> dict[str, int | str]:
        """What the ledger keeps of it."""
        return {"recording": self.outcome, "turns_muted": self.n_turns_muted}


def clean_recording(
    place: Workplace, record: InterviewRecord, row: ManifestRow, marked: MarkedTranscript
) -> Sound:
    """Clean the recording of an interview, or find out why it must not leave.

    Doing it again returns what was made before, unless the recording, the words, the spans or
    the study's policy for sound are others now.

    Args:
        place: Where everything is.
        record: The interview.
        row: What its site said of it.
        marked: Its words, and every identifier in them.

    Raises:
        TransientError: A store did not answer, or the disk is full.
    """
    originals = Originals(place.objects, place.settings.raw_bucket)
    kept = KeptRecording(place.objects, place.settings.raw_bucket, record.interview_id)
    if row.recording is None:
        return Sound("none", kept)
    file = originals.record(record.submission_id).interviews[record.row].recording
    if not row.consents_to_audio or kept.is_retired:
        return Sound("refused", kept, (outcomes.not_agreed(),))
    if file is None:  # a manifest that lists what never came is quarantined before this
        return Sound("kept_back", kept, (outcomes.stays_back(), outcomes.not_cleaned()))
    voice = _voice(place, record, row)
    cleaning = _Cleaning(place, kept, file, without_what_stays(place, marked), voice)
    return cleaning.sound(PurePath(row.recording.name).suffix)


def _voice(place: Workplace, record: InterviewRecord, row: ManifestRow) -> Voice | None:
    """Return how the voices are disguised, if the study or this participant wants it."""
    if not (place.study.audio.disguise or row.is_voice_disguised):
        return None
    name = record.interview_code or record.interview_id
    return Voice(place.vault.voice_key(name).hex(), name)


class _Cleaning:
    """One recording, its words, and everything that decides what becomes of it."""

    def __init__(
        self,
        place: Workplace,
        kept: KeptRecording,
        file: KeptFile,
        marked: MarkedTranscript,
        voice: Voice | None,
    ) -> None:
        self._place = place
        self._kept = kept
        self._file = file
        self._marked = marked
        self._voice = voice
        self._transcript = words_alone(marked)
        self._heard_from = heard_from(file, self._transcript)
        spans = [[(s.start, s.end, s.entity_type) for s in t.spans] for t in marked.turns]
        audio = place.study.audio.model_dump_json()
        self._made_from = _digest(self._heard_from, audio, spans, voice is not None)

    def sound(self, suffix: str) -> Sound:
        """Return what was made before from just this, or make it."""
        draft = self._kept.draft()
        if draft is None or draft.made_from != self._made_from:
            with private_folder(self._place.settings.scratch_dir) as folder:
                draft = self._make(folder, suffix)
        if draft.sound is None:
            return Sound("kept_back", self._kept, draft.findings)
        located = self._kept.located(self._heard_from)
        return Sound("clean", self._kept, draft.findings, draft.sound, located, draft.n_turns_muted)

    def _make(self, folder: Path, suffix: str) -> Draft:
        # The ending is checked against the bytes; all else of the name stays behind.
        known = suffix.lower() if suffix[1:].lower() in _KNOWN_SUFFIXES else ""
        original = folder / f"original{known}"
        self._kept.download(self._file, original)
        try:
            redaction = self._redact(original, folder / "clean")
        except RecordingKeptBack as stop:
            return self._keep_back(*stop.reasons)
        except UnreadableUpload as error:
            return self._keep_back(error.finding)
        except UnlocatedIdentifier:
            return self._keep_back(outcomes.not_located())
        except TransientError:
            raise
        except SottovoceError as error:
            log.error("A recording was not cleaned: %s", describe(error))  # noqa: TRY400 - quotes
            # Not kept, so that it is tried again at release.
            return self._kept_back(outcomes.not_cleaned())
        draft = self._drafted(redaction)
        self._kept.write_draft(draft, redaction.clean.path)
        return draft

    def _redact(self, original: Path, stem: Path) -> Redaction:
        audio = self._place.study.audio
        settings = RedactionSettings(audio.pad_s, audio.mute_with, audio.format, self._voice)
        return redact_recording(
            original,
            self._transcript,
            self._marked,
            stem,
            locate=self._locate,
            settings=settings,
        )

    def _locate(
        self, recording: Path, transcript: Transcript, *, duration_s: float
    ) -> LocatedWords:
        """Return what was found before in just this sound; it takes far longer than the rest."""
        from sottovoce.adapters.alignment import locate_words

        located = self._kept.located(self._heard_from)
        if located is None:
            located = locate_words(recording, transcript, duration_s=duration_s)
            self._kept.write_located(located, self._heard_from)
        return located

    def _drafted(self, redaction: Redaction) -> Draft:
        clean, n_muted = redaction.clean, len(redaction.plan.turns_muted)
        notes = [each.finding for each in redaction.findings]
        if n_muted:
            notes.append(outcomes.turns_muted(n_muted))
        sound = CleanSound(
            container=clean.container,
            duration_s=clean.facts.duration_s,
            sample_rate_hz=clean.facts.sample_rate_hz,
            n_channels=len(clean.facts.channels),
            file=digest_of(clean.path),
            is_disguised=self._voice is not None,
            muted=redaction.plan.intervals,
        )
        return Draft(self._made_from, sound, n_muted, tuple(notes))

    def _keep_back(self, *reasons: Finding) -> Draft:
        draft = self._kept_back(*reasons)
        self._kept.write_draft(draft, None)
        return draft

    def _kept_back(self, *reasons: Finding) -> Draft:
        return Draft(self._made_from, None, findings=(outcomes.stays_back(), *reasons))


_KNOWN_SUFFIXES = frozenset(suffix for known in SUFFIXES.values() for suffix in known)


def heard_from(file: KeptFile, transcript: Transcript) -> str:
    """Return the digest of everything that decides where words are found in a recording."""
    turns = [astuple(turn) for turn in transcript.turns]
    return _digest(sottovoce.__version__, RULES_VERSION, file.sha256, turns)


def without_what_stays(place: Workplace, marked: MarkedTranscript) -> MarkedTranscript:
    """Return the words with the identifiers that the team's text does not have either."""
    team = place.study.deidentify.profiles[TEAM]
    stays = {
        kind for kind in place.study.deidentify.entity_types if team.action(kind) is Action.KEEP
    }
    turns = (
        replace(turn, spans=tuple(span for span in turn.spans if span.entity_type not in stays))
        for turn in marked.turns
    )
    return replace(marked, turns=tuple(turns))


def words_alone(marked: MarkedTranscript) -> Transcript:
    """Return the words alone; where they stood in the file does not matter for the sound."""
    turns, start_char = [], 0
    for marked_turn in marked.turns:
        turn = replace(marked_turn.turn, start_char=start_char)
        turns.append(turn)
        start_char = turn.end_char + 1
    return Transcript(tuple(turns), "\n".join(t.text for t in turns), marked.source_format)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()
