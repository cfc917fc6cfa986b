"""What sites sent: look for interviews, and see all that happened to one."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from sottovoce.adapters.object_errors import ObjectMissing
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.desk.submissions import Bookmark, Filters, Found, Submissions
from sottovoce.adapters.postgres.desk.views import RawView
from sottovoce.adapters.postgres.ledger_records import InterviewRecord, Transition
from sottovoce.model.findings import Finding
from sottovoce.model.ids import InterviewId, ParticipantCode, SiteCode
from sottovoce.model.states import State, can_move
from sottovoce.steps.desk.managing import has_withdrawn
from sottovoce.steps.workplace import Workplace

PAGE = 50
"""How many interviews a page of a search shows."""

_MOST_VIEWS = 100
_MOST_RECEIPT_BYTES = 1_000_000

Order = Literal["latest", "longest"]
_OTHER_WAY: dict[Order, Order] = {"latest": "longest", "longest": "latest"}


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for, and which page of it; None for any.

    Attributes:
        site: Site code.
        state: Where the interviews are.
        code: Code of a finding that they have had.
        first: Day in UTC on which they got there, or later.
        last: Day in UTC on which they got there, or earlier.
        order: ``latest`` begins with what moved last, ``longest`` with what waits longest.
        after: The page behind this place.
        before: The page that ends before this place; counts if ``after`` is None.
    """

    site: SiteCode | None = None
    state: State | None = None
    code: str | None = None
    first: date | None = None
    last: date | None = None
    order: Order = "latest"
    after: Bookmark | None = None
    before: Bookmark | None = None

    @property
    def filters(self) -> Filters:
        """The search without its page."""
        return Filters(
            self.site,
            self.state,
            self.code,
            _midnight(self.first) if self.first else None,
            _midnight(self.last + timedelta(days=1)) if self.last else None,
        )

    @property
    def is_counted(self) -> bool:
        """Whether the ledger counts what is looked for."""
        return not (self.code or self.first or self.last)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what was found.

    Attributes:
        found: The interviews, in the order asked for; superseded ones are never found.
        next: Where the next page begins; None on the last.
        previous: Where the page before ends; None on the first.
        n_in_all: How many interviews all pages show; None where nobody counts that.
        codes: Of the findings that can be looked for.
    """

    found: tuple[Found, ...]
    next: Bookmark | None
    previous: Bookmark | None
    n_in_all: int | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an interview, with what was found at it."""

    transition: Transition
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """All that is known of one interview, without a word of it.

    Attributes:
        record: Where it is.
        steps: How it got there, earliest first.
        others: The same row in other versions of its folder, earliest version first.
        views: Who saw or heard raw words of it, latest first.
        are_all_views: Whether there were no earlier ones.
        has_withdrawn: Whether its participant asked to be taken out.
    """

    record: InterviewRecord
    steps: tuple[Step, ...]
    others: tuple[InterviewRecord, ...]
    views: tuple[RawView, ...]
    are_all_views: bool
    has_withdrawn: bool

    @property
    def can_send_back(self) -> bool:
        """Whether a data manager may keep it out and tell the site why."""
        return not self.record.superseded and can_move(self.record.state, State.QUARANTINED)

    @property
    def can_requeue(self) -> bool:
        """Whether a data manager may let it be checked once more."""
        is_kept_out = self.record.state is State.QUARANTINED
        return is_kept_out and not self.record.superseded and not self.has_withdrawn


def find_interviews(place: Workplace, search: Search) -> SearchPage:
    """Return one page of the interviews that fit a search."""
    submissions = Submissions(_ledger(place))
    with submissions.connected():
        found, is_more = _page(submissions, search)
        n_in_all = submissions.n_in(search.site, search.state) if search.is_counted else None
        codes = tuple(submissions.codes())
    backwards = search.after is None and search.before is not None
    has_next, has_previous = (True, is_more) if backwards else (is_more, search.after is not None)
    return SearchPage(
        found,
        found[-1].bookmark if found and has_next else None,
        found[0].bookmark if found and has_previous else None,
        n_in_all,
        codes,
    )


def _page(submissions: Submissions, search: Search) -> tuple[tuple[Found, ...], bool]:
    """Return the interviews on a page, and whether there are more in the direction of reading."""
    if search.after is None and search.before is not None:
        turned = replace(search, order=_OTHER_WAY[search.order], after=search.before, before=None)
        found, is_more = _page(submissions, turned)
        return found[::-1], is_more
    read = submissions.find(search.filters, limit=PAGE + 1, order=search.order, after=search.after)
    return tuple(read[:PAGE]), len(read) > PAGE


def find_named(place: Workplace, name: str) -> list[InterviewRecord]:
    """Return what is called so, superseded ones too: interview, submission, or interview code."""
    submissions = Submissions(_ledger(place))
    with submissions.connected():
        return submissions.records(submissions.named(name, limit=PAGE))


def find_of_participant(place: Workplace, site: str, participant: str) -> list[InterviewRecord]:
    """Return every interview of a person, in every version, in the order of arrival."""
    submissions = Submissions(_ledger(place))
    return submissions.of_participant(SiteCode(site), ParticipantCode(participant))


def see_trail(place: Workplace, interview: InterviewId) -> Trail:
    """Return all that is known of one interview.

    Raises:
        UnknownInterview: There is no such interview.
    """
    submissions = Submissions(_ledger(place))
    with submissions.connected():
        record = submissions.interview(interview)
        found = submissions.findings_by_step(interview)
        history = submissions.history(interview)
        versions = submissions.versions(record)
    seen = place.raw_views.of_interview(interview, limit=_MOST_VIEWS + 1)
    return Trail(
        record,
        tuple(Step(each, found.get(each.seq, ())) for each in history),
        tuple(other for other in versions if other.interview_id != interview),
        tuple(seen[:_MOST_VIEWS]),
        len(seen) <= _MOST_VIEWS,
        has_withdrawn(place, record),
    )


def read_receipt(place: Workplace, interview: InterviewId, *, who: str) -> bytes | None:
    """Return an interview's receipt as it lies in its site's bucket, and note who saw it.

    It has the name that the site gave its folder, which may be a person's.

    Args:
        place: Where.
        interview: Which interview.
        who: Whose account is about to see it.

    Returns:
        A page in UTF-8; None if there is none, or no longer.

    Raises:
        UnknownInterview: There is no such interview.
    """
    record = place.ledger.interview(interview)
    if record.site not in place.study.sites:
        return None
    try:
        kept = Originals(place.objects, place.settings.raw_bucket).record(record.submission_id)
        page = place.objects.read(
            place.bucket(record.site),
            f"receipts/{kept.folder}/{interview}.html",
            max_bytes=_MOST_RECEIPT_BYTES,
        )
    except ObjectMissing:
        return None
    place.raw_views.note(who, interview, "receipt")
    return page


def _ledger(place: Workplace) -> str:
    return place.settings.ledger_dsn.get_secret_value()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
