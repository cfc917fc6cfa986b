"""Rules of a recording, each from facts to a finding."""

from collections.abc import Iterator

from sottovoce.deidentify.audio.problems import found
from sottovoce.deidentify.audio.sides import change_sides
from sottovoce.model.recordings import LocatedWords, RecordingFacts, RecordingFinding
from sottovoce.model.transcripts import Transcript

SUFFIXES = {
    "wav": ("wav", "wave", "bwf", "rf64"),
    "flac": ("flac",),
    "mp3": ("mp3",),
    "mp4": ("m4a", "mp4", "aac", "mov", "3gp"),
    "ogg": ("ogg", "oga", "opus"),
}
"""How the name of a recording may end, by what its bytes are."""

EXACT_TOLERANCE_S = 0.02
ESTIMATE_TOLERANCE_S = 0.5
"""An encoder's padding may be counted in a header or not."""

SILENT_PEAK = 0.001
"""Minus 60 dB: less than the noise of any microphone in a room."""

CLIPPED_SHARE = 0.0005
CANCELLING = -0.95
LOW_SAMPLE_RATE_HZ = 16_000
TRANSCRIPT_TOLERANCE_S = 2.0
"""Transcribers round, and let the last line stand a little longer."""

MOST_WORDS_PER_S = 6
"""Nobody speaks faster for the length of a turn."""

MIN_TURNS_TO_JUDGE = 5
MIN_SHARE_LOCATED = 0.4


def check_recording(
    facts: RecordingFacts, *, suffix: str | None = None, stated_bytes: int | None = None
) -> list[RecordingFinding]:
    """Return what is wrong with a recording by itself.

    Args:
        facts: What a pass over the recording showed.
        suffix: What stands behind the last dot of the file's name; None to leave it unchecked.
        stated_bytes: The size that the manifest states; None if it states none.
    """
    names = [
        *_length_problems(facts),
        *_file_problems(facts, suffix, stated_bytes),
        *_level_problems(facts),
    ]
    return [found(name) for name in names]


def check_against_transcript(
    facts: RecordingFacts, transcript: Transcript
) -> list[RecordingFinding]:
    """Return what shows that a transcript does not fit its recording, before any alignment."""
    names = []
    last_s = _last_time_s(transcript)
    if not facts.has_end_mark:
        last_s = max(last_s, _last_word_s(transcript))
    if last_s > facts.duration_s + TRANSCRIPT_TOLERANCE_S:
        names.append("shorter than transcript")
    if change_sides(facts.levels_db, transcript.turns):
        names.append("swapped channels")
    return [found(name) for name in names]


def check_located(located: LocatedWords) -> list[RecordingFinding]:
    """Return a finding when so few turns were located that the transcript is another one's.

    A share of a handful of turns tells little, but none at all tells enough: the times of a
    transcript of something else say nothing of where a name is.
    """
    is_judged = len(located.turns) >= MIN_TURNS_TO_JUDGE
    least = MIN_SHARE_LOCATED if is_judged else 0.0
    if located.share_located < least or located.share_located == 0.0:
        return [found("other transcript")]
    return []


def _length_problems(facts: RecordingFacts) -> Iterator[str]:
    if facts.header_duration_s is not None:
        excess_s = facts.duration_s - facts.header_duration_s
        tolerance_s = EXACT_TOLERANCE_S if facts.is_header_exact else ESTIMATE_TOLERANCE_S
        if excess_s < -tolerance_s:
            yield "cut short"
        elif excess_s > tolerance_s:
            yield "goes on"
    if facts.is_cut_off:
        yield "breaks off"
    elif not facts.has_end_mark:
        yield "no end mark"
    if facts.n_packet_errors:
        yield "bad packets"


def _file_problems(
    facts: RecordingFacts, suffix: str | None, stated_bytes: int | None
) -> Iterator[str]:
    if suffix is not None and suffix.lower() not in SUFFIXES[facts.container]:
        yield "wrong suffix"
    if stated_bytes is not None and stated_bytes != facts.n_bytes:
        yield "other size"
    if facts.sample_rate_hz < LOW_SAMPLE_RATE_HZ:
        yield "low sample rate"


def _level_problems(facts: RecordingFacts) -> Iterator[str]:
    is_silent = [channel.peak < SILENT_PEAK for channel in facts.channels]
    if all(is_silent):
        yield "silence"
    elif any(is_silent):
        yield "silent channel"
    if facts.channel_correlation < CANCELLING:
        yield "inverted channel"
    if any(channel.clipped_share > CLIPPED_SHARE for channel in facts.channels):
        yield "clipping"


def _last_time_s(transcript: Transcript) -> float:
    times = [time for turn in transcript.turns for time in (turn.start_s, turn.end_s) if time]
    return max(times, default=0.0)


def _last_word_s(transcript: Transcript) -> float:
    """Return when the last word is said at the earliest; 0 without any times.

    A file that may have been cut off between two words of the last turn is not known by its times.
    """
    ends = (
        turn.start_s + len(turn.text.split()) / MOST_WORDS_PER_S
        for turn in transcript.turns
        if turn.start_s is not None
    )
    return max(ends, default=0.0)
