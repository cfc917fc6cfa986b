"""Whether a text has capitals, and the same text without any."""


def is_small(text: str) -> bool:
    """Whether ``text`` is written without capitals, as speech recognition writes it."""
    n_letters = sum(map(str.isalpha, text))
    n_capitals = sum(map(str.isupper, text))
    return n_letters > 0 and n_capitals < 0.004 * n_letters


def in_small_letters(text: str) -> str:
    """Return ``text`` without capitals, every character where it stood.

    Rules that don't care for capitals search this: a pattern that ignores case itself takes
    three to six times as long. As in such a pattern, the dotted and the dotless I of Turkish
    are read as "i" (the first would become two characters) and the long S as "s".
    """
    return text.replace("\u0130", "i").replace("\u0131", "i").replace("\u017f", "s").lower()
