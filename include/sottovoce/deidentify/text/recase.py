"""Capitals for words that have lost them, so that a model trained on written text sees names."""

from sottovoce.deidentify.text.lexicon import WEEKDAYS, WORD, Lexicon


def recase(text: str, lexicon: Lexicon) -> str:
    """Return ``text``, of the same length, with a capital on each unknown word and each turn.

    Known words stay small; "i" and its contractions, weekdays and places get their capital.
    """
    pieces = list(text)
    for match in WORD.finditer(text):
        start = match.start()
        word = match.group().lower().removesuffix("'s")
        if _deserves_capital(text, start, word, lexicon) and len(text[start].upper()) == 1:
            pieces[start] = text[start].upper()
    return "".join(pieces)


def _deserves_capital(text: str, start: int, word: str, lexicon: Lexicon) -> bool:
    if start == 0 or text[start - 1] == "\n":
        return True
    if word == "i" or word.startswith("i'") or word in WEEKDAYS:
        return True
    return len(word) > 1 and not lexicon.is_common(word)
