"""What can be wrong with a transcript file, in words for the person who sent it."""

from typing import NamedTuple

from sottovoce.errors import UnreadableUpload


class Problem(NamedTuple):
    """One way in which a file can't be read.

    Attributes:
        code: Stable short name of the finding.
        problem: What is wrong, a sentence ending in a full stop.
        fix: What the site has to do, imperative, ending in a full stop.
    """

    code: str
    problem: str
    fix: str


PROBLEMS = {
    "unknown suffix": Problem(
        "unknown-format",
        "The file's name does not end in .docx, .vtt, .srt, .json or .txt.",
        "Save the transcript as a Word document (.docx), .vtt, .srt, .json or .txt and "
        "send it again.",
    ),
    "another kind of file": Problem(
        "unknown-format",
        "The file is not plain text, although its name says so.",
        "Open the transcript in the program that made it, save it as .docx or plain text "
        "and send it again.",
    ),
    "old word file": Problem(
        "not-a-docx",
        "The file is in the old Word format (.doc), although its name says .docx.",
        'Open the file in Word, choose "Save as" and "Word Document (.docx)" and send it again.',
    ),
    "not a zip": Problem(
        "not-a-docx",
        "The file's name says .docx, but it is not a Word document.",
        "Open the transcript in the program that made it, save it as .docx and send it again.",
    ),
    "no document inside": Problem(
        "not-a-docx",
        "The file's name says .docx, but there is no Word document in it.",
        "Open the transcript in Word, save it as .docx and send it again.",
    ),
    "macros inside": Problem(
        "not-a-docx",
        "The Word document contains macros, which are not accepted.",
        'Save the document in Word as "Word Document (.docx)" without macros and send it again.',
    ),
    "damaged": Problem(
        "damaged-docx",
        "The Word document is damaged or incomplete.",
        "Check that the document opens in Word, save it again and send the new copy.",
    ),
    "password": Problem(
        "password-protected",
        "The Word document is protected by a password.",
        "Remove the password in Word (File, Info, Protect Document) and send the document again.",
    ),
    "unpacks too large": Problem(
        "zip-bomb",
        "The Word document unpacks to far more than a transcript can hold.",
        "Copy the words into a new Word document, without pictures or attachments, "
        "and send that one.",
    ),
    "unsafe": Problem(
        "unsafe-xml",
        "The inside of the Word document is built in a way that is not safe to read.",
        "Copy the words into a new Word document and send that one.",
    ),
    "too long": Problem(
        "too-large",
        "The transcript is longer than one interview can be.",
        "Send one file for each interview and check that this is the right file.",
    ),
    "not text": Problem(
        "undecodable-text",
        "The file can't be read as text.",
        "Open the transcript in a text editor, save it as plain text in UTF-8 and send it again.",
    ),
    "no times": Problem(
        "damaged-times",
        "The subtitle file contains no line with a start and an end time.",
        "Export the subtitles again, or send the words as a .txt file.",
    ),
    "not recognized": Problem(
        "damaged-json",
        "The file is not the JSON that Whisper writes, or it is damaged or incomplete.",
        "Export the transcript again from the program that made it, or send the words as a .txt "
        "file.",
    ),
    "no words": Problem(
        "empty-transcript",
        "The transcript contains no words.",
        "Check that this is the finished transcript and send the one with the words in it.",
    ),
}
"""Every problem of a transcript file, by a short name that only this package uses."""


def unreadable(name: str) -> UnreadableUpload:
    """Return the error for one entry of :data:`PROBLEMS`, ready to be raised."""
    code, problem, fix = PROBLEMS[name]
    return UnreadableUpload(problem, where="transcript file", fix=fix, code=code)
