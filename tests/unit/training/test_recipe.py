"""What is learnt from, and that nothing is measured that was learnt."""

import pytest
from training import recipe
from training.data import HELD_OUT, TRAINED_ON, read_interviews

GOLD = read_interviews(recipe.GOLD)
FOLDS = list(recipe.folds(GOLD))


def test_every_gold_interview_is_measured_once():
    measured = [example.id for fold in FOLDS for example in fold.measured]
    assert sorted(measured) == sorted(example.id for example in GOLD)
    assert len(FOLDS) == recipe.N_FOLDS


@pytest.mark.parametrize("fold", FOLDS, ids=range(len(FOLDS)))
def test_no_fold_measures_what_it_learnt(fold):
    learnt, measured = ({example.id for example in each} for each in (fold.learnt, fold.measured))
    assert not learnt & measured
    assert learnt | measured == {example.id for example in GOLD}
    assert measured


@pytest.mark.parametrize("n", [1, 3, 4, 5, 21])
def test_folds_part_any_number_of_interviews(n):
    some = (GOLD * 2)[:n]
    measured = [id(example) for fold in recipe.folds(some) for example in fold.measured]
    assert len(measured) == n


def test_the_first_stage_learns_from_no_gold_interview():
    said = {turn.text for example in GOLD for turn in example.turns if len(turn.text) > 60}
    parts = recipe.read_parts((*recipe.FIRST, *recipe.LATER))
    assert not said & {turn.text for example in parts for turn in example.turns}
    assert not {example.id for example in GOLD} & {example.id for example in parts}


def test_what_is_measured_elsewhere_is_not_learnt():
    assert not {corpus.file for corpus in HELD_OUT} & {corpus.file for corpus in TRAINED_ON}
    assert "unseen" not in str(recipe.INTERVIEWS.resolve())


def test_the_second_stage_learns_only_from_the_gold_it_is_given(monkeypatch):
    told = []
    monkeypatch.setattr(recipe, "_build", lambda seed, n, some: told.extend(some) or iter(()))
    monkeypatch.setattr(recipe, "snippets", lambda *_, **__: iter(()))
    (make,) = recipe.second_stage(None, FOLDS[0].learnt)
    assert make() == []
    ids = {example.id for example in told}
    assert {example.id for example in FOLDS[0].learnt} <= ids
    assert not {example.id for example in FOLDS[0].measured} & ids


def test_every_part_of_the_recipe_is_there():
    for part in (*recipe.FIRST, *recipe.LATER):
        assert recipe.read_parts([part]), part
