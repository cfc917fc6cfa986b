"""What can be wrong with a recording, in words for the person who sent it."""

from typing import NamedTuple

from sottovoce.errors import UnreadableUpload
from sottovoce.model.findings import Finding
from sottovoce.model.recordings import RecordingFinding

RECORDING_FILE = "recording file"
"""Where every finding of a recording is: the file has a name, but nobody is told it."""


class Problem(NamedTuple):
    """One thing that can be wrong with a recording.

    Attributes:
        code: Stable short name of the finding.
        problem: What is wrong, a sentence ending in a full stop.
        fix: What the site has to do, imperative, ending in a full stop.
        keeps_back: The recording must not leave; otherwise it is a note.
    """

    code: str
    problem: str
    fix: str
    keeps_back: bool = True


_AGAIN = "Play the recording on the device that made it, export it again and send the new copy."

UNREADABLE = {
    "empty": Problem(
        "empty-recording",
        "There is no sound in the file.",
        "Check that this is the finished recording and send it again.",
    ),
    "no recording": Problem(
        "unknown-format",
        "The file is not a recording in a format that can be read.",
        "Save the recording as wav, flac, mp3, m4a or ogg and send it again.",
    ),
    "damaged": Problem(
        "damaged-recording", "The recording is damaged or incomplete and can't be read.", _AGAIN
    ),
    "hangs": Problem(
        "unreadable-in-time",
        "The recording took far longer to read than its length explains, so reading was stopped.",
        "Save the recording as wav or flac with another program and send that file.",
    ),
    "several tracks": Problem(
        "several-tracks",
        "The file has more than one sound track, and only one can be checked.",
        "Export the recording with a single track, mono or stereo, and send it again.",
    ),
    "too many channels": Problem(
        "too-many-channels",
        "The recording has more than two channels.",
        "Export the recording in mono or stereo and send it again.",
    ),
    "sample rate": Problem(
        "sample-rate-outside",
        "The recording has fewer than 8,000 or more than 96,000 samples a second.",
        "Export the recording with 16,000, 44,100 or 48,000 samples a second and send it again.",
    ),
    "changes midway": Problem(
        "recording-changes",
        "The sample rate or the number of channels changes in the middle of the recording.",
        "Export the recording as one wav or flac file and send it again.",
    ),
    "too long": Problem(
        "recording-too-long",
        "The recording is longer than an interview can be (4 hours).",
        "Send one file for each interview and check that this is the right file.",
    ),
}
"""What stops the reading of a recording, by a short name."""

BY_FACTS = {
    "cut short": Problem(
        "recording-cut-short", "The sound ends before the length that the file states.", _AGAIN
    ),
    "goes on": Problem(
        "recording-longer-than-stated",
        "The sound goes on after the length that the file states.",
        _AGAIN,
    ),
    "breaks off": Problem(
        "recording-cut-short", "The file breaks off, so the end of the sound is missing.", _AGAIN
    ),
    "no end mark": Problem(
        "recording-without-end",
        "The file has no mark at its end, so it may have been cut off.",
        "Check that the end of the interview can be heard.",
        keeps_back=False,
    ),
    "bad packets": Problem(
        "damaged-packets", "Parts of the recording are damaged and can't be heard.", _AGAIN
    ),
    "other size": Problem(
        "size-mismatch",
        "The recording does not have the size that the manifest states.",
        "Send the recording again, or correct its size and sha256 in the manifest.",
    ),
    "wrong suffix": Problem(
        "wrong-suffix",
        "The file's name ends like that of another kind of recording.",
        "Rename the file to what it is, or export it again.",
        keeps_back=False,
    ),
    "silence": Problem(
        "silent-recording",
        "Nothing can be heard in the whole recording.",
        "Check the microphone and that this is the right file.",
    ),
    "silent channel": Problem(
        "silent-channel",
        "One of the two channels is silent.",
        "Check that everybody can be heard.",
        keeps_back=False,
    ),
    "inverted channel": Problem(
        "inverted-channel",
        "The two channels cancel each other out when they are played as one.",
        "Check the cable of the second microphone; invert one channel and send the recording "
        "again.",
    ),
    "swapped channels": Problem(
        "swapped-channels",
        "The speakers change sides in the middle of the recording.",
        "Check that the recording was not joined from two with the channels swapped.",
        keeps_back=False,
    ),
    "clipping": Problem(
        "clipped-recording",
        "The recording is so loud that it is distorted.",
        "Turn the microphone down for the next interview.",
        keeps_back=False,
    ),
    "low sample rate": Problem(
        "low-sample-rate",
        "The recording has fewer than 16,000 samples a second, so words are located less well.",
        "Record with 16,000 samples a second or more if you can.",
        keeps_back=False,
    ),
    "shorter than transcript": Problem(
        "transcript-longer-than-recording",
        "The transcript goes on after the end of the recording.",
        "Check that this transcript belongs to this recording and that the recording is whole.",
    ),
    "other transcript": Problem(
        "transcript-of-another-recording",
        "Most of the transcript can't be heard in this recording.",
        "Check that the row of the manifest lists the transcript and the recording of the same "
        "interview.",
    ),
    "depth reduced": Problem(
        "sound-rounded",
        "The clean recording has 16 bits a sample, because the sound came compressed.",
        "Send wav or flac if every bit of the sound is needed.",
        keeps_back=False,
    ),
    "kept as wav": Problem(
        "kept-as-wav",
        "The clean recording is a wav file, because FLAC can't hold samples of this kind.",
        "Send wav with 16 or 24 bits a sample if a smaller file is wanted.",
        keeps_back=False,
    ),
}
"""What the facts of a recording can show, by a short name."""


def unreadable_recording(name: str) -> UnreadableUpload:
    """Return the error for one entry of :data:`UNREADABLE`, ready to be raised."""
    problem = UNREADABLE[name]
    return UnreadableUpload(
        problem.problem, where=RECORDING_FILE, fix=problem.fix, code=problem.code
    )


def found(name: str) -> RecordingFinding:
    """Return the finding for one entry of :data:`BY_FACTS`."""
    problem = BY_FACTS[name]
    return RecordingFinding(
        Finding(problem.code, RECORDING_FILE, problem.problem, problem.fix), problem.keeps_back
    )
