"""Recordings: what is known of one, when things were said in it, and what is muted.

All times are seconds from the first sample, all intervals half-open. Nothing here holds a word.
"""

from dataclasses import dataclass
from typing import Literal

from sottovoce.model.findings import Finding
from sottovoce.model.spans import EntityType

How = Literal["words", "aligned", "turn"]
"""Where the times of a muted stretch come from, most exact first.

``words``: word times that stood in the transcript. ``aligned``: word times found in the sound.
``turn``: no word time was found, so the whole turn is muted.
"""

Method = Literal["silence", "tone"]
"""What a listener hears in place of an identifier."""


@dataclass(frozen=True, slots=True, order=True)
class TimedWord:
    """One word of a transcript: where it stands and when it was said.

    Attributes:
        turn_index: Position of its turn in the transcript, from 0.
        start_char: First character, counted in the turn's text.
        end_char: One past the last character.
        start_s: When it begins.
        end_s: When it ends.
    """

    turn_index: int
    start_char: int
    end_char: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class LocatedTurn:
    """One turn of a transcript in the recording.

    Attributes:
        turn_index: Position in the transcript, from 0.
        start_s: Where the turn may begin at the earliest; None if nothing is known.
        end_s: Where it may end at the latest; None if nothing is known.
        words: Its words in spoken order; empty when none was located.
        how: Where the times of ``words`` come from; ``turn`` when they are empty.
    """

    turn_index: int
    start_s: float | None
    end_s: float | None
    words: tuple[TimedWord, ...] = ()
    how: How = "turn"


@dataclass(frozen=True, slots=True)
class LocatedWords:
    """Every turn of one transcript, in order, with the times of its words."""

    turns: tuple[LocatedTurn, ...]

    @property
    def share_located(self) -> float:
        """Share of the turns whose words were located; 1 for a transcript without turns."""
        n_located = sum(1 for turn in self.turns if turn.words)
        return n_located / len(self.turns) if self.turns else 1.0


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of a recording in which somebody is identified, ``start_s <= t < end_s``.

    Attributes:
        start_s: Where it begins, padding included.
        end_s: Where it ends, padding included.
        entity_types: What is said there, each type once, in alphabetical order.
        how: The least exact of the ways in which its parts were located.
    """

    start_s: float
    end_s: float
    entity_types: tuple[EntityType, ...]
    how: How


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """How loud one channel is.

    Attributes:
        peak: Largest absolute sample, full scale is 1.
        rms: Root of the mean square, full scale is 1.
        clipped_share: Share of the samples that lie in a run at full scale.
    """

    peak: float
    rms: float
    clipped_share: float


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What one pass over a recording showed.

    Attributes:
        container: ``wav``, ``flac``, ``mp3``, ``mp4`` or ``ogg``, from the bytes, not the name.
        codec: Name of the decoder, e.g. ``pcm_s24le``.
        sample_rate_hz: Samples a second and channel.
        n_samples: Decoded samples a channel.
        header_duration_s: Length that the file states of itself; None if it states none.
        is_header_exact: The container states its length in samples, so that no tolerance for an
            encoder's estimate is needed.
        has_end_mark: False when the container should have a mark at its end and has none.
        n_bytes: Size of the file.
        n_packet_errors: Packets that could not be decoded.
        channels: One entry a channel, left first.
        channel_correlation: Correlation of the first two channels, -1 to 1; 0 for mono.
        levels_db: Level of each channel in each whole second, in decibels below full scale.
        is_cut_off: The file ends where its container can't end, so something is missing.
    """

    container: str
    codec: str
    sample_rate_hz: int
    n_samples: int
    header_duration_s: float | None
    is_header_exact: bool
    has_end_mark: bool
    n_bytes: int
    n_packet_errors: int
    channels: tuple[ChannelFacts, ...]
    channel_correlation: float
    levels_db: tuple[tuple[float, ...], ...] = ()
    is_cut_off: bool = False

    @property
    def duration_s(self) -> float:
        """Decoded length in seconds."""
        return self.n_samples / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class RecordingFinding:
    """Something about a recording that its site or a listener should know.

    Attributes:
        finding: What it is.
        keeps_back: The recording must not leave; otherwise it is a note.
    """

    finding: Finding
    keeps_back: bool
