"""Clips of a recording, for whoever reads its interview. Raw words, in sound."""

import io
import wave

from sottovoce.adapters.recordings import Excerpt
from sottovoce.adapters.recordings.orders import HEARD_RATE_HZ
from sottovoce.deidentify.audio.mute import plan_muting
from sottovoce.errors import NotReviewable
from sottovoce.model.ids import InterviewId
from sottovoce.model.recordings import Interval, LocatedWords
from sottovoce.model.states import State
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review.clips import clip_times
from sottovoce.review.marks import Mark, apply_marks
from sottovoce.review.who_reads import open_of
from sottovoce.steps.desk.clip_sounds import NoClip, Sound, recording_of
from sottovoce.steps.desk.texts import Text, text_of
from sottovoce.steps.recordings import without_what_stays, words_alone
from sottovoce.steps.workplace import Workplace

__all__ = ["NoClip", "Sound", "turn_clip"]


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
    marked = apply_marks(text.found, marks)
    recorded = recording_of(place, text.record)
    located, duration_s = recorded.located(words_alone(marked)), recorded.clean.duration_s
    found = next((each for each in located.turns if each.turn_index == turn), None)
    times = clip_times(marked.turns[turn].turn, found, duration_s=duration_s)
    if times is None:
        raise NoClip("no time")
    muted = _muted(place, marked, located, duration_s) if sound == "muted" else ()
    samples = recorded.hear(Excerpt(*times, muted), sound)
    place.raw_views.note(who, interview_id, "clip_raw" if sound == "raw" else "clip_muted", turn)
    return _as_wav(samples)


def _read_by(place: Workplace, interview: InterviewId, who: str) -> tuple[Text, list[Mark]]:
    record = place.ledger.interview(interview)
    readings = place.readings
    with readings.connected():
        mine = open_of(readings.of_open_question(interview), who)
        if mine is None or record.state is not State.IN_REVIEW or record.superseded:
            raise NotReviewable("You are not reading this interview.", "Open it first.")
        marks = readings.marks(mine.reading_id)
    return text_of(place, interview, mine.seq), marks


def _muted(
    place: Workplace, marked: MarkedTranscript, located: LocatedWords, duration_s: float
) -> tuple[Interval, ...]:
    audio = place.study_now().audio
    spoken = without_what_stays(place, marked)
    plan = plan_muting(spoken, located, duration_s=duration_s, pad_s=audio.pad_s)
    if plan.turns_untimed:
        raise NoClip("no time of a name")
    return plan.intervals


def _as_wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(HEARD_RATE_HZ)
        writer.writeframes(samples)
    return file.getvalue()
