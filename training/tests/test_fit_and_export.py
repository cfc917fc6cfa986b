"""A small network learns ten sentences, and the exported file says what the network says."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from sottovoce.adapters.spoken_model.labels import N_LABELS
from sottovoce.adapters.spoken_model.session import SpokenModel
from sottovoce.model.spans import EntityType, Span
from training import base
from training.batches import Sample, Text, make_samples
from training.encoder import TokenClassifier, from_base
from training.export import export
from training.fit import Schedule, Vocabulary, fit
from training.measure import measure

P, L, A = EntityType.PERSON, EntityType.LOCATION, EntityType.AGE
SENTENCES: Sequence[tuple[str, str, EntityType]] = (
    ("so Kevin rang me", "Kevin", P),
    ("I asked Oluwaseun Adebayo", "Oluwaseun Adebayo", P),
    ("we moved to Wolverhampton", "Wolverhampton", L),
    ("I'm forty-one now", "forty-one", A),
    ("and Priya laughed", "Priya", P),
    ("the bus to Halifax was late", "Halifax", L),
    ("Mei Ling came round", "Mei Ling", P),
    ("he turned nineteen", "nineteen", A),
    ("nobody rang at all", "", P),
    ("the bus was late again", "", P),
)
VOCABULARY = Vocabulary(30522, mask_id=103, pad_id=0)
SCHEDULE = Schedule(learning_rate=3e-4, head_rate=3e-3, hidden_share=0.0, seed=7)


def a_text(said: str, marked: str, kind: EntityType) -> Text:
    start = said.index(marked)
    return Text(said, [Span(start, start + len(marked), kind, 1.0)] if marked else [])


TEXTS = [a_text(*sentence) for sentence in SENTENCES]


def samples() -> list[Sample]:
    tokenizer = base.read_tokenizer()
    return [sample for text in TEXTS for sample in make_samples(text, tokenizer)]


def a_model(seed: int = 7) -> TokenClassifier:
    torch.manual_seed(seed)
    return from_base(base.weights_file(), n_labels=N_LABELS, n_layers=2, dropout=0.0)


def fitted(n_epochs: int, said: list[str] | None = None) -> TokenClassifier:
    model = a_model()
    lines: list[str] = [] if said is None else said
    fit(model, [samples] * n_epochs, SCHEDULE, VOCABULARY, lines.append)
    return model.eval()


@pytest.fixture(scope="module")
def learnt() -> TokenClassifier:
    return fitted(60)


@pytest.fixture(scope="module")
def exported(learnt: TokenClassifier, tmp_path_factory: pytest.TempPathFactory) -> SpokenModel:
    folder = tmp_path_factory.mktemp("model")
    export(learnt, folder / "model.onnx")
    base.read_tokenizer().save(str(folder / "tokenizer.json"))
    assert sorted(path.name for path in folder.iterdir()) == ["model.onnx", "tokenizer.json"]
    return SpokenModel(folder / "model.onnx", folder / "tokenizer.json")


def probabilities(model: TokenClassifier, text: str) -> np.ndarray:
    (sample,) = make_samples(Text(text, ()), base.read_tokenizer())
    ids, cases = torch.tensor([sample.ids]), torch.tensor([sample.cases])
    with torch.no_grad():
        logits = model(ids, cases, torch.ones_like(ids))[0]
    firsts = [target != -100 for target in sample.targets]
    return torch.softmax(logits, dim=-1)[torch.tensor(firsts)].numpy()


def test_ten_sentences_are_learnt_by_heart(exported: SpokenModel) -> None:
    def read(text: str) -> tuple[object, np.ndarray]:
        reading = exported.read(text)
        return reading.words, reading.probabilities

    figures = measure(TEXTS, read, [0.5])[0.5]  # type: ignore[arg-type]
    assert (figures.recall, figures.precision) == (1.0, 1.0)
    assert figures.by_type() == {"PERSON": 1.0, "LOCATION": 1.0, "AGE": 1.0}


def test_a_network_that_has_learnt_nothing_knows_nothing() -> None:
    untaught = a_model().eval()
    scores = np.concatenate([probabilities(untaught, text.text) for text in TEXTS])
    assert scores[:, 0].max() < 0.5


@pytest.mark.parametrize("text", [text.text for text in TEXTS])
def test_the_exported_file_says_what_the_network_says(
    learnt: TokenClassifier, exported: SpokenModel, text: str
) -> None:
    """Weights of eight bits and activations scaled anew cost a little, and no more."""
    assert np.abs(probabilities(learnt, text) - exported.read(text).probabilities).max() < 0.1


def test_the_exported_file_is_a_good_deal_smaller(exported: SpokenModel, tmp_path: Path) -> None:
    model = a_model()
    export(model, tmp_path / "small.onnx")
    whole = sum(parameter.numel() for parameter in model.parameters()) * 4
    assert (tmp_path / "small.onnx").stat().st_size < 0.5 * whole


def test_the_same_seed_gives_the_same_network() -> None:
    one, other = fitted(2), fitted(2)
    for first, second in zip(one.parameters(), other.parameters(), strict=True):
        assert torch.equal(first, second)


def test_progress_is_told_and_quotes_nothing() -> None:
    said: list[str] = []
    fitted(60, said)
    assert said
    assert all("loss" in line and "Kevin" not in line for line in said)
