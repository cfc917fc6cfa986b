"""Finding back which written words were heard."""

from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.audio.spoken_words import SpokenWord
from sottovoce.deidentify.audio.word_graph import Heard, WordGraph


def a_graph(*readings, entries=(0,), exits=None):
    words = [
        SpokenWord(i, i + 1, tuple(tuple(r.split()) for r in some))
        for i, some in enumerate(readings)
    ]
    ends = (len(words),) if exits is None else exits
    return WordGraph(words, frozenset(entries), frozenset(ends))


def heard(said):
    return [Heard(word, float(i), i + 1.0, 3.0) for i, word in enumerate(said.split())]


def followed(graph, said):
    found = graph.follow(heard(said))
    return found and {i: " ".join(h.word for h in part) for i, part in found.items()}


def test_each_reading_of_a_word_belongs_to_that_word():
    graph = a_graph(["in"], ["nineteen ten", "one nine one oh"], ["yes"])
    assert followed(graph, "in one nine one oh yes") == {0: "in", 1: "one nine one oh", 2: "yes"}
    assert followed(graph, "in nineteen ten yes") == {0: "in", 1: "nineteen ten", 2: "yes"}


def test_an_aside_may_be_passed_over():
    graph = a_graph(["so"], ["laughs", ""], ["no"])
    assert followed(graph, "so no") == {0: "so", 1: "", 2: "no"}
    assert followed(graph, "so laughs no") == {0: "so", 1: "laughs", 2: "no"}


def test_words_around_may_be_in_the_sound_or_not():
    graph = a_graph(["the"], ["day"], ["ana"], ["left"], entries=(0, 1, 2), exits=(3, 4))
    assert followed(graph, "ana") == {2: "ana"}
    assert followed(graph, "day ana left") == {1: "day", 2: "ana", 3: "left"}


def test_what_was_heard_but_is_no_way_through_is_refused():
    graph = a_graph(["one"], ["two"], ["three"])
    assert followed(graph, "one three") is None
    assert followed(graph, "one two") is None


@given(st.lists(st.sampled_from(["a", "b", "a b", "b a"]), min_size=1, max_size=8), st.data())
def test_whatever_way_is_taken_every_word_heard_is_accounted_for(readings, data):
    optional = [data.draw(st.booleans()) for _ in readings]
    graph = a_graph(*([r, ""] if o else [r] for r, o in zip(readings, optional, strict=True)))
    said = " ".join(
        r for r, o in zip(readings, optional, strict=True) if not o or data.draw(st.booleans())
    )
    found = graph.follow(heard(said))
    assert found is not None
    assert [h.word for part in found.values() for h in part] == said.split()
