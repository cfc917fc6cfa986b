"""What a reviewer can hear of a turn, on real servers and real sound."""

import io
import json
import wave

import numpy as np
import pytest
from tests.flow.recording_builders import (
    RATE_HZ,
    a_file,
    a_recorded_interview,
    samples,
    spoken_sound,
    spoken_words,
)

from sottovoce.adapters.kept_recordings import KeptRecording
from sottovoce.adapters.originals import kept_under
from sottovoce.adapters.postgres.desk.views import RawViews
from sottovoce.adapters.scratch_files import ScratchFiles
from sottovoce.errors import NotReviewable, PrivacyStop
from sottovoce.model.recordings import LocatedTurn, LocatedWords
from sottovoce.model.spans import EntityType
from sottovoce.model.states import State
from sottovoce.review.marks import Verdict
from sottovoce.steps.desk import clip_sounds
from sottovoce.steps.desk import reading as desk
from sottovoce.steps.desk.clips import NoClip, turn_clip
from sottovoce.steps.desk.reading import NewMark


@pytest.fixture
def study(small_study, tmp_path, monkeypatch):
    settings = small_study.place.settings.model_copy(update={"scratch_dir": tmp_path / "scratch"})
    monkeypatch.setattr(small_study.place, "settings", settings)
    files = ScratchFiles()
    monkeypatch.setattr(clip_sounds, "_FILES", files)
    small_study.use_policy("review_threshold: 0.0", "review_threshold: 1.0")
    yield small_study
    files.close()


def only(study):
    """Return the id of the only interview there is."""
    (record,) = study.place.ledger.waiting([*State])
    return record.interview_id


def in_review(study, sound: bytes | None = None, **how):
    """Return the id of an interview that waits for a person, and is being read by Rowan."""
    study.send("s01", "one", a_recorded_interview(sound or spoken_sound(), **how))
    study.run()
    assert study.states() == {"in_review": 1}
    interview = only(study)
    desk.open_reading(study.place, interview, "rowan")
    return interview


