"""Where every interview of the demo study is, and whether it is where it has to be."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import psycopg

from sottovoce.intake.discovery import folder_hash
from sottovoce.model.states import State
from sottovoce_demo.study import DemoStudy, DemoSubmission, ExpectedInterview

ENDED = frozenset({State.RELEASED, State.IN_REVIEW, State.QUARANTINED})
"""Where the machine's part is over: what is in review waits for a person."""

_PASSED = frozenset({State.RELEASED, State.IN_REVIEW})

_QUERY = """
SELECT r.site, r.folder_hash, r.manifest_row, r.interview_id, r.state,
    r.receipt_seq >= r.last_seq,
    ARRAY(SELECT f.code FROM ledger.findings f JOIN ledger.transitions t USING (seq)
        WHERE t.interview_id = r.interview_id)
FROM ledger.interview_records r
"""

Place = tuple[str, str, int]
"""Site, hash of the folder, row of the manifest."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one interview is.

    Attributes:
        interview_id: Its id.
        state: Its state in the ledger.
        has_receipt: Whether the site has a receipt of that state.
        finding_codes: What was found wrong with it.
    """

    interview_id: str
    state: State
    has_receipt: bool
    finding_codes: frozenset[str]


def read_whereabouts(ledger_dsn: str) -> dict[Place, list[Whereabouts]]:
    """Return where every interview in the ledger is; more than one at a place is a fault."""
    found: dict[Place, list[Whereabouts]] = defaultdict(list)
    with psycopg.connect(ledger_dsn, connect_timeout=5) as connection:
        for site, folder, row, interview, state, receipt, codes in connection.execute(_QUERY):
            where = Whereabouts(interview, State(state), receipt, frozenset(codes))
            found[(site, folder, row)].append(where)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the study is.

    Attributes:
        by_site: Number of interviews by site and state; state None for what nobody saw yet.
        n_expected: Interviews of the study.
        n_ended: Those whose machine part is over and whose site has the receipt.
    """

    by_site: Mapping[str, Counter[State | None]] = field(repr=False)
    n_expected: int
    n_ended: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to wait for."""
        return self.n_ended == self.n_expected

    def count(self, state: State) -> int:
        """Return how many interviews of the study are in a state."""
        return sum(states[state] for states in self.by_site.values())


def measure_progress(study: DemoStudy, seen: Mapping[Place, list[Whereabouts]]) -> Progress:
    """Return how far the study is."""
    by_site: dict[str, Counter[State | None]] = defaultdict(Counter)
    n_ended = 0
    for submission, expected in _each(study):
        found = seen.get(place_of(submission, expected), [])
        by_site[submission.site][found[0].state if found else None] += 1
        n_ended += any(each.state in ENDED and each.has_receipt for each in found)
    return Progress(dict(by_site), len(study.expected), n_ended)


def find_deviations(study: DemoStudy, seen: Mapping[Place, list[Whereabouts]]) -> list[str]:
    """Return a line for each interview that is not where it has to be.

    An interview is named by site, row and fault, never by its folder, whose name may be a
    person's.

    Args:
        study: What has to become of each interview.
        seen: Where each is, when the machine's part is over.

    Returns:
        Lines in the study's order; empty when all is well.
    """
    lines = []
    expected_places = set()
    for submission, expected in _each(study):
        place = place_of(submission, expected)
        expected_places.add(place)
        name = f"{submission.site} row {expected.row} ({expected.fault or 'sound'})"
        lines += [f"{name}: {problem}" for problem in _problems(expected, seen.get(place, []))]
    for site, _, row in seen.keys() - expected_places:
        lines.append(f"{site} row {row}: registered, but nobody sent it")
    return lines


def place_of(submission: DemoSubmission, expected: ExpectedInterview) -> Place:
    """Return where the ledger keeps an interview of the study."""
    return submission.site, folder_hash(submission.site, submission.folder), expected.row


def _each(study: DemoStudy) -> Iterator[tuple[DemoSubmission, ExpectedInterview]]:
    for submission in study.submissions:
        for expected in submission.expected:
            yield submission, expected


def _problems(expected: ExpectedInterview, found: list[Whereabouts]) -> Iterator[str]:
    if len(found) != 1:
        yield f"is {len(found)} times in the ledger"
    for each in found:
        wanted = {State.QUARANTINED} if expected.outcome == "quarantined" else _PASSED
        if each.state not in wanted:
            codes = ", ".join(sorted(each.finding_codes)) or "no finding"
            yield f"is {each.state} ({codes}), not {' or '.join(sorted(wanted))}"
        elif expected.finding_code and expected.finding_code not in each.finding_codes:
            codes = ", ".join(sorted(each.finding_codes)) or "nothing"
            yield f"lacks the finding {expected.finding_code}, has {codes}"
        if not each.has_receipt:
            yield "has no receipt of its last state"
