"""The two tables of a submission as CSV."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence

from sottovoce.model.manifests import MANIFEST_COLUMNS
from sottovoce_demo.study.faults import Draft


def manifest_csv(rows: Iterable[tuple[str, Draft]], roster: bytes | None) -> str:
    """Return ``interviews.csv`` with a row for each pair of transcript file name and draft."""
    digest = "" if roster is None else sha256_hex(roster)
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, MANIFEST_COLUMNS, restval="")
    writer.writeheader()
    for file_name, draft in rows:
        files = _listed("transcript", file_name, draft.listed)
        if draft.recording is not None:
            files |= _listed("recording", *draft.recording)
        writer.writerow(draft.fields | files | {"roster_sha256": digest})
    return table.getvalue()


def _listed(kind: str, name: str, content: bytes) -> dict[str, str]:
    return {
        f"{kind}_file": name,
        f"{kind}_bytes": str(len(content)),
        f"{kind}_sha256": sha256_hex(content),
    }


def roster_csv(rosters: Iterable[Sequence[tuple[str, str]]]) -> bytes:
    """Return ``roster.csv`` with every name of several rosters once, in order."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(("kind", "value"))
    writer.writerows(dict.fromkeys(entry for roster in rosters for entry in roster))
    return table.getvalue().encode()


def sha256_hex(content: bytes) -> str:
    """Return the digest as a manifest states it."""
    return hashlib.sha256(content).hexdigest()
