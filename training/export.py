"""The fitted network as the file that the product loads."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.encoder import TokenClassifier

OPSET = 17
_SMALLEST = 100_000
"""Weights with fewer numbers stay as they are."""


def export(model: TokenClassifier, path: Path) -> None:
    """Write ``model`` as ONNX.

    Dense layers hold whole numbers of eight bits, one scale for each output; their inputs are
    scaled anew for each window (dynamic quantisation). Embeddings are at half precision. Inputs
    ``ids`` and ``cases``: int64 of shape ``(1, pieces)``; output ``probabilities``: float32 of
    shape ``(1, pieces, labels)``.
    """
    wide, whole = path.with_suffix(".wide"), path.with_suffix(".whole")
    example = tuple(torch.ones((1, 16), dtype=torch.int64) for _ in range(2))
    torch.onnx.export(
        _WithProbabilities(model).eval(),
        example,
        str(wide),
        input_names=["ids", "cases"],
        output_names=["probabilities"],
        dynamic_axes={name: {1: "pieces"} for name in ("ids", "cases", "probabilities")},
        opset_version=OPSET,
        dynamo=False,
    )
    quantize_dynamic(
        wide, whole, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
    )
    onnx.save(_halve(onnx.load(whole)), path)
    wide.unlink()
    whole.unlink()


class _WithProbabilities(torch.nn.Module):
    def __init__(self, model: TokenClassifier) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, cases: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.model(ids, cases, torch.ones_like(ids)), dim=-1)


def _halve(model: onnx.ModelProto) -> onnx.ModelProto:
    casts = []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < _SMALLEST:
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    return model
