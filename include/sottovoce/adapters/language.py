"""Which language a transcript is in, by py3langid: one model from its wheel, no network."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Any

MIN_WORDS = 20
"""With fewer words any answer would be a guess."""

MIN_CONFIDENCE = 0.9
"""With less probability a window's language counts as unknown."""

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


def language_shares(text: str, *, window_words: int = 60) -> dict[str, float]:
    """Return how much of ``text`` is in which language.

    The text is judged in windows, because an interview that turns to another language half way
    is mostly in the first one for a detector that sees it whole.

    Args:
        text: What was said, all turns of an interview.
        window_words: Words judged at a time; the last window takes what is left over.

    Returns:
        Share of the windows by ISO 639-1 code, together 1; ``und`` for windows in which no
        language has nine tenths of the probability, and for a text that is too short.
    """
    words = _WORD.findall(_ASIDE.sub(" ", text).lower())
    if len(words) < MIN_WORDS:
        return {UNKNOWN[0]: 1.0}
    n_windows = max(1, len(words) // window_words)
    bounds = [i * window_words for i in range(n_windows)] + [len(words)]
    found = Counter(
        _certain_language(" ".join(words[start:end])) for start, end in pairwise(bounds)
    )
    return {language: n / n_windows for language, n in found.items()}


def _certain_language(text: str) -> str:
    language, confidence = _identifier().classify(text)
    return str(language) if confidence >= MIN_CONFIDENCE else UNKNOWN[0]


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
