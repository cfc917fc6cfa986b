import pytest

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn
from sottovoce.review import needs_review, summarise

POLICY = DeidentifyPolicy(review_threshold=0.5)


def a_turn(index, *scores, in_speaker=()):
    text = "Kevin Kevin Kevin Kevin"
    return MarkedTurn(
        Turn(index, "Kevin", None, None, text),
        tuple(Span(6 * i, 6 * i + 5, EntityType.PERSON, s) for i, s in enumerate(scores)),
        tuple(Span(0, 5, EntityType.PERSON, s) for s in in_speaker),
    )


def a_transcript(*turns):
    return MarkedTranscript(turns, "txt")


@pytest.mark.parametrize(
    ("turn", "needed"),
    [
        pytest.param(a_turn(0, 0.9, 0.8), False, id="all certain"),
        pytest.param(a_turn(0, 0.9, 0.49), True, id="one doubtful"),
        pytest.param(a_turn(0, 0.5), False, id="just certain enough"),
        pytest.param(a_turn(0), False, id="nothing found"),
        pytest.param(a_turn(0, in_speaker=(0.4,)), True, id="doubtful label"),
    ],
)
def test_a_person_looks_when_any_span_is_doubtful(turn, needed):
    assert needs_review(a_transcript(turn), POLICY) is needed


def test_the_summary_counts_spans_and_turns():
    marked = a_transcript(a_turn(0, 0.9, 0.4, 0.3), a_turn(1, 0.9), a_turn(2, in_speaker=(0.2,)))
    summary = summarise(marked, POLICY)
    assert (summary.n_spans, summary.n_doubtful, summary.n_turns_to_read) == (5, 3, 2)
    assert summary.doubtful_by_type == {EntityType.PERSON: 3}


def test_the_summary_shows_no_words():
    assert "Kevin" not in repr(summarise(a_transcript(a_turn(0, 0.3)), POLICY))
