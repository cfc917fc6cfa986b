"""Where the words of a transcript are in a recording file."""

from contextlib import closing
from pathlib import Path

from sottovoce.adapters.alignment.sound import Sound
from sottovoce.adapters.alignment.sphinx import SphinxAligner
from sottovoce.deidentify.audio.locating import locate_turns
from sottovoce.deidentify.audio.written_times import add_written_times
from sottovoce.model.recordings import LocatedWords
from sottovoce.model.transcripts import Transcript


def locate_words(recording: Path, transcript: Transcript, *, duration_s: float) -> LocatedWords:
    """Return where the words of a transcript are in its recording.

    Where a turn can't be found in the sound, word times that stand in the transcript are used, if
    the turns around it bear them out.

    Takes about a twentieth of the recording's length on one core, and under 400 MB.

    Args:
        recording: The recording as the site sent it.
        transcript: Its original words.
        duration_s: Decoded length of the recording in seconds, as in ``RecordingFacts``.

    Raises:
        UnreadableUpload: The recording is damaged, or not one.
    """
    with closing(Sound(recording)) as sound:
        found = locate_turns(transcript, sound.read, SphinxAligner(), duration_s=duration_s)
    return add_written_times(transcript, found, duration_s=duration_s)
