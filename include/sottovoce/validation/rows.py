"""Manifest rows that passed every rule, with types instead of strings."""

from collections.abc import Mapping
from datetime import date

from sottovoce.errors import StudyConfigError
from sottovoce.model.manifests import ListedFile, ManifestRow
from sottovoce.validation.findings import place_in_manifest


def trimmed(cell: str) -> str | None:
    """Return what a site wrote in a cell, without space around it; None if it left it empty."""
    return cell.strip() or None


def typed_row(values: Mapping[str, str], row: int) -> ManifestRow:
    """Return one manifest row with a type for every field.

    Args:
        values: Cells by column, as the site wrote them, of a row without findings.
        row: Line number in the manifest, header counted as row 1.

    Raises:
        StudyConfigError: A cell has no such type, so the manifest suite let it through. Names
            the row, never the cell.
    """
    typed: ManifestRow | None
    try:
        typed = _typed(values, row)
    except (KeyError, ValueError):
        typed = None
    # Raised out here so that no traceback carries the parser's message, which quotes the cell.
    if typed is None:
        raise StudyConfigError(
            f"{place_in_manifest(row)} passed expectations/manifest.yaml, but a cell of it has the "
            "wrong type. A rule is missing there."
        )
    return typed


def _typed(values: Mapping[str, str], row: int) -> ManifestRow:
    cells = {column: trimmed(cell) or "" for column, cell in values.items()}
    return ManifestRow(
        row=row,
        site_code=cells["site_code"],
        participant_code=cells["participant_code"],
        role=cells["role"],
        interview_date=date.fromisoformat(cells["interview_date"]),
        interviewer_code=cells["interviewer_code"],
        language=cells["language"],
        consents_to_transcript=_yes(cells["consent_transcript"]),
        consents_to_audio=_is_disguised(cells) or _yes(cells["consent_audio"]),
        consent_date=date.fromisoformat(cells["consent_date"]),
        transcript=_listed_file(cells, "transcript"),
        recording=_listed_file(cells, "recording") if cells["recording_file"] else None,
        roster_sha256=cells["roster_sha256"].lower() or None,
        is_voice_disguised=_is_disguised(cells),
    )


def _listed_file(cells: Mapping[str, str], kind: str) -> ListedFile:
    return ListedFile(
        name=cells[f"{kind}_file"],
        n_bytes=int(cells[f"{kind}_bytes"]),
        sha256=cells[f"{kind}_sha256"].lower(),
    )


def _is_disguised(cells: Mapping[str, str]) -> bool:
    return cells["consent_audio"].lower() == "disguised"


def _yes(cell: str) -> bool:
    # Nothing but these two words says anything about consent, save for "disguised" of recordings.
    return {"yes": True, "no": False}[cell.lower()]
