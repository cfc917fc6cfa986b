"""What a site is told of a recording that is not released, or not as a whole."""

from collections.abc import Iterable

from sottovoce.deidentify.audio.problems import BY_FACTS, RECORDING_FILE, UNREADABLE
from sottovoce.model.findings import Finding


def stays_back() -> Finding:
    """Return the finding that comes before the reasons."""
    return Finding(
        "recording-not-released",
        RECORDING_FILE,
        "The recording is not released, for the reason named next to this. The transcript goes on "
        "without it.",
        "Mend what is named and send the folder again, if the recording is to be used.",
    )


def not_agreed() -> Finding:
    """Return the finding of a recording whose participant did not agree to its use."""
    return Finding(
        "recording-without-consent",
        RECORDING_FILE,
        "The manifest lists a recording, but says that the participant did not agree to its use, "
        "so it was not taken. The transcript goes on without it.",
        "If the participant did agree, write yes into consent_audio and send the folder again. "
        "Otherwise take the recording out of the folder.",
    )


def not_located() -> Finding:
    """Return the finding of an identifier that can't be muted, because nobody knows when it is."""
    return Finding(
        "recording-not-located",
        RECORDING_FILE,
        "Some turns with identifying details could not be found in the recording, so those "
        "details can't be muted.",
        "Send a transcript with the time of each turn, for example as vtt or srt.",
    )


def not_cleaned() -> Finding:
    """Return the finding of a recording that failed for a reason that is not the site's."""
    return Finding(
        "recording-not-cleaned",
        RECORDING_FILE,
        "The clean recording could not be shown to be safe, so it was deleted.",
        "Nothing for now. If the study team does not write to you, ask the study's data manager.",
    )


def turns_muted(n_turns: int) -> Finding:
    """Return the note that more was muted than the identifying details."""
    return Finding(
        "turns-muted-whole",
        RECORDING_FILE,
        f"In {n_turns} turns an identifying detail could not be found to the word, so nothing of "
        "these turns can be heard. A member of the study team looks at this interview.",
        "Nothing, unless these turns are to be heard: then check the words and times of the "
        "transcript and send the folder again.",
    )


def still_true(findings: Iterable[Finding], outcome: str | None) -> tuple[Finding, ...]:
    """Return what has been found, without what was said of a recording that is released now.

    Args:
        findings: Everything found, oldest first.
        outcome: What became of the recording last, e.g. ``clean``; None if nothing yet.
    """
    if outcome != "clean":
        return tuple(findings)
    return tuple(
        finding
        for finding in findings
        if finding.where != RECORDING_FILE or finding.code not in _STAYS_BACK
    )


_STAYS_BACK = frozenset(
    {each().code for each in (stays_back, not_agreed, not_located, not_cleaned)}
    | {problem.code for problem in (*UNREADABLE.values(), *BY_FACTS.values()) if problem.keeps_back}
)
