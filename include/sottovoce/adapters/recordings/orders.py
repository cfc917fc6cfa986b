"""What is asked of a pass over a recording, and what comes of it: words without any sound.

Who gives the order need not load what carries it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sottovoce.model.recordings import Interval, RecordingFacts

Method = Literal["silence", "tone"]
"""What is heard instead of an identifier."""
Output = Literal["flac", "opus"]
"""How the clean recording is kept: every sample, or small."""


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
