"""Clean recordings on their way to analysts, and back when a consent ends."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sottovoce.adapters.kept_recordings import KeptRecording
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.intake.manifests import read_manifest_table
from sottovoce.load import with_times
from sottovoce.model.findings import Finding
from sottovoce.model.manifests import ManifestRow
from sottovoce.model.recordings import LocatedWords
from sottovoce.model.releases import CleanTranscript, Release, ReleasedRecording
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.steps.recording_files import intervals_as_json
from sottovoce.steps.recordings import Sound, clean_recording
from sottovoce.steps.workplace import Workplace
from sottovoce.validation.rows import typed_row

CONTAINERS = ("flac", "ogg", "wav")
"""How the names of clean recordings end."""

INTERVALS = "muted-intervals.json"
"""What the file of what was muted is called; no profile can have a hyphen in its name."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A release with its sound.

    Attributes:
        release: The interview in the profile ``team``.
        others: Its words in every other profile.
        sound: What became of its recording.
    """

    release: Release
    others: Mapping[str, CleanTranscript]
    sound: Sound

    def publish(self, place: Workplace) -> set[str]:
        """Copy the clean recording to the bucket ``clean``, and what was muted beside it.

        Returns:
            The keys that were written; empty when only the words are released.
        """
        recording, clean = self.release.recording, self.sound.clean
        if recording is None or clean is None:
            return set()
        bucket = place.settings.clean_bucket
        beside = f"{recording.object_key.rpartition('.')[0]}.{INTERVALS}"
        self.sound.kept.give(clean, bucket, recording.object_key)
        muted = intervals_as_json(recording.muted).encode()
        place.objects.put(bucket, beside, muted, content_type="application/json")
        return {recording.object_key, beside}


def with_sound(
    place: Workplace,
    record: InterviewRecord,
    source: tuple[ManifestRow, MarkedTranscript],
    release: Release,
    others: Mapping[str, CleanTranscript],
) -> Heard:
    """Return a release with its recording muted where these words name somebody.

    Every turn gets the times at which it can be heard, in every profile.

    Args:
        place: Where everything is.
        record: The interview.
        source: What its site said of it; its words, and the identifiers taken out of them.
        release: The clean words in the profile ``team``.
        others: The clean words in every other profile.

    Raises:
        TransientError: A store did not answer, or the disk is full.
    """
    sound = clean_recording(place, record, *source)
    if sound.clean is None:
        return Heard(release, others, sound)
    clean, located = sound.clean, sound.located or LocatedWords(())
    recording = ReleasedRecording(
        object_key=f"{release.site}/{release.interview_code}.{clean.container}",
        duration_s=clean.duration_s,
        sample_rate_hz=clean.sample_rate_hz,
        n_channels=clean.n_channels,
        n_bytes=clean.file.n_bytes,
        sha256=clean.file.sha256,
        is_disguised=clean.is_disguised,
        muted=clean.muted,
    )

    def timed(transcript: CleanTranscript) -> CleanTranscript:
        return with_times(transcript, located, duration_s=clean.duration_s)

    played = replace(release, recording=recording, transcript=timed(release.transcript))
    return Heard(played, {name: timed(each) for name, each in others.items()}, sound)


def draft_recording(place: Workplace, record: InterviewRecord, marked: MarkedTranscript) -> Sound:
    """Clean the recording of an interview that was searched just now, for its release.

    Where the newest manifest says that there is no consent to sound any more, the sound of the
    versions before is taken out at once: a release may have to wait for a person.
    """
    row = manifest_row(place, record)
    if not row.consents_to_audio:
        take_back_recordings(place, record)
    return clean_recording(place, record, row, marked)


def manifest_row(place: Workplace, record: InterviewRecord) -> ManifestRow:
    """Return what its site says of an interview."""
    originals = Originals(place.objects, place.settings.raw_bucket)
    table = read_manifest_table(originals.manifest(record.submission_id))
    values = next(row.values for row in table.rows if row.row == record.row)
    return typed_row(values, record.row)


def untold_findings(place: Workplace, record: InterviewRecord, sound: Sound) -> list[Finding]:
    """Return what the site should know of a recording and has not been told yet."""
    told = place.ledger.findings(record.interview_id)
    return [finding for finding in sound.findings if finding not in told]


def take_back_recordings(place: Workplace, record: InterviewRecord) -> None:
    """Take out the sound of every other version of an interview, because consent to it ended.

    The originals wait for a person's decision: nothing is destroyed by itself.
    """
    for other in place.ledger.other_versions(record):
        kept = KeptRecording(place.objects, place.settings.raw_bucket, other.interview_id)
        kept.retire("consent")
        if other.interview_code is not None:
            place.store.remove_recording(other.interview_code)
            _remove_objects(place, f"{other.site}/{other.interview_code}")


def _remove_objects(place: Workplace, name: str) -> None:
    for ending in (*CONTAINERS, INTERVALS):
        place.objects.delete(place.settings.clean_bucket, f"{name}.{ending}")
