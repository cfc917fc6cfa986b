"""How words are located in a recording, by whatever this installation has for it."""

from pathlib import Path

from sottovoce.deidentify.audio.turn_times import locate_turns
from sottovoce.model.recordings import LocatedWords, RecordingFacts
from sottovoce.model.transcripts import Transcript


def locate_in_recording(
    recording: Path, transcript: Transcript, facts: RecordingFacts
) -> LocatedWords:
    """Return the place of every turn by its times in the transcript.

    Args:
        recording: The file.
        transcript: The original words.
        facts: What a pass over the recording showed.
    """
    del recording
    return locate_turns(transcript, facts.duration_s)
