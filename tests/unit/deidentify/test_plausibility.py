"""Ordinary words need more than others to be taken for a name."""

import pytest

from sottovoce.adapters.presidio.lexicon import load_lexicon
from sottovoce.deidentify.text.plausibility import part_unlikely
from sottovoce.model.spans import EntityType, Span

LEXICON = load_lexicon(["hope", "the", "date", "mark"])
TEXT = "hope said mark the date to tomasz and to hope"


def a_span(
    word: str, score: float, recognizer: str = "spoken-model", *, last: bool = False
) -> Span:
    start = TEXT.rindex(word) if last else TEXT.index(word)
    return Span(start, start + len(word), EntityType.PERSON, score, recognizer)


@pytest.mark.parametrize(
    ("span", "stays"),
    [
        pytest.param(a_span("mark", 0.02), True, id="ordinary, but the model heard it"),
        pytest.param(
            a_span("mark", 0.19, "title"), False, id="ordinary, only a rule, under four times"
        ),
        pytest.param(
            a_span("mark", 0.21, "title"), True, id="ordinary, only a rule, over four times"
        ),
        pytest.param(a_span("mark", 0.01, "title+spoken-model"), True, id="both heard it"),
        pytest.param(a_span("the", 0.5), False, id="a function word"),
        pytest.param(a_span("the", 0.95), True, id="a function word, certainly"),
        pytest.param(a_span("tomasz", 0.01), True, id="no ordinary word, however unlikely"),
        pytest.param(a_span("date to tomasz", 0.01), True, id="one word that isn't ordinary"),
    ],
)
def test_ordinary_words_need_more_than_others(span: Span, *, stays: bool) -> None:
    likely, unlikely = part_unlikely(TEXT, [span], LEXICON, 0.05)
    assert (likely, unlikely) == (([span], []) if stays else ([], [span]))


def test_words_that_are_certainly_a_name_elsewhere_stay() -> None:
    certain, faint = a_span("hope", 0.95), a_span("hope", 0.03, "title", last=True)
    assert part_unlikely(TEXT, [certain, faint], LEXICON, 0.05) == ([certain, faint], [])
    assert part_unlikely(TEXT, [faint], LEXICON, 0.05) == ([], [faint])
