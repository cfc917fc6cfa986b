"""The route that plays a turn, over real servers and real sound: who hears it, and in what parts."""

import wave
from io import BytesIO

import pytest
from tests.desk.conftest import desk, log_in  # noqa: F401 - fixtures
from tests.flow.test_clips import in_review, looks, study  # noqa: F401 - a fixture too

from sottovoce_airflow.desk.pages import clips, review


@pytest.fixture
def interview(study, monkeypatch):  # noqa: F811
    for page in (clips, review):
        monkeypatch.setattr(page, "workplace", lambda: study.place)
    return in_review(study)


def at(interview: str, turn: object = 1, sound: str = "muted") -> str:
    return f"/desk/review/{interview}/clip/{turn}?sound={sound}"


def test_the_reader_hears_a_turn_and_no_browser_keeps_it(study, interview, log_in):  # noqa: F811
    answer = log_in("user", "rowan").get(at(interview, 0, "raw"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(BytesIO(answer.content)) as file:
        assert file.getnframes() > file.getframerate()
    assert looks(study, interview) == [("rowan", "clip_raw", 0)]


def test_a_player_may_ask_for_parts(interview, log_in):  # noqa: F811
    player = log_in("user", "rowan")
    whole = player.get(at(interview)).content
    for wanted, expected in [("0-1", whole[:2]), ("100-", whole[100:]), ("5-99999999", whole[5:])]:
        answer = player.get(at(interview), headers={"Range": f"bytes={wanted}"})
        assert (answer.status_code, answer.content) == (206, expected)
        assert answer.headers["content-range"].endswith(f"/{len(whole)}")
    beyond = player.get(at(interview), headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.content) == (416, b"")
    odd = player.get(at(interview), headers={"Range": "bytes=-5"})
    assert (odd.status_code, odd.content) == (200, whole)


def test_only_who_reads_the_interview_hears_it(study, interview, log_in):  # noqa: F811
    for role, name, status in [
        (None, "rowan", 401),
        ("", "rowan", 403),
        ("viewer", "rowan", 403),
        ("user", "wren", 403),  # reviews another site
        ("user", "robin", 409),  # reviews all sites, and does not read this one
        ("op", "manager", 409),
        ("admin", "admin", 409),
    ]:
        answer = log_in(role, name).get(at(interview, sound="raw"))
        assert (name, answer.status_code) == (name, status)
        assert b"RIFF" not in answer.content
    assert looks(study, interview) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("s01-0000000000-r02/clip/1", 404, id="no such interview"),
        pytest.param("..%2F..%2Fetc%2Fpasswd/clip/1", 404, id="a path"),
        pytest.param("s01%00/clip/1", 404, id="a null byte"),
        pytest.param("' OR 1=1 --/clip/1", 404, id="a piece of SQL"),
        pytest.param("{id}/clip/-1", 409, id="a turn before the first"),
        pytest.param("{id}/clip/99999999999999999999", 409, id="a turn after the last"),
        pytest.param("{id}/clip/one", 422, id="no number"),
        pytest.param("{id}/clip/1?sound=both", 422, id="neither raw nor muted"),
    ],
)
def test_what_is_not_there_is_not_heard(study, interview, log_in, path, status):  # noqa: F811
    answer = log_in("user", "rowan").get(f"/desk/review/{path.format(id=interview)}")
    assert answer.status_code == status
    assert b"RIFF" not in answer.content
    assert looks(study, interview) == []
