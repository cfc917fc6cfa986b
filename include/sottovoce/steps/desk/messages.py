"""Messages to a site: refused when they may tell what is confidential, without quoting it."""

import re
from collections.abc import Callable, Iterator

from sottovoce.adapters.kept_spans import KeptSpans, StaleSpans, words_sha256
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.deidentify.text.rehearse import redacted_surfaces
from sottovoce.deidentify.text.second_look import find_survivors
from sottovoce.errors import RefusedMessage, SiteError
from sottovoce.model.releases import CleanTranscript, CleanTurn
from sottovoce.model.transcripts import Transcript
from sottovoce.review.marks import Verdict
from sottovoce.steps.decided_marks import with_decided_marks
from sottovoce.steps.deidentify import kept_roster, read_transcript
from sottovoce.steps.workplace import Workplace

LONGEST = 500

_EMAIL = re.compile(r"\S@\S")
_DIGITS = re.compile(r"\d(?:[\s()./+-]{0,3}\d){5,}")
_WORD = re.compile(r"[^\W\d_]{3,}")


_UNREADABLE = (
    "The message can't be checked: what is confidential in this interview can't be read now.",
    "Reject the interview under Review without a reason; if it can't be opened there, under "
    "Required Actions in Airflow.",
)
_OTHER_WORDS = (
    "The message can't be checked: a reader masked words that are read otherwise now.",
    "Reject the interview under Review without a reason.",
)


def check_message(place: Workplace, record: InterviewRecord, message: str) -> None:
    """Refuse a message that is too long or may tell what is confidential.

    Receipts lie in the site's bucket, and the ledger keeps what they say for good.

    Raises:
        RefusedMessage: It has more than 500 characters, several lines, an e-mail address, six
            digits or more in a row, or words that are masked in the interview, that a reader
            wants masked, or that are on its roster; or it can't be compared with these.
    """
    if len(message) > LONGEST or not message.strip() or not message.isprintable():
        raise RefusedMessage(
            "The message is empty, has several lines, or more than 500 characters.",
            "Write one short paragraph.",
        )
    if _EMAIL.search(message) or _DIGITS.search(message):
        raise RefusedMessage(
            "The message has an e-mail address or a long number in it.", "Leave it out."
        )
    if _tells(message, _confidential(place, record), place.is_ordinary):
        raise RefusedMessage(
            "The message has words in it that are masked in this interview, or that the site "
            "listed as confidential.",
            "Say where it is instead: the turn, or the time in the recording.",
        )


def _tells(message: str, confidential: set[str], is_ordinary: Callable[[str], bool]) -> bool:
    """Whether a message has confidential words, or a telling one of them, as release would ask."""
    words = {word for each in confidential for word in _WORD.findall(each)}
    telling = {word for word in words if not is_ordinary(word.lower())}
    said = CleanTranscript((CleanTurn(0, None, None, None, message, ()),))
    return bool(find_survivors(said, confidential | telling, is_common=is_ordinary))


def _confidential(place: Workplace, record: InterviewRecord) -> set[str]:
    """Return what the site listed, what is masked, and what readers want masked. Raw words.

    Raises:
        RefusedMessage: Some of it can't be read, so nobody can tell whether a message has it.
    """
    originals = Originals(place.objects, place.settings.raw_bucket)
    try:
        kept = originals.record(record.submission_id)
        listed = {entry.value for entry in kept_roster(place, originals, kept).entries}
        cleaned = place.ledger.cleaned_with(record.interview_id)
        if cleaned is None:  # nobody has searched it or read it here
            return listed
        transcript = read_transcript(place, originals, kept, record.row)
        spans = KeptSpans(place.objects, place.settings.raw_bucket)
        found = spans.read(record.interview_id, transcript, cleaned.detector)
        masked = {*redacted_surfaces(found), *_masked_by_readers(place, record, transcript)}
        # A question that was rejected has its marks in no spans before the next search.
        return listed | masked | redacted_surfaces(with_decided_marks(place, record, found)).keys()
    except (StaleSpans, SiteError):
        raise RefusedMessage(*_UNREADABLE) from None


def _masked_by_readers(
    place: Workplace, record: InterviewRecord, transcript: Transcript
) -> Iterator[str]:
    """Yield what readers mask whose marks are not in effect yet, unfinished readings included."""
    readings, digest = place.readings, words_sha256(transcript.turns)
    with readings.connected():
        for row in readings.current(record.interview_id):
            masks = [m for m in readings.marks(row.reading_id) if m.verdict is Verdict.MASK]
            if masks and row.words_sha256 != digest:
                raise RefusedMessage(*_OTHER_WORDS)
            for mark in masks:
                turn = transcript.turns[mark.turn]
                said = turn.text if mark.field == "text" else turn.speaker or ""
                yield said[mark.start : mark.end]
