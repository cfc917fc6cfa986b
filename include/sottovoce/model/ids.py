"""Names of things, typed so that one can't be passed for another."""

import hashlib
from typing import NewType

SiteCode = NewType("SiteCode", str)
"""A study site, as the study file names it, e.g. ``s01``."""

ParticipantCode = NewType("ParticipantCode", str)
"""The code a site uses for a person interviewed, e.g. ``s01-p03``; never a name."""

SubmissionId = NewType("SubmissionId", str)
"""One version of one folder that a site sent, e.g. ``s01-3fa9c2d1ab``."""

InterviewId = NewType("InterviewId", str)
"""One row of one submission's manifest, e.g. ``s01-3fa9c2d1ab-r02``."""

InterviewCode = NewType("InterviewCode", str)
"""One interview of the study, whichever submission brought it, e.g. ``s01-i7k3q9d2a``.

From the vault: it must not give away the participant code and the day it stands for."""


def submission_id(site: SiteCode, folder: str, manifest_sha256: str) -> SubmissionId:
    """Return the id of this version of a folder; the same bytes give the same id.

    The folder's name goes into a hash with the manifest's, because a site may have put
    a person's name in it and ids are seen by everyone.
    """
    return SubmissionId(f"{site}-{_short_hash(site, folder, manifest_sha256, length=10)}")


def interview_id(submission: SubmissionId, row: int) -> InterviewId:
    """Return the id of one manifest row; row 0 stands for a manifest nobody could read."""
    return InterviewId(f"{submission}-r{row:02d}")


def _short_hash(*parts: str, length: int) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]
