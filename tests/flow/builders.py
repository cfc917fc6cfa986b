"""What a site writes."""

import hashlib

from sottovoce.model.manifests import MANIFEST_COLUMNS

TALK = """[00:00:01] Interviewer: How did you come to be a peer worker here, and what was it like?
[00:00:09] Respondent: My name is Maureen Pickersgill and I live in Halifax, and I started after
a long time of using the service myself. Dr Okonkwo-Bright asked me whether I would like to try it.
[00:00:31] Interviewer: And what does a day look like, Maureen, when it goes well for you?
"""


def a_row(transcript: bytes, file: str = "talk.txt", **cells: str) -> dict[str, str]:
    return {
        **dict.fromkeys(MANIFEST_COLUMNS, ""),
        "site_code": "s01",
        "participant_code": "s01-p01",
        "role": "peer_worker",
        "interview_date": "2026-03-05",
        "interviewer_code": "int-1",
        "language": "en",
        "consent_transcript": "yes",
        "consent_audio": "no",
        "consent_date": "2026-03-01",
        "transcript_file": file,
        "transcript_bytes": str(len(transcript)),
        "transcript_sha256": hashlib.sha256(transcript).hexdigest(),
        **cells,
    }


def a_manifest(*rows: dict[str, str]) -> bytes:
    lines = [MANIFEST_COLUMNS, *([row[c] for c in MANIFEST_COLUMNS] for row in rows)]
    return "\r\n".join(",".join(line) for line in lines).encode()
