"""The ledger's history: appended under one lock, each row's hash taken over the one before.

Whoever changes, removes or inserts a row breaks every hash after it.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from psycopg.types.json import Jsonb

from sottovoce.adapters.postgres.connections import Connection
from sottovoce.adapters.postgres.ledger_records import BrokenChain, Change
from sottovoce.errors import PrivacyStop

_CHAIN_LOCK = 0x50771
_WORD = re.compile(r"\S{1,128}")


class _Link(NamedTuple):
    """A transition with everything that its hash covers, in the order of the view."""

    seq: int
    interview_id: str
    before: str | None
    after: str
    at: datetime
    actor: str
    detail: Mapping[str, int | str]
    hash: str
    findings: Sequence[Sequence[str]]

    def hash_after(self, previous: str) -> str:
        """Return the hash this link must have when ``previous`` is the hash before it."""
        covered = [
            self.seq, self.interview_id, self.before, self.after,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor, dict(self.detail), [list(f) for f in self.findings],
        ]  # fmt: skip
        canonical = json.dumps(covered, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def lock_chain(connection: Connection) -> None:
    """Make every other writer wait until this transaction ends.

    Always taken before a row is locked, so that two writers can't wait for each other.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def append(connection: Connection, changes: Sequence[Change], *, actor: str) -> list[int]:
    """Write steps at the end of the history and move their interviews.

    The chain must be locked, and each step must have been checked.

    Returns:
        The number of each step.

    Raises:
        PrivacyStop: A detail is neither a number nor a single word.
    """
    seq, previous, at = _end_of_chain(connection)
    links = []
    for change in changes:
        seq += 1
        link = _link(seq, change, at, actor)
        previous = link.hash_after(previous)
        links.append(link._replace(hash=previous))
    _write(connection, links)
    return [link.seq for link in links]


def verify(connection: Connection) -> int:
    """Return how many transitions there are, after recomputing every hash.

    Raises:
        BrokenChain: A row was changed, removed or put in, or an interview is not where its
            last transition left it.
    """
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    seq, previous = 0, ""
    with connection.cursor(name="chain") as cursor:
        cursor.execute("SELECT * FROM chained_transitions ORDER BY seq")
        for link in map(_Link._make, cursor):
            seq += 1
            if link.seq != seq or link.hash != link.hash_after(previous):
                raise BrokenChain(seq)
            previous = link.hash
    _check_interviews(connection)
    return seq


def _end_of_chain(connection: Connection) -> tuple[int, str, datetime]:
    at = connection.execute("SELECT clock_timestamp()").fetchone()
    last = connection.execute(
        "SELECT seq, hash FROM transitions ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    seq, previous = last or (0, "")
    return seq, previous, (at or ())[0]


def _link(seq: int, change: Change, at: datetime, actor: str) -> _Link:
    words = [*change.detail, *(v for v in change.detail.values() if isinstance(v, str))]
    if not all(_WORD.fullmatch(word) for word in words):
        raise PrivacyStop("A detail of a transition must be a number or one word, never a text.")
    findings = [[f.code, f.where, f.problem, f.fix] for f in change.findings]
    return _Link(
        seq,
        change.interview_id,
        change.before,
        change.after,
        at,
        actor,
        change.detail,
        "",
        findings,
    )


def _write(connection: Connection, links: Sequence[_Link]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO transitions VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [(*link[:6], Jsonb(dict(link.detail)), link.hash) for link in links],
        )
        cursor.executemany(
            "INSERT INTO findings VALUES (%s, %s, %s, %s, %s, %s)",
            [(link.seq, n, *f) for link in links for n, f in enumerate(link.findings)],
        )
        cursor.executemany(
            "UPDATE interviews SET state = %s, since = %s, last_seq = %s WHERE interview_id = %s",
            [(link.after, link.at, link.seq, link.interview_id) for link in links],
        )


def _check_interviews(connection: Connection) -> None:
    """An interview's state is a copy of its last transition's: compare them."""
    wrong = connection.execute(
        """
        SELECT min(greatest(i.last_seq, coalesce(t.seq, 0)))
        FROM interviews i
        LEFT JOIN LATERAL (
            SELECT seq, after_state FROM transitions
            WHERE interview_id = i.interview_id ORDER BY seq DESC LIMIT 1
        ) t ON true
        WHERE (i.last_seq, i.state) IS DISTINCT FROM (t.seq, t.after_state)
        """
    ).fetchone()
    if wrong and wrong[0] is not None:
        raise BrokenChain(wrong[0])
