"""Where the words of a transcript are in a recording file."""

from pathlib import Path

from sottovoce.adapters.alignment.sound import Sound
from sottovoce.adapters.alignment.sphinx import SphinxAligner
from sottovoce.deidentify.audio.locating import locate_turns
from sottovoce.model.recordings import LocatedWords
from sottovoce.model.transcripts import Transcript


def locate_words(recording: Path, transcript: Transcript, *, duration_s: float) -> LocatedWords:
    """Return where the words of a transcript are in its recording.

    Takes about a twentieth of the recording's length on one core, and under 400 MB.

    Args:
        recording: The recording as the site sent it.
        transcript: Its original words.
        duration_s: Decoded length of the recording in seconds, as in ``RecordingFacts``.

    Raises:
        UnreadableUpload: The recording is damaged, or not one.
    """
    return locate_turns(transcript, Sound(recording).read, SphinxAligner(), duration_s=duration_s)
