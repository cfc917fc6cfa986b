"""Rules that need more than one table: other cells, the files, the ledger, the calendar.

Each returns findings, and an empty list when the rule is kept. None quotes a cell, a file name
or a word of the transcript.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

from sottovoce.model.findings import Finding
from sottovoce.model.manifests import ListedFile, ManifestRow
from sottovoce.validation.findings import place_in_manifest

MAX_FOREIGN_SHARE = 0.1
"""More than this in other languages keeps an interview out: its names would not be found."""

MIN_UNDERSTOOD_SHARE = 0.5
"""Less than this in the study's languages keeps an interview out, whatever the rest is."""

FileKind = Literal["transcript", "recording"]


def check_dates(row: ManifestRow, today: date) -> list[Finding]:
    """Return what is wrong with the dates of a row.

    Args:
        row: The interview.
        today: The day on which it is checked.
    """
    findings = []
    if row.consent_date > row.interview_date:
        findings.append(
            Finding(
                "consent-after-interview",
                place_in_manifest(row.row, "column consent_date"),
                "The consent is dated after the interview.",
                "Correct whichever date is wrong. If consent was really given later, write to the "
                "study's data manager before you send this interview again.",
            )
        )
    if row.interview_date > today:
        findings.append(
            Finding(
                "interview-in-future",
                place_in_manifest(row.row, "column interview_date"),
                "The interview is dated in the future.",
                "Correct the date: year, month, day, as in 2026-03-05.",
            )
        )
    return findings


def check_file(
    row: ManifestRow, kind: FileKind, *, arrived_bytes: int, arrived_sha256: str
) -> list[Finding]:
    """Return a finding if a file that arrived is not the file that the row lists.

    Args:
        row: The interview.
        kind: Which of its files.
        arrived_bytes: Size of what arrived.
        arrived_sha256: Hex digest of what arrived.
    """
    listed: ListedFile | None = row.transcript if kind == "transcript" else row.recording
    if listed is None or (listed.n_bytes, listed.sha256) == (arrived_bytes, arrived_sha256.lower()):
        return []
    return [
        Finding(
            "checksum-mismatch",
            place_in_manifest(row.row, f"{kind} file"),
            "The file that arrived is not the file that the manifest describes: it was changed "
            "after the manifest was written, or damaged on the way.",
            "Send the folder again with sottovoce send, which computes sizes and checksums anew.",
        )
    ]


def check_roster(row: ManifestRow, arrived_sha256: str | None) -> list[Finding]:
    """Return a finding if the roster that arrived is not the one that the row counts on.

    Args:
        row: The interview.
        arrived_sha256: Digest of the roster that arrived; None if none did, which is reported
            when the submission is received.
    """
    if None in (row.roster_sha256, arrived_sha256) or row.roster_sha256 == arrived_sha256:
        return []
    return [
        Finding(
            "checksum-mismatch",
            place_in_manifest(row.row, "column roster_sha256"),
            "The roster that arrived is not the roster that the manifest describes, so names "
            "could be missing from it.",
            "Send the folder again with sottovoce send, which computes sizes and checksums anew.",
        )
    ]


def check_duplicate(row: ManifestRow, twin_since: date | None) -> list[Finding]:
    """Return a finding if the same interview was sent before and still counts.

    Args:
        row: The interview.
        twin_since: Day on which an interview of the same participant, role and date, or one with
            the same transcript, was taken in, and is neither quarantined, replaced nor withdrawn;
            None if there is none.
    """
    if twin_since is None:
        return []
    return [
        Finding(
            "duplicate-interview",
            place_in_manifest(row.row),
            "An interview of this participant, role and date, or one with the same transcript, is "
            f"in use already, since {twin_since.day} {twin_since:%B %Y}.",
            "Delete this row if it is the same interview; to correct what you sent before, change "
            "the files in the folder in which you sent it. If it is another interview, check its "
            "date and its transcript file.",
        )
    ]


def check_withdrawn(row: ManifestRow, *, has_withdrawn: bool) -> list[Finding]:
    """Return a finding if the participant has asked to be taken out of the study."""
    if not has_withdrawn:
        return []
    return [
        Finding(
            "participant-withdrawn",
            place_in_manifest(row.row, "column participant_code"),
            "This participant has withdrawn from the study.",
            "Delete this row and its files. If that is a mistake, write to the study's data "
            "manager.",
        )
    ]


def learned_late(row: int) -> Finding:
    """Return the finding of a row whose codes the study learned after the folder had arrived."""
    return Finding(
        "learned-late",
        place_in_manifest(row),
        "The study did not know this participant or role yet when the folder arrived.",
        "Save the manifest again, with a blank line added at its end, and send it.",
    )


def check_language(
    row: ManifestRow, *, shares: Mapping[str, float], languages: Collection[str]
) -> list[Finding]:
    """Return a finding if a transcript, or a good part of it, can't be de-identified.

    Args:
        row: The interview.
        shares: Share of the transcript by ISO 639-1 code; ``und`` where no language is certain.
        languages: ISO 639-1 codes of the study's languages.
    """
    understood = sum(share for language, share in shares.items() if language in languages)
    foreign = 1 - understood - shares.get("und", 0.0)
    if foreign <= MAX_FOREIGN_SHARE and understood >= MIN_UNDERSTOOD_SHARE:
        return []
    return [
        Finding(
            "language-outside-study",
            place_in_manifest(row.row, "transcript file"),
            "The transcript, or a good part of it, is in a language that this study can't "
            "de-identify.",
            "Check that it is the right file. Send a translation, or leave this interview out.",
        )
    ]
