"""Whether a text has capitals."""


def is_small(text: str) -> bool:
    """Whether ``text`` is written without capitals, as speech recognition writes it."""
    n_letters = sum(map(str.isalpha, text))
    n_capitals = sum(map(str.isupper, text))
    return n_letters > 0 and n_capitals < 0.004 * n_letters
