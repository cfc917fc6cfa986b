"""Finding in a recording when the words of its transcript are said."""

from sottovoce.adapters.alignment.words import locate_words

__all__ = ["locate_words"]
