"""The model as it is shipped."""

import numpy as np
import pytest

from sottovoce.adapters.spoken_model.labels import N_LABELS, OUTSIDE
from sottovoce.adapters.spoken_model.session import MODEL_FILE, TOKENIZER_FILE, SpokenModel
from sottovoce.adapters.spoken_model.spans import FAINTEST, find_spans
from sottovoce.errors import MissingModel


@pytest.fixture(scope="module")
def model() -> SpokenModel:
    return SpokenModel()


def score_of(model: SpokenModel, said: str, text: str) -> float:
    reading = model.read(text)
    at = text.index(said)
    inside = [at <= start < at + len(said) for start in reading.words.starts]
    return float(1.0 - reading.probabilities[inside, OUTSIDE].max())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("Oluwaseun", "So my name is Oluwaseun, and I came here to see the nurse.", id="written"),
        pytest.param("oluwaseun", "so my name is oluwaseun and i came here to see the nurse", id="recognised"),
        pytest.param("Wolverhampton", "I moved to Wolverhampton with my mum.", id="town"),
        pytest.param("07700 900671", "My number is 07700 900671, ring me.", id="number"),
    ],
)  # fmt: skip
def test_an_identifier_scores_more_than_the_words_around_it(model, name, text):
    reading = model.read(text)
    at = text.index(name)
    others = [not at <= start < at + len(name) for start in reading.words.starts]
    rest = 1.0 - reading.probabilities[others, OUTSIDE]
    assert score_of(model, name, text) > max(0.3, float(rest.max()))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\n\t ", id="only white space"),
        pytest.param("a" * 100_000, id="a word of 100,000 letters"),
        pytest.param("\U0001f44d\u202e\x00\u05e9 Kevin\u200b", id="strange characters"),
        pytest.param("and then it rained. " * 600, id="longer than a window"),
    ],
)
def test_any_text_is_read_whole(model, text):
    reading = model.read(text)
    assert reading.probabilities.shape == (len(reading.words.starts), N_LABELS)
    assert reading.probabilities.sum(axis=1) == pytest.approx(
        np.ones(len(reading.words.starts)), abs=1e-3
    )


def test_a_name_is_found_wherever_it_stands_in_a_long_interview(model):
    turns = ["and then we just talked about the weather and the bus."] * 60
    for place in (0, 29, 59):
        said = list(turns)
        said[place] = "my name is Oluwaseun Adebayo and I work here."
        text = "\n\n".join(said)
        found = find_spans(text, model.read(text), 0.3)
        at = text.index("Oluwaseun Adebayo")
        assert any(span.start <= at < span.end for span in found)


def test_the_same_text_is_read_the_same_way_twice(model):
    text = "so Kevin said to ring Priya on Kestrel Ward"
    first, second = model.read(text), SpokenModel().read(text)
    assert np.array_equal(first.probabilities, second.probabilities)
    assert find_spans(text, first, FAINTEST) == find_spans(text, second, FAINTEST)


def test_what_is_in_a_transcript_in_brackets_is_read_as_text(model):
    text = "so [MASK] and [PAD] said no"
    assert [text[s:e] for s, e in zip(*_places(model, text), strict=True)][1:4] == [
        "[",
        "MASK",
        "]",
    ]


def _places(model: SpokenModel, text: str) -> tuple[list[int], list[int]]:
    words = model.read(text).words
    return words.starts, words.ends


@pytest.mark.parametrize(
    "missing",
    [pytest.param("model", id="the model"), pytest.param("tokenizer", id="its tokenizer")],
)
def test_a_package_without_the_model_s_files_says_so_and_fetches_nothing(tmp_path, missing):
    files = {"model": MODEL_FILE, "tokenizer": TOKENIZER_FILE, missing: tmp_path / "gone"}
    with pytest.raises(MissingModel, match="nothing is downloaded"):
        SpokenModel(**files)


def test_the_model_fits_in_the_package():
    assert MODEL_FILE.stat().st_size + TOKENIZER_FILE.stat().st_size < 50_000_000
