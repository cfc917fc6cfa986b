"""What is made of a recording before it is released, beside its original in ``raw``.

Where its words are, the clean copy, and what was muted in it: times and types, never a word. The
clean copy stays here until its interview is released, so that nobody hears it before a person
has looked where one has to look.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sottovoce.adapters.byte_streams import BYTES_PER_READ, HashingStream
from sottovoce.adapters.object_errors import ObjectMissing
from sottovoce.adapters.object_store import ObjectStore
from sottovoce.adapters.originals import KeptFile, kept_under
from sottovoce.errors import PrivacyStop, SottovoceError
from sottovoce.model.findings import Finding
from sottovoce.model.ids import InterviewId
from sottovoce.model.objects import Digest
from sottovoce.model.recordings import Interval, LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.spans import EntityType

_MAX_BYTES = 50_000_000


class AlteredRecording(SottovoceError):
    """A clean recording is not what was made; somebody else writes to the bucket."""


@dataclass(frozen=True, slots=True)
class CleanSound:
    """A clean copy.

    Attributes:
        container: ``flac``, ``ogg`` or ``wav``; also how its name ends.
        duration_s: Length in seconds.
        sample_rate_hz: Samples a second and channel of the original.
        n_channels: 1 or 2.
        file: Size and digest.
        is_disguised: Whether the voices were changed.
        muted: What was muted.
    """

    container: str
    duration_s: float
    sample_rate_hz: int
    n_channels: int
    file: Digest
    is_disguised: bool
    muted: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of a recording.

    Attributes:
        made_from: Digest of everything that decides what becomes of it.
        sound: The clean copy; None if the recording stays back.
        n_turns_muted: Turns muted whole, because a word of them was not located.
        findings: Why it stays back, or what is worth knowing.
    """

    made_from: str
    sound: CleanSound | None
    n_turns_muted: int = 0
    findings: tuple[Finding, ...] = ()


class KeptRecording:
    """Reads and writes what is made of one interview's recording."""

    def __init__(self, objects: ObjectStore, bucket: str, interview: InterviewId) -> None:
        self._objects = objects
        self._bucket = bucket
        self._folder = f"{kept_under(interview)}/sound"
        self._original = f"{kept_under(interview)}/recording"

    def download(self, file: KeptFile, path: Path) -> None:
        """Write the original to a file.

        Raises:
            PrivacyStop: It is not what was kept.
        """
        if self._download(file.key, path).sha256 != file.sha256:
            raise PrivacyStop(f"An original in bucket {self._bucket} is not what was kept.")

    def download_clean(self, sound: CleanSound, path: Path) -> None:
        """Write the clean copy to a file.

        Raises:
            AlteredRecording: It is not what was made.
        """
        if self._download(self._key(sound), path) != sound.file:
            raise AlteredRecording(
                "A clean recording was altered since it was made. See who can write to the bucket, "
                "and let the reprocess DAG run."
            )

    def draft(self) -> Draft | None:
        """Return what became of the recording when it was last cleaned; None if it never was."""
        written = self._get("clean.json")
        return _draft(written) if written else None

    def write_draft(self, draft: Draft, path: Path | None) -> None:
        """Keep what became of the recording; what says so is written last."""
        if draft.sound is not None and path is not None:
            with path.open("rb") as file:
                self._objects.upload(self._bucket, self._key(draft.sound), file)
        self._put("clean.json", asdict(draft))

    def give(self, sound: CleanSound, bucket: str, key: str) -> None:
        """Copy the clean copy to where people may hear it.

        Raises:
            AlteredRecording: It is not what was made.
        """
        copied = self._objects.copy_verified(self._bucket, self._key(sound), bucket, key)
        if copied != sound.file:
            self._objects.delete(bucket, key)
            raise AlteredRecording(
                "A clean recording was altered before its release, so it was not given away. See "
                "who can write to the bucket, and let the release DAG run again."
            )

    def located(self, made_from: str) -> LocatedWords | None:
        """Return where the words are; None if that was never found from just this."""
        written = self._get("located.json")
        if not written or written["made_from"] != made_from:
            return None
        return LocatedWords(tuple(_located_turn(turn) for turn in written["turns"]))

    def write_located(self, located: LocatedWords, made_from: str) -> None:
        """Keep where the words are."""
        self._put("located.json", {"made_from": made_from, "turns": asdict(located)["turns"]})

    def retire(self, reason: str) -> None:
        """Leave the original to a person's decision, and delete what was made of it.

        Nothing happens if there is no recording.

        Args:
            reason: Why, in one word.
        """
        if not self._objects.exists(self._bucket, self._original) or self.is_retired:
            return
        since = datetime.now(UTC).isoformat(timespec="seconds")
        self._put("retention.json", {"reason": reason, "since": since})
        for info in list(self._objects.list_objects(self._bucket, f"{self._folder}/")):
            if not info.key.endswith("/retention.json"):
                self._objects.delete(self._bucket, info.key)

    @property
    def is_retired(self) -> bool:
        """Whether the original waits for a person's decision and must not be used."""
        return self._objects.exists(self._bucket, f"{self._folder}/retention.json")

    def _download(self, key: str, path: Path) -> Digest:
        with self._objects.open(self._bucket, key) as stream, path.open("wb") as out:
            hashing = HashingStream(stream)
            while chunk := hashing.read(BYTES_PER_READ):
                out.write(chunk)
        return hashing.digest()

    def _key(self, sound: CleanSound) -> str:
        return f"{self._folder}/clean.{sound.container}"

    def _put(self, name: str, value: object) -> None:
        data = json.dumps(value).encode()
        self._objects.put(
            self._bucket, f"{self._folder}/{name}", data, content_type="application/json"
        )

    def _get(self, name: str) -> dict[str, Any] | None:
        try:
            data = self._objects.read(self._bucket, f"{self._folder}/{name}", max_bytes=_MAX_BYTES)
        except ObjectMissing:
            return None
        loaded: dict[str, Any] = json.loads(data)
        return loaded


def digest_of(path: Path) -> Digest:
    """Return size and digest of a file, read in bounded memory."""
    with path.open("rb") as file:
        hashing = HashingStream(file)
        while hashing.read(BYTES_PER_READ):
            pass
    return hashing.digest()


def n_in_retention(objects: ObjectStore, bucket: str) -> int:
    """Return how many recordings wait for a person's decision."""
    return sum(
        info.key.endswith("/sound/retention.json") for info in objects.list_objects(bucket, "")
    )


def _draft(written: Mapping[str, Any]) -> Draft:
    sound = written["sound"]
    return Draft(
        made_from=written["made_from"],
        sound=_sound(sound) if sound else None,
        n_turns_muted=written["n_turns_muted"],
        findings=tuple(Finding(**finding) for finding in written["findings"]),
    )


def _sound(written: Mapping[str, Any]) -> CleanSound:
    muted = tuple(
        Interval(
            each["start_s"],
            each["end_s"],
            tuple(EntityType(kind) for kind in each["entity_types"]),
            each["how"],
        )
        for each in written["muted"]
    )
    return CleanSound(**{**written, "file": Digest(**written["file"]), "muted": muted})


def _located_turn(written: Mapping[str, Any]) -> LocatedTurn:
    words = tuple(TimedWord(**word) for word in written["words"])
    return LocatedTurn(**{**written, "words": words})
