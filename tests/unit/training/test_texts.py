"""Marked turns as the texts and windows that the model learns from; no PyTorch is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.batches import IGNORED, Sample, Text, hide_names, label_words, make_samples
from training.data import Example, Mark, Turn, snippets
from training.data.build import rng_of
from training.texts import in_small_letters, join, join_short

from sottovoce.adapters.spoken_model.labels import OUTSIDE, begins, goes_on
from sottovoce.adapters.spoken_model.session import TOKENIZER_FILE
from sottovoce.adapters.spoken_model.windows import find_words, open_tokenizer
from sottovoce.deidentify.text.document import join_turns
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import Turn as TranscriptTurn

P, A = EntityType.PERSON, EntityType.AGE
TOKENIZER = open_tokenizer(TOKENIZER_FILE)
MASK = TOKENIZER.token_to_id("[MASK]")


def a_turn(text: str, *marked: tuple[str, EntityType], unknown: str = "") -> Turn:
    spans = tuple(Mark(text.index(s), text.index(s) + len(s), kind) for s, kind in marked)
    at = text.index(unknown)
    return Turn("P1", text, spans, (), ((at, at + len(unknown)),) if unknown else ())


def an_example(*turns: Turn) -> Example:
    return Example("x", turns)


def surfaces(text: Text) -> list[str]:
    return [text.text[span.start : span.end] for span in text.spans]


KEV = a_turn("so Kev Tait rang", ("Kev Tait", P))
AGE = a_turn("I'm forty-one, not 50", ("forty-one", A), unknown="50")


def test_an_example_is_joined_as_the_product_joins_an_interview():
    text = join(an_example(KEV, AGE))
    turns = [TranscriptTurn(i, "P1", None, None, turn.text) for i, turn in enumerate((KEV, AGE))]
    assert [text.text] == [document.text for document in join_turns(turns)]
    assert surfaces(text) == ["Kev Tait", "forty-one"]
    assert [text.text[start:end] for start, end in text.unknown] == ["50"]


@pytest.mark.parametrize(
    ("n_together", "n_texts"), [pytest.param(1, 5, id="alone"), pytest.param(2, 3, id="in pairs")]
)
def test_short_texts_are_joined_in_groups_and_none_is_lost(n_together, n_texts):
    texts = list(
        join_short(
            [an_example(KEV), an_example(AGE)] * 2 + [an_example(KEV)], n_together=n_together
        )
    )
    assert len(texts) == n_texts
    assert [s for text in texts for s in surfaces(text)] == ["Kev Tait", "forty-one"] * 2 + [
        "Kev Tait"
    ]
    unknown = [text.text[start:end] for text in texts for start, end in text.unknown]
    assert unknown == ["50", "50"]


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=80))
def test_small_letters_move_nothing(said):
    small = in_small_letters(Text(said, ()))
    assert len(small.text) == len(said)
    assert small.text == small.text.lower() or len(said.lower()) != len(said) or "\u03a3" in said


def test_words_are_labelled_by_what_they_begin_or_go_on_with():
    text = join(an_example(KEV, AGE))
    labels = label_words(find_words(text.text, TOKENIZER), text)
    o = OUTSIDE
    assert labels == [
        o, begins(P), goes_on(P), o,
        o, o, o, begins(A), goes_on(A), goes_on(A), o, o, IGNORED,
    ]  # fmt: skip


def test_a_mark_on_part_of_a_word_labels_the_word():
    text = Text("the kevish one", [Span(4, 7, P, 1.0)])
    assert label_words(find_words(text.text, TOKENIZER), text) == [OUTSIDE, begins(P), OUTSIDE]


def test_only_the_first_piece_of_a_word_teaches():
    (sample,) = make_samples(Text("Oluwaseunzz rang", [Span(0, 11, P, 1.0)]), TOKENIZER)
    assert len(sample.ids) == len(sample.cases) == len(sample.targets)
    assert sample.targets[0] == begins(P)
    assert sample.targets[1:-1] == [IGNORED] * (len(sample.ids) - 2)
    assert sample.targets[-1] == OUTSIDE


def test_a_window_of_which_nothing_is_known_is_no_sample():
    text = "call 07700 900671"
    assert list(make_samples(Text(text, (), [(0, len(text))]), TOKENIZER)) == []


def test_every_identifier_of_a_long_text_is_taught_once_or_read_again_for_context():
    text = join(an_example(*[KEV, AGE] * 60))
    samples = list(make_samples(text, TOKENIZER))
    n_taught = sum(sample.targets.count(begins(P)) for sample in samples)
    assert 60 <= n_taught <= 60 + 6 * len(samples)
    assert all(len(sample.ids) <= 256 for sample in samples)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_names_are_hidden_whole_and_what_is_around_them_stays(share):
    (sample,) = make_samples(join(an_example(KEV, AGE)), TOKENIZER)
    rng = rng_of(4, "test")
    hidden = hide_names(sample, rng, mask_id=MASK, n_vocabulary=30522, share=share)
    outside = [i for i, target in enumerate(sample.targets) if target == OUTSIDE]
    naming = [i for i, target in enumerate(sample.targets) if target > OUTSIDE]
    assert (hidden.targets, hidden.cases) == (sample.targets, sample.cases)
    assert [hidden.ids[i] for i in outside] == [sample.ids[i] for i in outside]
    changed = sum(hidden.ids[i] != sample.ids[i] for i in naming)
    assert {0.0: changed == 0, 0.5: 0 < changed < len(naming), 1.0: changed == len(naming)}[share]


def test_half_of_the_hidden_words_become_the_mask():
    sample = Sample([5000] * 2000, [0] * 2000, [begins(P)] * 2000)
    hidden = hide_names(sample, rng_of(1, "test"), mask_id=MASK, n_vocabulary=30522, share=1.0)
    assert 900 < hidden.ids.count(MASK) < 1100


def test_snippets_are_taught_with_every_type():
    texts = join_short(snippets(5, n_words=20_000), n_together=6)
    taught = {t for text in texts for s in make_samples(text, TOKENIZER) for t in s.targets}
    assert {begins(kind) for kind in EntityType} <= taught


def test_neither_a_text_nor_its_repr_shows_what_was_said():
    assert "Kev" not in repr(Text("Kev rang", ()))
