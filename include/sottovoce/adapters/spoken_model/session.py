"""The model itself, run by ONNX Runtime on one core."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sottovoce.adapters.spoken_model.labels import N_LABELS
from sottovoce.adapters.spoken_model.windows import (
    Window,
    Words,
    cut_windows,
    find_words,
    open_tokenizer,
)
from sottovoce.errors import MissingModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent
MODEL_FILE = FOLDER / "model.onnx"
TOKENIZER_FILE = FOLDER / "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of a text.

    Attributes:
        words: The text's words.
        probabilities: For each word the probability of each label, shape ``(words, labels)``.
    """

    words: Words = field(repr=False)
    probabilities: "NDArray[np.float32]" = field(repr=False)


class SpokenModel:
    """The loaded model. Loading takes half a second; keep one for many interviews."""

    def __init__(self, model: Path = MODEL_FILE, tokenizer: Path = TOKENIZER_FILE) -> None:
        """Load the model's files.

        Args:
            model: An ONNX file as ``training/`` exports it.
            tokenizer: The tokenizer that it was trained with.

        Raises:
            MissingModel: A file isn't there, so the package is not whole.
        """
        import onnxruntime

        if not (model.is_file() and tokenizer.is_file()):
            raise MissingModel(
                "The model of spoken English is not in the installed package. Install the "
                "package again from a whole copy of the project; nothing is downloaded."
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = open_tokenizer(tokenizer)

    def read(self, text: str) -> Reading:
        """Return what the model makes of a text of any length.

        One window at a time: what is found in it depends on no other, and short runs are the
        fastest on one core.

        Args:
            text: Turns, one after the other, with at least one line break between two.
        """
        import numpy as np

        words = find_words(text, self._tokenizer)
        probabilities = np.zeros((len(words.starts), N_LABELS), dtype=np.float32)
        for window in cut_windows(words):
            ids, cases, firsts = _inputs(words, window)
            inputs = {"ids": np.array([ids]), "cases": np.array([cases])}
            output = self._session.run(None, inputs)[0][0]
            decided = firsts[window.first - window.context :]
            probabilities[window.first : window.last] = output[decided]
        return Reading(words, probabilities)


def _inputs(words: Words, window: Window) -> tuple[list[int], list[int], list[int]]:
    """Return the window's pieces, how their words are written, and each word's first piece."""
    ids: list[int] = []
    cases: list[int] = []
    firsts: list[int] = []
    for index in range(window.context, window.last):
        pieces = words.pieces[index]
        firsts.append(len(ids))
        ids.extend(pieces)
        cases.extend([words.cases[index]] * len(pieces))
    return ids, cases, firsts
