"""The training mix: corpora, snippets, and all of it together."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from training.data import HELD_OUT, TRAINED_ON, Example, build, read_corpus, snippets
from training.data.examples import Corpus, read_interviews
from training.data.marking import Turn
from training.data.names import read_names
from training.data.snippets import frames

from sottovoce.model.spans import EntityType

TWITTER = TRAINED_ON[0]


def corpus_turn(tmp_path: Path, corpus: Corpus, text: str, *spans: tuple[int, int, str]) -> Turn:
    marks = [{"start": start, "end": end, "type": kind} for start, end, kind in spans]
    row = json.dumps({"id": "1", "text": text, "spans": marks})
    (tmp_path / f"{corpus.file}.jsonl").write_text(row, encoding="utf-8")
    return next(read_corpus(corpus, tmp_path)).turns[0]


def unknown_words(turn: Turn) -> list[str]:
    return [turn.text[start:end] for start, end in turn.unknown]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        pytest.param("see you on 5 May then", ["5", "May"], id="date"),
        pytest.param("he is forty two", ["forty", "two"], id="number words"),
        pytest.param("ask @someone or x@y.example", ["@someone", "x@y.example"], id="handles"),
        pytest.param("it was lovely out", [], id="plain words"),
        pytest.param("someone said often", [], id="number words inside words"),
    ],
)
def test_a_corpus_teaches_nothing_about_what_it_does_not_mark(
    tmp_path: Path, text: str, unknown: list[str]
) -> None:
    assert unknown_words(corpus_turn(tmp_path, TWITTER, text)) == unknown


def test_a_name_with_a_number_in_it_is_still_a_name(tmp_path: Path) -> None:
    turn = corpus_turn(tmp_path, TWITTER, "met Kev2 and 3 more", (4, 8, "PERSON"))
    assert [turn.text[mark.start : mark.end] for mark in turn.spans] == ["Kev2"]
    assert unknown_words(turn) == ["3"]


def test_no_unknown_stretch_touches_a_mark_in_any_corpus() -> None:
    for corpus in TRAINED_ON + HELD_OUT:
        for example in islice(read_corpus(corpus), 1500):
            turn = example.turns[0]
            for start, end in turn.unknown:
                assert start < end
                assert not any(start < mark.end and end > mark.start for mark in turn.spans)


def test_court_cases_are_kept_for_measuring() -> None:
    assert "tab-train-dev" not in {corpus.file for corpus in TRAINED_ON}


def test_snippets_fill_every_slot_and_mark_every_type() -> None:
    made = list(snippets(3, n_words=40_000))
    types = Counter(mark.type for each in made for turn in each.turns for mark in turn.spans)
    assert set(types) == set(EntityType)
    assert min(types.values()) > 40
    assert not any("{" in turn.text or "}" in turn.text for each in made for turn in each.turns)


def test_there_are_frames_for_each_kind_of_look_alike() -> None:
    plain = [frame for frame in frames() if not any(map(str.isupper, _slots(frame)))]
    assert len(frames()) > 220
    assert len(plain) > 60


def test_there_are_names_of_many_origins() -> None:
    names = read_names()
    assert len(names.origins) >= 30
    assert all(len(names.family[origin]) >= 30 for origin in names.origins)
    assert all(
        len(names.given[origin, gender]) >= 19 for origin in names.origins for gender in "mf"
    )


def test_the_mix_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    sources = read_interviews()[:2]

    def mixed(seed: int) -> list[Example]:
        return list(build(seed, 2, interviews=sources, has_corpora=False))

    assert mixed(1) == mixed(1)
    assert mixed(1) != mixed(2)
    assert {example.source for example in mixed(1)} == {"interview", "snippet"}


def _slots(frame: str) -> list[str]:
    return [part.split("}")[0] for part in frame.split("{")[1:]]
