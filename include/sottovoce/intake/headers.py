"""Telling whether the first line of a manifest is its header, and if not, what is wrong with it."""

import csv
from collections.abc import Sequence

from sottovoce.errors import UnreadableUpload
from sottovoce.model.manifests import MANIFEST_COLUMNS, MANIFEST_NAME

_DELIMITERS = ",;\t"
_MAX_HEADER_CHARS = 5_000


def find_delimiter(line: str) -> str:
    """Return what separates the cells of a manifest whose header this is.

    Capital letters and spaces around a name do not matter; order does.

    Args:
        line: The first line that is not empty.

    Raises:
        UnreadableUpload: It is not the header. Names missing columns, which are ours, but not
            unknown ones: what stands there instead could be a person's name.
    """
    if len(line) > _MAX_HEADER_CHARS:
        raise _no_table()
    headers = {delimiter: _names(line, delimiter) for delimiter in _DELIMITERS}
    for delimiter, names in headers.items():
        if tuple(names) == MANIFEST_COLUMNS:
            return delimiter
    closest = max(headers.values(), key=lambda names: (_n_known(names), len(names)))
    raise _wrong_header(closest) if len(closest) > 1 else _no_table()


def _names(line: str, delimiter: str) -> list[str]:
    try:
        (cells,) = csv.reader([line], delimiter=delimiter)
    except (csv.Error, ValueError):
        return []
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _n_known(names: Sequence[str]) -> int:
    return len(set(names) & set(MANIFEST_COLUMNS))


def _wrong_header(names: Sequence[str]) -> UnreadableUpload:
    problems = [*_missing(names), *_unknown(names), *_repeated(names)]
    return UnreadableUpload(
        " ".join(problems or _misordered(names)),
        where=f"{MANIFEST_NAME} row 1",
        fix=f"Make the first row exactly: {','.join(MANIFEST_COLUMNS)}. Move the cells below along "
        "with their column.",
        code="manifest-wrong-header",
    )


def _missing(names: Sequence[str]) -> list[str]:
    absent = [column for column in MANIFEST_COLUMNS if column not in names]
    return [f"The header lacks {_listed('column', absent)}."] if absent else []


def _unknown(names: Sequence[str]) -> list[str]:
    places = [str(i) for i, name in enumerate(names, start=1) if name not in MANIFEST_COLUMNS]
    verb = "is" if len(places) == 1 else "are"
    return [f"The name of {_listed('column', places)} {verb} not known."] if places else []


def _repeated(names: Sequence[str]) -> list[str]:
    twice = [column for column in MANIFEST_COLUMNS if names.count(column) > 1]
    return [f"The header has {_listed('column', twice)} more than once."] if twice else []


def _misordered(names: Sequence[str]) -> list[str]:
    place, expected = next(
        (i, column)
        for i, (name, column) in enumerate(zip(names, MANIFEST_COLUMNS, strict=True), start=1)
        if name != column
    )
    return [f"The columns are in another order: column {place} should be {expected}."]


def _listed(noun: str, things: Sequence[str]) -> str:
    return f"{noun}{'s' if len(things) > 1 else ''} {', '.join(things)}"


def _no_table() -> UnreadableUpload:
    return UnreadableUpload(
        "The first line is not a row of column names, so this is not a CSV file.",
        where=f"{MANIFEST_NAME} row 1",
        fix="Save the table as “CSV UTF-8 (comma delimited)”, with the column names in row 1.",
        code="manifest-not-csv",
    )
