"""The words of interviews that are being read, kept in memory for a few minutes.

**A place where raw words may be**: the memory of the process that serves the Desk. At most
``MOST`` interviews are kept, none longer than ``KEPT_S`` seconds after it was last looked at, so
that a decision about one turn of 3,000 does not read all of them again.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic

from sottovoce.adapters.kept_spans import KeptSpans, StaleSpans, words_sha256
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.errors import NotReviewable
from sottovoce.model.ids import InterviewId
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript
from sottovoce.review.items import Item, list_items
from sottovoce.review.ranking import count_turns_to_read, rank_turns
from sottovoce.steps.deidentify import read_transcript
from sottovoce.steps.workplace import Workplace

MOST = 4
"""Interviews kept at once."""

KEPT_S = 600.0
"""Seconds for which one is kept after it was last looked at."""

_SOON_S = 0.1


@dataclass(frozen=True)
class Text:
    """One interview as the detector left it. Holds raw words.

    Attributes:
        record: The interview.
        seq: The question of review for which it was found like this.
        found: The words and what was found in them, before the marks of that question.
        items: What is to be decided about, in the order of reading.
        ranks: For the turns to read first, which one each is, from 1.
        has_recording: Whether a recording was kept.
    """

    record: InterviewRecord
    seq: int
    found: MarkedTranscript = field(repr=False)
    items: tuple[Item, ...]
    ranks: dict[int, int]
    has_recording: bool

    @cached_property
    def words_sha256(self) -> str:
        """Digest of the words."""
        return words_sha256(turn.turn for turn in self.found.turns)

    def turn(self, index: int) -> MarkedTurn | None:
        """Return a turn as the detector left it; None if there is none of this index."""
        turns = self.found.turns
        return turns[index] if 0 <= index < len(turns) else None


class TextsInMemory:
    """The few interviews that are being read in this process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[InterviewId, int], tuple[float, Text]] = OrderedDict()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def get(self, interview: InterviewId, seq: int) -> Text | None:
        """Return an interview that was read lately; None if it was not."""
        with self._lock:
            self._forget_old()
            found = self._kept.pop((interview, seq), None)
            if found is None:
                return None
            self._kept[interview, seq] = (monotonic(), found[1])
            return found[1]

    def keep(self, text: Text) -> None:
        """Keep an interview, in place of the one that nobody has looked at for longest."""
        with self._lock:
            self._kept[text.record.interview_id, text.seq] = (monotonic(), text)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
            self._forget_in_time()

    def forget(self, interview: InterviewId) -> None:
        """Forget an interview now."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == interview]:
                del self._kept[key]

    def _forget_old(self) -> None:
        oldest = monotonic() - KEPT_S
        for key in [key for key, (at, _) in self._kept.items() if at <= oldest]:
            del self._kept[key]

    def _forget_in_time(self) -> None:
        """Forget what is old also when nobody asks any more."""
        if self._timer is None and self._kept:
            oldest = min(at for at, _ in self._kept.values())
            wait_s = max(_SOON_S, oldest + KEPT_S - monotonic())
            self._timer = threading.Timer(wait_s, self._on_time)
            self._timer.daemon = True
            self._timer.start()

    def _on_time(self) -> None:
        with self._lock:
            self._timer = None
            self._forget_old()
            self._forget_in_time()


_TEXTS = TextsInMemory()


def text_of(place: Workplace, interview: InterviewId, seq: int) -> Text:
    """Return an interview in review, from memory if it was looked at lately.

    Args:
        place: Where it is kept.
        interview: Which.
        seq: The transition that asks for review.

    Raises:
        NotReviewable: It is to be searched again first.
        UnreadableUpload: Its transcript can't be read any more.
    """
    known = _TEXTS.get(interview, seq)
    if known is not None:
        return known
    text = _read(place, interview, seq)
    _TEXTS.keep(text)
    return text


def forget_text(interview: InterviewId) -> None:
    """Forget an interview's words now."""
    _TEXTS.forget(interview)


def _read(place: Workplace, interview: InterviewId, seq: int) -> Text:
    with place.ledger.connected():
        record = place.ledger.interview(interview)
        cleaned = place.ledger.cleaned_with(interview)
    originals = Originals(place.objects, place.settings.raw_bucket)
    kept = originals.record(record.submission_id)
    transcript = read_transcript(place, originals, kept, record.row)
    found = _found(place, interview, transcript, cleaned.detector if cleaned else "")
    policy = place.study_now().deidentify
    ranked = rank_turns(found, policy)
    first = ranked[: count_turns_to_read(ranked)]
    return Text(
        record=record,
        seq=seq,
        found=found,
        items=list_items(found, ranked, policy),
        ranks={turn.index: rank for rank, turn in enumerate(first, start=1)},
        has_recording=kept.interviews[record.row].recording is not None,
    )


def _found(
    place: Workplace, interview: InterviewId, transcript: Transcript, detector: str
) -> MarkedTranscript:
    spans = KeptSpans(place.objects, place.settings.raw_bucket)
    try:
        return spans.read(interview, transcript, detector, before_marks=True)
    except StaleSpans:
        raise NotReviewable(
            "What was found in this interview no longer fits its words.",
            "Start the DAG reprocess; it is asked about again afterwards.",
        ) from None
