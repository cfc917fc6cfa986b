"""Whether a text has capitals, and the same text without any."""

_LIKE_SMALL = str.maketrans("\u0130\u0131\u017f", "iis")
"""Letters that read as "i" and "s"; the first would become two characters in small letters."""


def is_small(text: str) -> bool:
    """Whether ``text`` is written without capitals, as speech recognition writes it."""
    n_letters = sum(map(str.isalpha, text))
    n_capitals = sum(map(str.isupper, text))
    return n_letters > 0 and n_capitals < 0.004 * n_letters


def in_small_letters(text: str) -> str:
    """Return ``text`` without capitals, every character where it stood.

    Rules that don't care for capitals search this: a pattern that ignores case itself takes
    three to six times as long.
    """
    if not text.isascii():
        text = text.translate(_LIKE_SMALL)
    return text.lower()
