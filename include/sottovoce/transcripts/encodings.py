"""Bytes of a text file into characters."""

import re

from sottovoce.transcripts.problems import unreadable

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OTHER_FILES = re.compile(
    rb"PK\x03\x04|\xd0\xcf\x11\xe0|%PDF-|\{\\rtf|\x89PNG|\xff\xd8\xff|GIF8|RIFF|ID3|OggS|fLaC|"
    rb"\x1f\x8b|Rar!|7z\xbc\xaf"
)
_SINGLE_BYTE = ["cp1252", "cp1250", "cp1256", "cp1251", "cp1254"]
_GUESS_BYTES = 50_000
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL = 0.1


def decode_text(data: bytes) -> str:
    r"""Return the text of a txt, vtt, srt or json file, with every line ending in ``\n``.

    A byte order mark decides; then UTF-8, if the bytes are valid; then the best guess
    among the single-byte encodings, with Windows-1252 preferred because it is what
    British offices write.

    Raises:
        UnreadableUpload: Another kind of file, or no encoding fits.
    """
    if _OTHER_FILES.match(data):
        raise unreadable("another kind of file")
    text = _decode(data).removeprefix("\ufeff")
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise unreadable("not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unreadable("not text")


def _encodings(data: bytes) -> list[str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return [encoding]
    if b"\0" in data:
        return _wide_encodings(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return [_guess(data), "cp1252"]
    return ["utf-8"]


def _wide_encodings(data: bytes) -> list[str]:
    """UTF-16 without a mark: in Latin script every other byte is zero."""
    zeros = data[:_GUESS_BYTES:2].count(0), data[1:_GUESS_BYTES:2].count(0)
    n_pairs = len(data[1:_GUESS_BYTES:2])
    if zeros[0] == 0 and zeros[1] > n_pairs / 2:
        return ["utf-16-le"]
    if zeros[1] == 0 and zeros[0] > n_pairs / 2:
        return ["utf-16-be"]
    return []


def _guess(data: bytes) -> str:
    import charset_normalizer

    guesses = charset_normalizer.from_bytes(data[:_GUESS_BYTES], cp_isolation=_SINGLE_BYTE)
    best = guesses.best()
    if best is None or any(
        "cp1252" in guess.could_be_from_charset and guess.chaos <= best.chaos for guess in guesses
    ):
        return "cp1252"
    return best.encoding
