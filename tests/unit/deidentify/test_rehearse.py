import pytest

from sottovoce.deidentify.text.rehearse import DOUBT, with_survivors
from sottovoce.model.rosters import Roster, RosterEntry
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn

NOBODY = Roster()


def ordinary(word: str) -> bool:
    return word in {"will", "the", "bus"}


def a_turn(text: str, *spans: tuple[int, int], speaker: str = "I") -> MarkedTurn:
    marks = tuple(Span(s, e, EntityType.PERSON, 0.9, "test") for s, e in spans)
    return MarkedTurn(Turn(0, speaker, 0.0, None, text), marks)


def rehearsed(*turns: MarkedTurn, roster: Roster = NOBODY) -> tuple[MarkedTurn, ...]:
    return with_survivors(MarkedTranscript(turns, "txt"), roster, ordinary).turns


@pytest.mark.parametrize(
    ("text", "spans", "added"),
    [
        pytest.param("Zebedee went.", [(0, 7)], [], id="nothing survives"),
        pytest.param("Zebedee saw Zebedee.", [(0, 7)], [(12, 19)], id="behind a stand-in"),
        pytest.param("Zebedee saw Zebedee.", [(12, 19)], [(0, 7)], id="before a stand-in"),
        pytest.param("Will will.", [(0, 4)], [], id="an ordinary word stays"),
    ],
)
def test_what_would_survive_is_masked_and_doubtful(text, spans, added):
    (turn,) = rehearsed(a_turn(text, *spans))
    new = [s for s in turn.spans if s.recognizer == "second_look"]
    assert [(s.start, s.end) for s in new] == added
    assert all(s.score == DOUBT for s in new)


def test_a_name_of_the_roster_that_nobody_found_is_masked_with_its_type():
    roster = Roster((RosterEntry(EntityType.FACILITY, "Zebra House"),))
    (turn,) = rehearsed(a_turn("We met at Zebra House then."), roster=roster)
    assert [(s.start, s.end, s.entity_type) for s in turn.spans] == [(10, 21, EntityType.FACILITY)]


def test_a_label_that_would_show_a_name_is_masked_whole():
    (turn,) = rehearsed(a_turn("Zebedee went.", (0, 7), speaker="Dr Zebedee"))
    assert [(s.start, s.end) for s in turn.speaker_spans] == [(0, 10)]
