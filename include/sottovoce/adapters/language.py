"""Which language a transcript is in, by py3langid: one model from its wheel, no network."""

import re
from functools import lru_cache
from typing import Any

MIN_WORDS = 20
"""With fewer words any answer would be a guess."""

UNKNOWN = ("und", 0.0)

_SAMPLE_CHARS = 20_000
_ASIDE = re.compile(r"\[[^\[\]]{0,80}\]|\([^()]{0,80}\)")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]+")


def detect_language(text: str) -> tuple[str, float]:
    """Return the language of ``text`` as an ISO 639-1 code, and how sure that is, 0 to 1.

    Asides in brackets are left out, because transcribers write them in their own language;
    so is case, because spoken text often has none. A long text is judged by its beginning,
    its middle and its end.

    Args:
        text: What was said, all turns of an interview.

    Returns:
        The code and the confidence; ``("und", 0.0)`` with fewer than 20 words.
    """
    words = _WORD.findall(_ASIDE.sub(" ", _sample(text)).lower())
    if len(words) < MIN_WORDS:
        return UNKNOWN
    language, confidence = _identifier().classify(" ".join(words))
    return str(language), float(confidence)


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE_CHARS:
        return text
    middle = (len(text) - _SAMPLE_CHARS) // 2
    parts = text[:_SAMPLE_CHARS], text[middle : middle + _SAMPLE_CHARS], text[-_SAMPLE_CHARS:]
    return " ".join(parts)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
