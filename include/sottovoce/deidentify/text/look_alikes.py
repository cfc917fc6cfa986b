"""Signs that a reader takes for Latin letters, quotes, dashes or dots, and the sign meant.

Letters follow Unicode's table of confusables (Technical Standard 39), cut to scripts whose letters
turn up inside Latin words. Every sign stands for exactly one other, so no offset moves.
"""

# ruff: noqa: RUF001 - ambiguous characters are the point of this file
import re

_PAIRS = {
    "Cyrillic capitals": ("АВЕЁКМНОРСТУХЅІЇЈԀҺԚԜѴҮӀЬҒ", "ABEËKMHOPCTYXSIÏJDHQWVYIbF"),
    "Cyrillic small": ("авеёкмнорстухѕіїјԁһԛԝѵүӏьғгп", "abeëkmhopctyxsiïjdhqwvylbfrn"),
    "Greek capitals": ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿΆΈΉΊΌΎ", "ABEZHIKMNOPTYXCJÁÉHÍÓÝ"),
    "Greek small": ("αβγεηικνορστυχωϲϳάέίόύ", "abyenikvopotuxwcjáéíóú"),
    "Armenian": ("ՍՏՕԼՀսօոհցզյա", "USOLZuonhgqjw"),
    "Cherokee": ("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "ABCDEGHJKLMPRSTVWZ"),
    "Lisu": ("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "BPDTGKJCZFMNLSRVHWXYAEIOU"),
    "Latin small capitals": ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
    "phonetic": ("ɑɡɩʋ", "agiv"),
}
LETTERS = str.maketrans(dict(pair for a, b in _PAIRS.values() for pair in zip(a, b, strict=True)))
"""Letters of other scripts, and the Latin ones they look like."""

SIGNS = {
    sign: meant
    for signs, meant in (
        ("`\x91\x92\xb4\u02b9\u02bb\u02bc\u02bd\u02c8\u055a\u05f3\u2018\u2019", "'"),
        ("\u201a\u201b\u2032\ua78c", "'"),
        ("\u201c\u201d\u201e\u201f\u2033\x93\x94", '"'),
        ("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\x96\x97", "-"),
        ("\u3002\uff61", "."),
        ("\u3001", ","),
        ("\u2044\u2215", "/"),
        ("\u02d0\u2236\ua789", ":"),
        ("\u2795", "+"),
        ("\u2800", " "),
    )
    for sign in signs
}  # fmt: skip
"""Quotes, dashes and dots; those of Windows where a file calls itself Latin-1 are among them."""

_WORD = re.compile(r"[^\W_]+")
_ODD_LETTERS = re.compile(f"[{''.join(map(chr, LETTERS))}]")


def latinise(text: str) -> str:
    """Return ``text``, of the same length, with look-alikes in words replaced by Latin letters.

    A word of another script stays as it is: one that has no Latin letter, and some letter that
    looks like none.
    """
    if text.isascii() or not _ODD_LETTERS.search(text):
        return text
    return _WORD.sub(_latin_word, text)


def _latin_word(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii():
        return word
    turned = word.translate(LETTERS)
    is_mixed = any(map(_is_latin, word))
    return turned if is_mixed or all(map(_is_latin_or_digit, turned)) else word


def _is_latin_or_digit(char: str) -> bool:
    return char.isdigit() or _is_latin(char)


def _is_latin(char: str) -> bool:
    return char.isalpha() and (char < "\u0250" or "\u1e00" <= char <= "\u1eff")
