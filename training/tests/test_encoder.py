"""The network, and that it starts from the weights it says."""

import pytest
import torch

from sottovoce.adapters.spoken_model.labels import N_LABELS
from sottovoce.adapters.spoken_model.windows import CONTEXT_PIECES, MAX_PIECES, Case
from training import base
from training.encoder import HIDDEN, MAX_POSITIONS, TokenClassifier, from_base


@pytest.fixture(scope="module")
def tiny() -> TokenClassifier:
    torch.manual_seed(1)
    return TokenClassifier(100, N_LABELS, n_layers=2, dropout=0.1).eval()


@pytest.fixture(scope="module")
def minilm() -> TokenClassifier:
    torch.manual_seed(1)
    model = from_base(base.weights_file(), n_labels=N_LABELS, n_layers=base.N_LAYERS, dropout=0.0)
    return model.eval()


def ids(*shape: int) -> torch.Tensor:
    return torch.randint(1, 100, shape, generator=torch.Generator().manual_seed(2))


def test_each_piece_is_scored_for_each_label(tiny: TokenClassifier) -> None:
    pieces = ids(3, 11)
    logits = tiny(pieces, torch.zeros_like(pieces), torch.ones_like(pieces))
    assert logits.shape == (3, 11, N_LABELS)


def test_a_window_fits_the_positions_that_the_encoder_has(tiny: TokenClassifier) -> None:
    assert MAX_PIECES + CONTEXT_PIECES <= MAX_POSITIONS
    pieces = ids(1, MAX_POSITIONS)
    assert tiny(pieces, torch.zeros_like(pieces), torch.ones_like(pieces)).isfinite().all()


def test_padding_changes_no_score(tiny: TokenClassifier) -> None:
    pieces = ids(1, 9)
    plain = tiny(pieces, torch.zeros_like(pieces), torch.ones_like(pieces))
    padded = torch.nn.functional.pad(pieces, (0, 5))
    mask = torch.nn.functional.pad(torch.ones_like(pieces), (0, 5))
    with_padding = tiny(padded, torch.zeros_like(padded), mask)
    assert torch.allclose(plain, with_padding[:, :9], atol=1e-5)


def test_a_later_word_changes_what_an_earlier_one_is(tiny: TokenClassifier) -> None:
    pieces = ids(1, 9)
    other = pieces.clone()
    other[0, -1] = pieces[0, -1] % 99 + 1
    ones, zeros = torch.ones_like(pieces), torch.zeros_like(pieces)
    assert not torch.allclose(tiny(pieces, zeros, ones)[0, 0], tiny(other, zeros, ones)[0, 0])


def test_how_a_word_is_written_changes_its_score(tiny: TokenClassifier) -> None:
    pieces = ids(1, 9)
    ones = torch.ones_like(pieces)
    scores = [tiny(pieces, ones * case, ones) for case in Case]
    assert not any(torch.allclose(scores[0], other) for other in scores[1:])


def test_the_base_is_the_encoder_that_was_published(minilm: TokenClassifier) -> None:
    """The first layer's output against the same sum written out from the file's own names."""
    from safetensors.torch import load_file

    loaded = load_file(base.weights_file())
    assert torch.equal(minilm.words.weight, loaded["embeddings.word_embeddings.weight"])
    for number, layer in enumerate(minilm.layers):
        name = f"encoder.layer.{number}.attention.self.value.weight"
        assert torch.equal(layer.value.weight, loaded[name])
    assert len(minilm.layers) == base.N_LAYERS
    assert minilm.head.weight.shape == (N_LABELS, HIDDEN)


def test_the_encoder_gives_what_a_reference_implementation_gives(minilm: TokenClassifier) -> None:
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=30522, hidden_size=HIDDEN, num_hidden_layers=base.N_LAYERS,
        num_attention_heads=12, intermediate_size=1536,
    )  # fmt: skip
    reference = BertModel(config, add_pooling_layer=False).eval()
    loaded = load_file(base.weights_file())
    wanted = {name: loaded[name] for name in reference.state_dict() if name in loaded}
    reference.load_state_dict(wanted, strict=False)
    with torch.no_grad():
        minilm.cases.weight[:] = loaded["embeddings.token_type_embeddings.weight"][0]
        pieces = torch.tensor([base.read_tokenizer().encode("so kevin rang me").ids])
        ones, zeros = torch.ones_like(pieces), torch.zeros_like(pieces)
        expected = reference(input_ids=pieces, attention_mask=ones).last_hidden_state
        found = {}
        hook = minilm.layers[-1].register_forward_hook(lambda *seen: found.update(last=seen[-1]))
        minilm(pieces, zeros, ones)
        hook.remove()
    assert torch.allclose(found["last"], expected, atol=1e-4)


def test_another_encoder_than_the_recipe_s_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(base.WrongBase):
        base.weights_file()
