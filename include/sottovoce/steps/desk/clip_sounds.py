"""The recording behind a clip, if it may be heard. Raw words, in sound.

Everything that decodes runs in the process that is watched; here only samples pass by. The files
lie on disk for a few minutes, so that the next clip need not fetch them again.
"""

import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sottovoce.adapters.kept_recordings import CleanSound, KeptRecording
from sottovoce.adapters.object_errors import ObjectMissing
from sottovoce.adapters.originals import KeptFile, Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.adapters.recordings import Excerpt, hear_recording
from sottovoce.adapters.scratch_files import ScratchFiles
from sottovoce.deidentify.audio.turn_windows import turn_windows
from sottovoce.errors import DeskRefusal, UnreadableUpload
from sottovoce.model.recordings import LocatedTurn, LocatedWords
from sottovoce.model.transcripts import Transcript
from sottovoce.steps.recording_release import manifest_row
from sottovoce.steps.recordings import heard_from
from sottovoce.steps.workplace import Workplace

Sound = Literal["raw", "muted"]
"""As it was recorded, or as it would be given away."""

_CPU_LIMIT_S = 60
"""A place in four hours of mp3 is found by reading all that comes before it."""

_MOST_AT_ONCE = threading.BoundedSemaphore(4)
_FILES = ScratchFiles()


class NoClip(DeskRefusal):
    """A turn can't be played.

    Attributes:
        reason: Why, by the name it has in ``REASONS``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(*REASONS[reason])
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        """Survive being copied."""
        return NoClip, (self.reason,)


REASONS = {
    "no turn": ("The interview has no such turn.", "Load the page again."),
    "no recording": ("The interview has no recording.", "Decide by its words alone."),
    "no consent": (
        "The participant did not agree that the recording is used.",
        "Decide by the words alone.",
    ),
    "kept back": (
        "The recording stays back and is not released, so it is not played either.",
        "Decide by the words alone; the receipt says why.",
    ),
    "no time": (
        "Nothing tells when this turn is said.",
        "Play the turn before or after it, or decide by the words alone.",
    ),
    "no time of a name": (
        "Something is masked of which nothing tells when it is said; released like this, the "
        "recording would stay back.",
        "Look for masks in turns without a time.",
    ),
    "not readable": (
        "This part of the recording can't be read.",
        "Decide by the words alone.",
    ),
}
"""Why a turn can't be played, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording that may be heard: as it was sent, and its clean copy.

    Attributes:
        kept: Where both are.
        original: The original.
        clean: The clean copy.
        below: Where files may lie for a while.
    """

    kept: KeptRecording
    original: KeptFile
    clean: CleanSound
    below: Path | None

    def located(self, transcript: Transcript) -> LocatedWords:
        """Return where the turns are: as they were found, or else as the transcript says."""
        located = self.kept.located(heard_from(self.original, transcript))
        if located is not None:
            return located
        # Found by an older version, whose turns may be others.
        windows = turn_windows(transcript.turns, duration_s=self.clean.duration_s)
        return LocatedWords(
            tuple(
                LocatedTurn(each.turn_index, each.start_s, each.end_s)
                if each.is_known
                else LocatedTurn(each.turn_index, None, None)
                for each in windows
            )
        )

    def hear(self, excerpt: Excerpt, sound: Sound) -> bytes:
        """Return the samples of a stretch.

        Raises:
            NoClip: It can't be read, or was taken back just now.
            PrivacyStop: The original is not what was kept.
            AlteredRecording: The clean copy is not what was made.
        """
        if sound == "raw":
            lent = _FILES.lend(self.original.sha256, self._fetch_original, below=self.below)
        else:
            lent = _FILES.lend(self.clean.file.sha256, self._fetch_clean, below=self.below)
        try:
            with lent as path, _MOST_AT_ONCE:
                samples = _read(path, excerpt)
        except UnreadableUpload:
            raise NoClip("not readable") from None
        except ObjectMissing:
            raise NoClip("kept back") from None
        if not samples:
            raise NoClip("not readable")
        return samples

    def _fetch_original(self, path: Path) -> None:
        self.kept.download(self.original, path)

    def _fetch_clean(self, path: Path) -> None:
        self.kept.download_clean(self.clean, path)


def recording_of(place: Workplace, record: InterviewRecord) -> Recorded:
    """Return the recording of an interview.

    Raises:
        NoClip: There is none, or it may not be heard.
    """
    kept = KeptRecording(place.objects, place.settings.raw_bucket, record.interview_id)
    originals = Originals(place.objects, place.settings.raw_bucket)
    row = manifest_row(place, record)
    if row.recording is None:
        raise NoClip("no recording")
    if not row.consents_to_audio or kept.is_retired:
        raise NoClip("no consent")
    original = originals.record(record.submission_id).interviews[record.row].recording
    if original is None:
        raise NoClip("no recording")
    draft = kept.draft()
    if draft is None or draft.sound is None:
        raise NoClip("kept back")
    return Recorded(kept, original, draft.sound, place.settings.scratch_dir)


def _read(path: Path, excerpt: Excerpt) -> bytes:
    with closing(hear_recording(path, excerpt, cpu_limit_s=_CPU_LIMIT_S)) as pieces:
        return b"".join(pieces)
