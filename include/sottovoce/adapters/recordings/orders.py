"""What is asked of a pass over a recording, and what comes of it: words without any sound.

Who gives the order need not load what carries it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sottovoce.model.recordings import Interval, Method, RecordingFacts

Output = Literal["flac", "opus"]
"""How the clean recording is kept: every sample, or small."""

HEARD_RATE_HZ = 16_000
"""Samples a second of an excerpt: what aligners were trained on, and enough for speech."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How voices are disguised.

    Attributes:
        key_hex: The secret that decides the disguise, 16 bytes or more, in hexadecimal digits.
        interview: The interview's code, so that no two interviews are disguised alike.
        utterances_s: When utterances begin, in seconds, earliest first.
    """

    key_hex: str = field(repr=False)
    interview: str
    utterances_s: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of a recording.

    Attributes:
        intervals: What is muted, in any order.
        method: What is heard there instead.
        output: ``flac`` keeps every sample, ``opus`` is small.
        voice: How voices are disguised; None leaves them as they are.
    """

    intervals: Sequence[Interval] = ()
    method: Method = "silence"
    output: Output = "flac"
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is heard of a recording: one channel, 16 bits, 16,000 samples a second.

    Attributes:
        start_s: Where it begins.
        end_s: Where it ends, at the latest where the recording does; None for all of it.
        intervals: What is silent in it, in any order.
    """

    start_s: float = 0.0
    end_s: float | None = None
    intervals: Sequence[Interval] = ()


@dataclass(frozen=True, slots=True)
class CleanRecording:
    """What was written.

    Attributes:
        path: The file.
        container: ``flac``, ``wav`` or ``ogg``.
        is_rounded: Sound that came compressed was rounded to 16 bits.
        facts: What the pass showed of the original.
    """

    path: Path
    container: str
    is_rounded: bool
    facts: RecordingFacts
