"""A released interview as a file."""

import json
from dataclasses import asdict

from sottovoce.model.releases import CleanTranscript, CleanTurn, Release


def as_json(release: Release) -> bytes:
    """Return everything of a release as one JSON object, UTF-8."""
    return json.dumps(asdict(release), ensure_ascii=False, indent=1).encode()


def as_text(release: Release) -> bytes:
    """Return a header line, a blank one, and :func:`transcript_as_text`, UTF-8."""
    header = f"# {release.interview_code}; role: {release.role}; month: {release.interview_month}"
    return f"{header}\n\n{transcript_as_text(release.transcript)}".encode()


def transcript_as_text(transcript: CleanTranscript) -> str:
    """Return the words as people read them, one turn a line.

    ``[00:01:02] Interviewer: …``; the time and the label are left out where there are none.
    """
    return "".join(f"{_line(turn)}\n" for turn in transcript.turns)


def _line(turn: CleanTurn) -> str:
    start = "" if turn.start_s is None else f"[{_clock(turn.start_s)}] "
    label = "" if turn.speaker is None else f"{turn.speaker}: "
    return f"{start}{label}{' '.join(turn.text.split())}"


def _clock(seconds: float) -> str:
    minutes, s = divmod(int(seconds), 60)
    hours, m = divmod(minutes, 60)
    return f"{hours:02d}:{m:02d}:{s:02d}"
