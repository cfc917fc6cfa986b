"""Put together everything the store keeps of one interview."""

from dataclasses import dataclass

from sottovoce.model.ids import InterviewCode, InterviewId
from sottovoce.model.manifests import ManifestRow
from sottovoce.model.releases import CleanTranscript, Release


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a release comes from and how it was made.

    Attributes:
        interview_id: The submission row it came from.
        source_sha256: Digest of the transcript as the site sent it.
        policy_fingerprint: Which policy found the identifiers.
        software_version: Which version of this package did it.
        reviewed: Whether a person looked.
    """

    interview_id: InterviewId
    source_sha256: str
    policy_fingerprint: str
    software_version: str
    reviewed: bool


def build_release(
    row: ManifestRow,
    code: InterviewCode,
    participant: str,
    lineage: Lineage,
    transcript: CleanTranscript,
) -> Release:
    """Return what the store keeps; the day of the interview and the site's codes stay behind.

    Args:
        row: The interview as its site described it.
        code: The interview's code in the store.
        participant: The person's study code, from the vault.
        lineage: Where it comes from.
        transcript: The words without identifiers.
    """
    return Release(
        interview_code=code,
        site=row.site_code,
        participant=participant,
        role=row.role,
        interview_month=f"{row.interview_date:%Y-%m}",
        language=row.language,
        interview_id=lineage.interview_id,
        source_sha256=lineage.source_sha256,
        policy_fingerprint=lineage.policy_fingerprint,
        software_version=lineage.software_version,
        reviewed=lineage.reviewed,
        transcript=transcript,
    )
