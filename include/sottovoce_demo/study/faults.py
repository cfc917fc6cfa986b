"""What is made wrong with interviews and manifests on purpose, one fault at a time.

A fault is named by the code of the finding that it has to cause.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from sottovoce_demo.study.damaged import (
    lock_docx,
    rtf_bytes,
    spreadsheet_bytes,
    zip_bomb,
)
from sottovoce_demo.study.words import NOTHING_SAID, polish_interview
from sottovoce_demo.study.writers import write_docx, write_txt

RowFault = Literal[
    "no-consent",
    "consent-after-interview",
    "unknown-role",
    "wrong-site",
    "unknown-participant",
    "duplicate-interview",
    "checksum-mismatch",
    "file-not-sent",
    "empty-transcript",
    "not-a-docx",
    "language-outside-study",
    "password-protected",
    "zip-bomb",
]
ManifestFault = Literal["manifest-not-csv", "manifest-wrong-header", "manifest-wrong-encoding"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One interview on its way into a submission.

    Attributes:
        fields: Cells of its manifest row, without those that describe files.
        listed: The transcript of which the manifest states size and digest.
        sent: The transcript that lies in the folder; None if there is none.
        recording: The name and content of its recording; None if there is none.
    """

    fields: dict[str, str] = field(repr=False)
    listed: bytes = field(repr=False)
    sent: bytes | None = field(repr=False)
    recording: tuple[str, bytes] | None = field(default=None, repr=False)


def break_row(draft: Draft, fault: RowFault, sites: Sequence[str]) -> Draft:
    """Return the draft with one thing wrong.

    Args:
        draft: A sound interview.
        fault: What to make wrong.
        sites: Codes of all sites of the study, at least two.
    """
    if fault == "wrong-site":
        return _with(draft, site_code=_other(draft.fields["site_code"], sites))
    return _ROW_FAULTS[fault](draft)


def break_manifest(manifest: str, fault: ManifestFault) -> bytes:
    """Return the bytes of a manifest that can't be read as one."""
    return _MANIFEST_FAULTS[fault](manifest)


def _with(draft: Draft, **cells: str) -> Draft:
    return replace(draft, fields=draft.fields | cells)


def _holding(content: bytes) -> Callable[[Draft], Draft]:
    return lambda draft: replace(draft, listed=content, sent=content)


def _other(site: str, sites: Sequence[str]) -> str:
    return next(each for each in sites if each != site)


def _sign_later(draft: Draft) -> Draft:
    interviewed = date.fromisoformat(draft.fields["interview_date"])
    return _with(draft, consent_date=(interviewed + timedelta(days=9)).isoformat())


def _edit_after_listing(draft: Draft) -> Draft:
    # As long as before, so that nothing but the digest can tell.
    return replace(draft, sent=draft.listed.replace(b"six years", b"ten years"))


def _lock(draft: Draft) -> Draft:
    return _holding(lock_docx(draft.listed))(draft)


def _in_own_words(manifest: str) -> str:
    header, rows = manifest.split("\r\n", 1)
    renamed = header.replace("participant_code", "Participant").replace("consent_date", "Signed on")
    return f"{renamed}\r\n{rows}"


_ROW_FAULTS: dict[RowFault, Callable[[Draft], Draft]] = {
    "no-consent": lambda draft: _with(draft, consent_transcript="no"),
    "consent-after-interview": _sign_later,
    "unknown-role": lambda draft: _with(draft, role="receptionist"),
    "unknown-participant": lambda draft: _with(
        draft, participant_code=f"{draft.fields['site_code']}-p77"
    ),
    "duplicate-interview": lambda draft: draft,  # what is wrong is that it was sent before
    "checksum-mismatch": _edit_after_listing,
    "file-not-sent": lambda draft: replace(draft, sent=None),
    "empty-transcript": lambda draft: _holding(write_docx(NOTHING_SAID))(draft),
    "not-a-docx": lambda draft: _holding(rtf_bytes())(draft),
    "language-outside-study": lambda draft: _holding(write_txt(polish_interview()))(draft),
    "password-protected": _lock,
    "zip-bomb": lambda draft: _holding(zip_bomb())(draft),
}

_MANIFEST_FAULTS: dict[ManifestFault, Callable[[str], bytes]] = {
    "manifest-not-csv": lambda manifest: spreadsheet_bytes(),
    "manifest-wrong-header": lambda manifest: _in_own_words(manifest).encode(),
    "manifest-wrong-encoding": lambda manifest: manifest.encode("utf-16"),
}
