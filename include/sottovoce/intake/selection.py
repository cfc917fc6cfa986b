"""Which files of a folder are taken: each once, and only with consent."""

from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from sottovoce.intake.manifests import TableRow
from sottovoce.model.findings import Finding
from sottovoce.model.manifests import MANIFEST_NAME

_CONSENT = {
    "transcript": ("consent_transcript", {"yes"}),
    "recording": ("consent_audio", {"yes", "disguised"}),
}


class Sized(Protocol):
    """What a listing says of one file."""

    @property
    def n_bytes(self) -> int:
        """Its size."""


F = TypeVar("F", bound=Sized)


class Selection(Generic[F]):
    """The files of one folder, to be shared out among the rows of its manifest."""

    def __init__(self, present: Mapping[str, F], max_recording_bytes: int) -> None:
        """Keep what lies in the folder.

        Args:
            present: Files by name.
            max_recording_bytes: A larger recording is refused.
        """
        self._present = present
        self._max_recording_bytes = max_recording_bytes
        self._taken: set[str] = set()

    def take(self, row: TableRow) -> tuple[dict[str, F], list[Finding]]:
        """Return the files of a row, by kind, and why others of it are refused.

        What the participant did not agree to is left where it is, without a finding: a missing
        consent to the transcript has a finding of its own, and a recording may be refused.
        """
        wanted: dict[str, F] = {}
        refused: list[Finding] = []
        for kind, (consent, agreeing) in _CONSENT.items():
            name = row.values.get(f"{kind}_file", "")
            agreed = row.values.get(consent, "").lower() in agreeing
            if not agreed or name not in self._present:
                continue
            if finding := self._refusal(row, kind, name):
                refused.append(finding)
            else:
                self._taken.add(name)
                wanted[kind] = self._present[name]
        return wanted, refused

    def _refusal(self, row: TableRow, kind: str, name: str) -> Finding | None:
        where = f"{MANIFEST_NAME} row {row.row}, {kind} file"
        if name in self._taken:
            return Finding(
                "file-listed-twice",
                where,
                "Another row of the manifest lists the same file.",
                "Give each interview files of its own, or delete the row that is too many.",
            )
        if kind == "recording" and self._present[name].n_bytes > self._max_recording_bytes:
            return Finding(
                "recording-too-large",
                where,
                f"The recording has more than {self._max_recording_bytes // 1_000_000} MB.",
                "Send it as mp3, m4a or flac, or send the transcript alone.",
            )
        return None
