"""The same words elsewhere in an interview."""

import pytest
from review_builders import a_turn

from sottovoce.review.occurrences import Occurrence, find_masked, find_occurrences


def found(words: str, *turns) -> list[str]:
    texts = {t.turn.index: {"text": t.turn.text, "speaker": t.turn.speaker} for t in turns}
    return [texts[o.turn][o.field][o.start : o.end] for o in find_occurrences(turns, words)]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        pytest.param("Zeb", "Zeb and ZEB and zeb", ["Zeb", "ZEB", "zeb"], id="any case"),
        pytest.param("Zeb", "Zebedee and aZeb", [], id="not within a word"),
        pytest.param("Zeb's", "Zeb's and Zeb", ["Zeb", "Zeb"], id="possessive selected"),
        pytest.param("Zeb", "Zeb\u2019s book", ["Zeb"], id="possessive found"),
        pytest.param("Ann Lee", "ann\n  lee, Ann-Lee", ["ann\n  lee"], id="any space"),
        pytest.param(
            "O'Neil", "O\u2019Neil or o'neil", ["O\u2019Neil", "o'neil"], id="any apostrophe"
        ),
        pytest.param("Zeb (A+E)", "Zeb (A+E)", ["Zeb (A+E)"], id="signs are signs"),
        pytest.param(" Zeb ", "so Zeb went", ["Zeb"], id="spaces around"),
        pytest.param("...", "well ... yes", [], id="no word"),
    ],
)
def test_whole_words_are_found_however_they_are_written(words, text, expected):
    assert found(words, a_turn(0, text)) == expected


def test_labels_are_searched_too_and_turns_come_in_order():
    turns = [a_turn(0, "hello Zeb", speaker="Zeb"), a_turn(1, "Zeb?", speaker=None)]
    assert [(o.turn, o.field) for o in find_occurrences(turns, "zeb")] == [
        (0, "speaker"),
        (0, "text"),
        (1, "text"),
    ]


def test_what_is_masked_alone_is_told_from_what_is_a_part_of_something_longer():
    turns = [
        a_turn(0, "may came", masked=[("may", 0.5)]),
        a_turn(1, "may smith came", masked=[("may smith", 0.9)]),
        a_turn(2, "may came", near=[("may", 0.03)]),
        a_turn(3, "may came"),
    ]
    assert find_masked(turns, "May") == [Occurrence(0, "text", 0, 3), Occurrence(2, "text", 0, 3)]