def heard(study, interview, sound: str, turn: int = 1, who: str = "rowan"):
    """Return the samples of a clip."""
    with wave.open(io.BytesIO(turn_clip(study.place, interview, who, turn, sound))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def mask_a_word(study, interview, turn: int = 1) -> int:
    """Let Rowan mask an ordinary word wherever it is said, and return the version after it."""
    mine = desk.look(study.place, interview, "rowan")
    text = mine.turns[turn].text
    word = max((each for each in text.split() if each.isalpha() and each.islower()), key=len)
    at = text.index(word)
    change = NewMark(turn, at, at + len(word), Verdict.MASK, EntityType.OTHER_ID)
    return desk.mark(
        study.place, interview, "rowan", mine.version, [change], everywhere=True
    ).version


def looks(study, interview) -> list[tuple]:
    found = study.place.raw_views.of_interview(interview, limit=99)
    return [(view.who, view.what, view.turn) for view in found if view.what != "transcript"]


def test_a_raw_clip_is_what_was_recorded_around_the_turn(study):
    clip, original = heard(study, in_review(study), "raw"), samples(spoken_sound())
    assert any(
        np.array_equal(clip, original[start : start + len(clip)])
        for start in range(len(original) - len(clip) + 1)
        if original[start] == clip[0] and original[start + 1] == clip[1]
    )
    assert 1.5 * RATE_HZ < len(clip) < len(original)


def test_a_muted_clip_is_the_same_stretch_without_its_names(study):
    interview = in_review(study)
    raw, muted = heard(study, interview, "raw"), heard(study, interview, "muted")
    assert len(raw) == len(muted)
    is_other = raw != muted
    assert not muted[is_other].any()
    assert 0.05 < is_other.mean() < 0.8


def test_what_a_reader_has_masked_since_is_silent_too_and_nothing_comes_back(study):
    interview = in_review(study)
    before = heard(study, interview, "muted")
    version = mask_a_word(study, interview)
    after = heard(study, interview, "muted")
    is_other = before != after
    assert is_other.any()
    assert not after[is_other].any()
    desk.undo(study.place, interview, "rowan", version)
    assert np.array_equal(heard(study, interview, "muted"), before)


def test_what_was_masked_in_other_words_silences_nothing(study):
    interview = in_review(study)
    before = heard(study, interview, "muted")
    mask_a_word(study, interview)
    study.query_ledger("UPDATE readings SET words_sha256 = repeat('b', 64) RETURNING 1")
    last = study.place.ledger.history(interview)[-1]
    study.place.ledger.move(
        interview, State.IN_REVIEW, actor="test", detail=last.detail, last_seq=last.seq
    )
    desk.open_reading(study.place, interview, "rowan")
    assert np.array_equal(heard(study, interview, "muted"), before)


def test_a_type_that_the_team_keeps_is_heard(study):
    interview = in_review(study)
    before = heard(study, interview, "muted")
    study.study_file.write_text(
        study.study_file.read_text().replace(
            "deidentify: {", "deidentify: {profiles: {team: {actions: {OTHER_ID: keep}}}, "
        )
    )
    mask_a_word(study, interview)
    assert np.array_equal(heard(study, interview, "muted"), before)


def test_every_clip_is_written_down_with_who_heard_it(study):
    interview = in_review(study)
    heard(study, interview, "raw", turn=0)
    heard(study, interview, "muted")
    assert looks(study, interview) == [("rowan", "clip_muted", 1), ("rowan", "clip_raw", 0)]


def test_a_clip_that_can_not_be_written_down_is_not_played(study, monkeypatch):
    interview = in_review(study)

    def fails(*_):
        raise PrivacyStop("not written")

    monkeypatch.setattr(RawViews, "note", fails)
    with pytest.raises(PrivacyStop):
        heard(study, interview, "raw")


def test_the_next_clip_needs_no_other_copy_and_the_copy_goes(study, monkeypatch, tmp_path):
    interview, copied = in_review(study), []
    download = KeptRecording.download

    def counted(self, file, path):
        copied.append(path)
        download(self, file, path)

    monkeypatch.setattr(KeptRecording, "download", counted)
    for turn in (0, 1, 0):
        heard(study, interview, "raw", turn=turn)
    assert len(copied) == 1
    (path,) = copied
    assert path.is_file()
    assert path.parent.stat().st_mode & 0o077 == 0
    clip_sounds._FILES.close()
    assert not path.parent.exists()


def no_recording(study):
    words = spoken_words()
    files = a_recorded_interview(spoken_sound(), recording_file="", recording_bytes="",
                                 recording_sha256="")  # fmt: skip
    del files["bronagh.flac"]
    study.send("s01", "one", files | {"talk.txt": words})


@pytest.mark.parametrize(
    ("send", "reason"),
    [
        pytest.param(no_recording, "no recording", id="none was sent"),
        pytest.param(
            lambda study: study.send(
                "s01", "one", a_recorded_interview(spoken_sound(), consent_audio="no")
            ),
            "no consent",
            id="the participant does not agree",
        ),
        pytest.param(
            lambda study: study.send(
                "s01", "one", a_recorded_interview(a_file(np.zeros((1, RATE_HZ * 9), np.int16)))
            ),
            "kept back",
            id="nothing can be heard in it",
        ),
        pytest.param(
            lambda study: study.send("s01", "one", a_recorded_interview(b"RIFF" + bytes(999))),
            "kept back",
            id="it is no recording",
        ),
    ],
)
@pytest.mark.parametrize("sound", ["raw", "muted"])
def test_without_a_recording_that_may_be_heard_the_reason_is_told(study, send, reason, sound):
    send(study)
    study.run()
    interview = only(study)
    desk.open_reading(study.place, interview, "rowan")
    with pytest.raises(NoClip) as error:
        heard(study, interview, sound)
    assert error.value.reason == reason
    assert looks(study, interview) == []


def test_a_recording_in_retention_is_not_played(study):
    interview = in_review(study)
    KeptRecording(study.place.objects, "raw", interview).retire("test")
    with pytest.raises(NoClip) as error:
        heard(study, interview, "raw")
    assert error.value.reason == "no consent"


@pytest.mark.parametrize("turn", [-1, 2, 10**9])
def test_a_turn_that_is_not_there_is_told(study, turn):
    with pytest.raises(NoClip) as error:
        heard(study, in_review(study), "raw", turn=turn)
    assert error.value.reason == "no turn"


def test_a_turn_that_was_not_found_is_played_by_the_times_of_its_transcript(study, monkeypatch):
    interview = in_review(study)
    monkeypatch.setattr(KeptRecording, "located", lambda *_: None)
    clip = heard(study, interview, "muted")
    assert len(clip) > RATE_HZ


def test_a_turn_of_which_nothing_tells_the_time_is_not_played(study, monkeypatch):
    interview = in_review(study, words=spoken_words(timed=False))
    nowhere = LocatedWords((LocatedTurn(0, None, None), LocatedTurn(1, None, None)))
    monkeypatch.setattr(KeptRecording, "located", lambda *_: nowhere)
    for sound in ("raw", "muted"):
        with pytest.raises(NoClip) as error:
            heard(study, interview, sound)
        assert error.value.reason == "no time"


def test_a_muted_clip_is_refused_while_a_mask_elsewhere_has_no_time(study, monkeypatch):
    interview = in_review(study)
    place = KeptRecording.located
    monkeypatch.setattr(
        KeptRecording,
        "located",
        lambda self, made_from: LocatedWords(
            (place(self, made_from).turns[0], LocatedTurn(1, None, None))
        ),
    )
    with pytest.raises(NoClip) as error:
        heard(study, interview, "muted", turn=0)
    assert error.value.reason == "no time of a name"
    assert heard(study, interview, "raw", turn=0).any()


@pytest.mark.parametrize("who", ["robin", "", "ROWAN"])
def test_only_the_person_who_reads_it_hears_it(study, who):
    interview = in_review(study)
    with pytest.raises(NotReviewable):
        heard(study, interview, "raw", who=who)
    assert looks(study, interview) == []


def test_nobody_hears_it_when_it_is_not_in_review_any_more(study):
    interview = in_review(study)
    study.place.ledger.move(interview, State.WITHDRAWN, actor="test")
    with pytest.raises(NotReviewable):
        heard(study, interview, "raw")


@pytest.mark.parametrize(("sound", "name"), [("raw", "recording"), ("muted", "sound/clean.flac")])
def test_a_file_that_somebody_has_altered_is_not_played(study, sound, name):
    interview = in_review(study)
    study.place.objects.put("raw", f"{kept_under(interview)}/{name}", spoken_sound("wav"))
    with pytest.raises(Exception, match=r"altered|not what was kept") as error:
        heard(study, interview, sound)
    assert "ronagh" not in str(error.value)


def test_what_the_decoder_finds_in_a_file_does_not_come_into_this_process(study, monkeypatch):
    """Whatever is in the file: only its own process may decode it."""
    import av

    interview = in_review(study)
    monkeypatch.setattr(av, "open", lambda *_, **__: pytest.fail("decoded in the server"))
    assert heard(study, interview, "raw").any()


def test_a_disguised_voice_is_disguised_in_muted_clips(study):
    interview = in_review(study, consent_audio="disguised")
    raw, muted = heard(study, interview, "raw"), heard(study, interview, "muted")
    is_heard = muted != 0
    assert (raw[is_heard] != muted[is_heard]).mean() > 0.5
    stated = json.loads(
        study.place.objects.read(
            "raw", f"{kept_under(interview)}/sound/clean.json", max_bytes=10**6
        )
    )
    assert stated["sound"]["is_disguised"]
