"""Clips of a recording, for whoever reads its interview. Raw words, in sound.

Everything that decodes runs in the process that is watched; here only samples pass by. The files
lie on disk for a few minutes, so that the next clip need not fetch them again.
"""

import io
import threading
import wave
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sottovoce.adapters.kept_recordings import CleanSound, KeptRecording
from sottovoce.adapters.object_errors import ObjectMissing
from sottovoce.adapters.originals import KeptFile, Originals
from sottovoce.adapters.postgres.desk.readings import Readings
from sottovoce.adapters.postgres.desk.views import RawViews
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.adapters.recordings import Excerpt, hear_recording
from sottovoce.adapters.recordings.orders import HEARD_RATE_HZ
from sottovoce.adapters.scratch_files import ScratchFiles
from sottovoce.deidentify.audio.mute import plan_muting
from sottovoce.deidentify.audio.turn_windows import turn_windows
from sottovoce.errors import DeskRefusal, NotReviewable, UnreadableUpload
from sottovoce.model.ids import InterviewId
from sottovoce.model.recordings import Interval, LocatedTurn, LocatedWords
from sottovoce.model.states import State
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review.clips import clip_times
from sottovoce.review.marks import Mark, apply_marks
from sottovoce.steps.desk.texts import Text, text_of
from sottovoce.steps.recording_release import manifest_row
from sottovoce.steps.recordings import heard_from, without_what_stays, words_alone
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


def turn_clip(
    place: Workplace, interview_id: InterviewId, who: str, turn: int, sound: Sound
) -> bytes:
    """Return one turn as a small wav file, after writing down who hears it.

    A muted clip is taken from the clean copy, which was made of what the detector found; what the
    reader has masked since is silent too. What the reader shows stays silent in it until release.

    Args:
        place: Where everything is.
        interview_id: Of which interview.
        who: Account name of the person who reads it.
        turn: Index of the turn.
        sound: ``raw`` or ``muted``.

    Returns:
        One channel, 16 bits, 16,000 samples a second; with half a second around the turn, and at
        most a minute long.

    Raises:
        NotReviewable: The interview is not in review, or this person does not read it.
        NoClip: There is nothing to be heard of this turn; says why.
        TransientError: A store did not answer, or the disk is full.
    """
    text, marks = _read_by(place, interview_id, who)
    if text.turn(turn) is None:
        raise NoClip("no turn")
    clip = _Clip(place, text, apply_marks(text.found, marks))
    samples = clip.samples(turn, sound)
    views = RawViews(place.settings.ledger_dsn.get_secret_value())
    views.note(who, interview_id, "clip_raw" if sound == "raw" else "clip_muted", turn)
    return _as_wav(samples)


def _read_by(place: Workplace, interview: InterviewId, who: str) -> tuple[Text, list[Mark]]:
    record = place.ledger.interview(interview)
    readings = Readings(place.settings.ledger_dsn.get_secret_value())
    with readings.connected():
        rows = readings.current(interview)
        mine = next((row for row in rows if row.reader == who and row.is_open), None)
        if mine is None or record.state is not State.IN_REVIEW or record.superseded:
            raise NotReviewable("You are not reading this interview.", "Open it first.")
        marks = readings.marks(mine.reading_id)
    return text_of(place, interview, mine.seq), marks


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A recording that may be heard: as it was sent, and its clean copy."""

    kept: KeptRecording
    original: KeptFile
    clean: CleanSound

    def download_original(self, path: Path) -> None:
        self.kept.download(self.original, path)

    def download_clean(self, path: Path) -> None:
        self.kept.download_clean(self.clean, path)


class _Clip:
    """A turn of an interview, as its reader has marked it."""

    def __init__(self, place: Workplace, text: Text, marked: MarkedTranscript) -> None:
        self._place = place
        self._marked = marked
        self._recorded = _recorded(place, text.record)

    def samples(self, turn: int, sound: Sound) -> bytes:
        """Return what is heard of a turn."""
        located = self._located()
        duration_s = self._recorded.clean.duration_s
        by_index = {each.turn_index: each for each in located.turns}
        words = self._marked.turns[turn].turn
        times = clip_times(words, by_index.get(turn), duration_s=duration_s)
        if times is None:
            raise NoClip("no time")
        muted = self._muted(located, *times) if sound == "muted" else ()
        return self._hear(Excerpt(*times, muted), sound)

    def _located(self) -> LocatedWords:
        transcript = words_alone(self._marked)
        kept, original = self._recorded.kept, self._recorded.original
        located = kept.located(heard_from(original, transcript))
        if located is not None:
            return located
        # Found by an older version, whose turns may be others: what the transcript says remains.
        windows = turn_windows(transcript.turns, duration_s=self._recorded.clean.duration_s)
        return LocatedWords(
            tuple(
                LocatedTurn(each.turn_index, each.start_s, each.end_s)
                if each.is_known
                else LocatedTurn(each.turn_index, None, None)
                for each in windows
            )
        )

    def _muted(self, located: LocatedWords, start_s: float, end_s: float) -> tuple[Interval, ...]:
        audio = self._place.study_now().audio
        plan = plan_muting(
            without_what_stays(self._place, self._marked),
            located,
            duration_s=self._recorded.clean.duration_s,
            pad_s=audio.pad_s,
        )
        if plan.turns_untimed:
            raise NoClip("no time of a name")
        return tuple(i for i in plan.intervals if i.start_s < end_s and start_s < i.end_s)

    def _hear(self, excerpt: Excerpt, sound: Sound) -> bytes:
        recorded, below = self._recorded, self._place.settings.scratch_dir
        if sound == "raw":
            lent = _FILES.lend(recorded.original.sha256, recorded.download_original, below=below)
        else:
            lent = _FILES.lend(recorded.clean.file.sha256, recorded.download_clean, below=below)
        try:
            with lent as path, _MOST_AT_ONCE:
                return _read(path, excerpt)
        except UnreadableUpload:
            raise NoClip("not readable") from None
        except ObjectMissing:  # taken back just now
            raise NoClip("kept back") from None


def _recorded(place: Workplace, record: InterviewRecord) -> _Recorded:
    """Return the recording of an interview, if it may be heard."""
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
    return _Recorded(kept, original, draft.sound)


def _read(path: Path, excerpt: Excerpt) -> bytes:
    with closing(hear_recording(path, excerpt, cpu_limit_s=_CPU_LIMIT_S)) as pieces:
        samples = b"".join(pieces)
    if not samples:
        raise NoClip("not readable")
    return samples


def _as_wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(HEARD_RATE_HZ)
        writer.writeframes(samples)
    return file.getvalue()
