"""Search among all interviews, a page at a time: each page is one stretch of one index."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sottovoce.adapters.postgres.desk.records import DeskRecords
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.model.findings import Finding
from sottovoce.model.ids import InterviewId, SiteCode
from sottovoce.model.states import State

_PLACES = "SELECT interview_id, since, last_seq"

_CODES = """
WITH RECURSIVE codes AS (
    (SELECT min(code) AS code FROM current_findings)
    UNION ALL
    SELECT (SELECT min(f.code) FROM current_findings f WHERE f.code > codes.code)
    FROM codes WHERE codes.code IS NOT NULL
)
SELECT code FROM codes WHERE code IS NOT NULL
"""

_NAMED = """
SELECT interview_id FROM interviews WHERE interview_id = %s
UNION SELECT interview_id FROM interviews WHERE submission_id = %s
UNION SELECT interview_id FROM interviews WHERE interview_code = %s
LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which interviews are looked for; None for any. Superseded ones are never found.

    Attributes:
        site: Those of this site.
        state: Those in this state.
        code: Those that have had a finding of this code.
        since: Those that got where they are at this time or later.
        before: Those that got where they are before this time.
    """

    site: SiteCode | None = None
    state: State | None = None
    code: str | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a page ended.

    Attributes:
        since: When the last interview on it got where it was.
        seq: The transition that took it there.
    """

    since: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Found:
    """One interview that was looked for.

    Attributes:
        record: The interview.
        bookmark: Its place among the others.
        codes: Of the findings it has had.
    """

    record: InterviewRecord
    bookmark: Bookmark
    codes: tuple[str, ...]


class Submissions(DeskRecords):
    """The questions that the page *Submissions* asks."""

    def find(
        self,
        filters: Filters,
        *,
        limit: int,
        order: Literal["latest", "longest"] = "latest",
        after: Bookmark | None = None,
    ) -> list[Found]:
        """Return interviews that fit, by how long they have been where they are.

        Args:
            filters: Which.
            limit: How many at most.
            order: ``latest`` begins with what moved last, ``longest`` with what waits longest.
            after: Those behind this place in that order; None from the beginning.
        """
        query, values = _query(filters, order, after)
        rows = self._rows(f"{query} LIMIT %s", [*values, limit])
        ids = [interview for interview, _, _ in rows]
        records = {record.interview_id: record for record in self.records(ids)}
        codes = self._codes_of(ids)
        return [
            Found(records[interview], Bookmark(since, seq), codes[interview])
            for interview, since, seq in rows
            if interview in records
        ]

    def named(self, name: str, *, limit: int) -> list[InterviewId]:
        """Return the ids of what is called so: interview, submission, or interview code."""
        rows = self._rows(_NAMED, [name, name, name, limit])
        return [InterviewId(found) for (found,) in rows]

    def codes(self) -> list[str]:
        """Return the codes of all findings that interviews have had, in alphabetical order."""
        return [code for (code,) in self._rows(_CODES, [])]

    def n_in(self, site: SiteCode | None, state: State | None) -> int:
        """Return how many interviews a site has in a state; None for any."""
        rows = self._rows(
            "SELECT coalesce(sum(n), 0) FROM cell_counts"
            " WHERE site = coalesce(%s, site) AND state = coalesce(%s, state)",
            [site, state],
        )
        return int(rows[0][0])

    def findings_by_step(self, interview: InterviewId) -> dict[int, tuple[Finding, ...]]:
        """Return what was found at each step of an interview, by the step's number."""
        rows = self._rows(
            "SELECT f.seq, f.code, f.place, f.problem, f.fix"
            " FROM transitions t JOIN findings f USING (seq)"
            " WHERE t.interview_id = %s ORDER BY f.seq, f.position",
            [interview],
        )
        found: dict[int, tuple[Finding, ...]] = {}
        for seq, *finding in rows:
            found[seq] = (*found.get(seq, ()), Finding(*finding))
        return found

    def versions(self, record: InterviewRecord) -> list[InterviewRecord]:
        """Return the same manifest row in every version of its folder, oldest version first."""
        return self._records(
            "SELECT r.* FROM submissions mine"
            " JOIN submissions s ON s.site = mine.site AND s.folder_hash = mine.folder_hash"
            " JOIN interview_records r ON r.submission_id = s.submission_id"
            " WHERE mine.submission_id = %s AND r.manifest_row = %s ORDER BY s.position",
            [record.submission_id, record.row],
        )

    def _codes_of(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        codes: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for interview, code in self._rows(
            "SELECT asked.id, f.code FROM unnest(%s::text[]) AS asked (id) CROSS JOIN LATERAL"
            " (SELECT code FROM current_findings WHERE interview_id = asked.id OFFSET 0) f"
            " ORDER BY f.code",
            [list(ids)],
        ):
            codes[interview] += (code,)
        return codes


def _query(filters: Filters, order: str, after: Bookmark | None) -> tuple[str, list[object]]:
    table = "current_findings" if filters.code else "interviews"
    beyond, direction = ("<", "DESC") if order == "latest" else (">", "ASC")
    wanted: list[tuple[str, object]] = [
        ("code = %s", filters.code),
        ("site = %s", filters.site),
        ("state = %s", filters.state),
        ("since >= %s", filters.since),
        ("since < %s", filters.before),
    ]
    conditions = [text for text, value in wanted if value is not None]
    values = [value for _, value in wanted if value is not None]
    if not filters.code:
        conditions.append("NOT superseded")
    if after is not None:
        conditions.append(f"(since, last_seq) {beyond} (%s, %s)")
        values += [after.since, after.seq]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    # Only words that stand in this file go into the text; what people ask for goes beside it.
    order_by = f"ORDER BY since {direction}, last_seq {direction}"
    return f"{_PLACES} FROM {table} {where} {order_by}", values
