"""Identifiers as they are read aloud, by what they identify."""

import re
from random import Random

from training.data.names import plain
from training.data.numbers import MONTHS, in_words, ordinal_in_words, read_aloud, year_in_words
from training.data.spelling import NATO

_NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SIGNS = {".": "dot", "@": "at", "_": "underscore", "-": "dash", "/": "slash", ":": "colon"}


def aloud(kind: str, text: str, rng: Random) -> str:
    """Return an identifier of one kind as it is said; unchanged where it is words already."""
    if kind in {"PHONE", "NHS_NUMBER", "NINO", "POSTCODE", "OTHER_ID"}:
        return _code(text, rng) if re.search(r"\d", text) else text
    if kind in {"EMAIL", "URL_HANDLE"}:
        return address_aloud(text, rng) if re.search(r"[@./]", text) else text
    if kind == "DATE":
        return date_aloud(text, rng)
    if kind == "AGE" and text.isdigit() and 0 < int(text) < 100:
        return in_words(int(text), rng.choice("- "))
    if kind == "ADDRESS":
        return re.sub(r"\b\d{1,3}\b", lambda m: _house_number(int(m[0]), rng), text)
    return text


def date_aloud(date: str, rng: Random) -> str:
    """Return a date with its numbers in words."""
    numeric = _NUMERIC_DATE.fullmatch(date)
    joint = rng.choice("- ")
    if numeric:
        day, month, year = (int(part) for part in numeric.groups())
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return date
        said_year = in_words(year, joint) if year < 100 else year_in_words(year, rng, joint)
        said_month = rng.choice((MONTHS[month - 1], f"the {ordinal_in_words(month)}"))
        return f"{ordinal_in_words(day, joint)} of {said_month} {said_year}"
    said = _ORDINAL.sub(lambda m: ordinal_in_words(int(m[1]), joint), date)
    return _YEAR.sub(lambda m: year_in_words(int(m[0]), rng, joint), said)


def address_aloud(address: str, rng: Random) -> str:
    """Return a mail or web address as it is read aloud, its signs in words."""
    words = re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", address.removeprefix("https://"))
    said = []
    for word in words:
        if word == "/" and rng.random() < 0.3:
            said.append("forward slash")
        elif word.isdigit():
            said.append(read_aloud(word, rng))
        elif word.lower() == "www":
            said.append(rng.choice(("www", "w w w", "double u double u double u")))
        else:
            said.append(_SIGNS.get(word, word))
    return " ".join(said)


def _code(code: str, rng: Random) -> str:
    if rng.random() < 0.85 or not re.search(r"[A-Za-z]", code):
        return read_aloud(code, rng)
    words = []
    for sign in code:
        index = ord((plain(sign) or "a")[0]) - ord("a")
        if sign.isdigit():
            words.append(read_aloud(sign, rng))
        elif sign.isalpha():
            words.append(rng.choice((NATO[index].capitalize(), f"{sign} for {NATO[index]}")))
    return " ".join(words)


def _house_number(number: int, rng: Random) -> str:
    if number < 100:
        return in_words(number, rng.choice("- ")) if number else "nought"
    hundreds, rest = divmod(number, 100)
    if rng.random() < 0.5 and rest:
        return f"{in_words(hundreds)} {'oh ' if rest < 10 else ''}{in_words(rest)}"
    return f"{in_words(hundreds)} hundred{' and ' + in_words(rest) if rest else ''}"
