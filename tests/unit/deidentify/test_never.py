"""Phrases that are never to be masked."""

import pytest

from sottovoce.deidentify.text.never import phrase_key, without_phrases
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn

TEXT = "we call it Open Door and the Open Door's van is by Open Door House"


def left(recognizer: str, start: int, end: int, *, near: bool = False) -> int:
    span = Span(start, end, EntityType.ORGANISATION, 0.6, recognizer)
    spans, misses = ((), (span,)) if near else ((span,), ())
    marked = MarkedTranscript(
        (MarkedTurn(Turn(0, None, None, None, TEXT), spans, (), misses),), "txt"
    )
    (turn,) = without_phrases(marked, frozenset({phrase_key("open  door")})).turns
    return len(turn.spans) + len(turn.near_misses)


@pytest.mark.parametrize(
    ("recognizer", "start", "end", "expected"),
    [
        pytest.param("spoken-model", 11, 20, 0, id="a guess"),
        pytest.param("spoken-model+service", 11, 20, 0, id="two guesses"),
        pytest.param("spoken-model", 29, 40, 0, id="with a possessive"),
        pytest.param("spoken-model", 51, 66, 1, id="a part of something longer"),
        pytest.param("spoken-model", 16, 20, 1, id="only a part of the phrase"),
        pytest.param("roster", 11, 20, 1, id="the site listed it"),
        pytest.param("spoken-model+roster-typo", 11, 20, 1, id="a guess and the site's list"),
        pytest.param("site-memory", 11, 20, 1, id="another interview told it"),
        pytest.param("NhsRecognizer", 11, 20, 1, id="a number's form"),
        pytest.param("introduced", 11, 20, 1, id="introduced by name"),
        pytest.param("spoken-model+reviewer", 11, 20, 1, id="a person masked it"),
        pytest.param("second_look", 11, 20, 1, id="it would stop the release"),
        pytest.param("", 11, 20, 1, id="nobody knows"),
    ],
)
def test_only_guesses_at_exactly_the_phrase_are_dropped(recognizer, start, end, expected):
    assert left(recognizer, start, end) == expected


def test_near_misses_of_the_phrase_go_too():
    assert left("spoken-model", 11, 20, near=True) == 0


def test_without_phrases_nothing_changes():
    marked = MarkedTranscript((MarkedTurn(Turn(0, None, None, None, TEXT)),), "txt")
    assert without_phrases(marked, frozenset()) is marked
