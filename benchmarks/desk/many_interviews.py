"""A ledger with as many interviews as a study could ever have, each with a likely history.

Written past the ledger's own methods, because ten thousand histories one step at a time take an
hour; the triggers that count are the real ones. Hashes are made up, so the chain does not verify.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import psycopg

from sottovoce.model.states import State

SITES = tuple(f"s{number:02}" for number in range(1, 11))
ROLES = ("service_user", "peer_worker", "colleague", "manager", "commissioner")

_R, _C, _D, _I = State.RECEIVED, State.CHECKED, State.DEIDENTIFIED, State.IN_REVIEW
_A, _Z, _Q, _W = State.APPROVED, State.RELEASED, State.QUARANTINED, State.WITHDRAWN
_HISTORIES = {
    (_R, _C, _D, _Z): 40,
    (_R, _C, _I, _A, _Z): 30,
    (_R, _Q): 10,
    (_R, _C, _I, _Q): 3,
    (_R, _C, _D, _Z, _W): 2,
    (_R, _C, _I): 8,
    (_R,): 2,
    (_R, _C): 2,
    (_R, _C, _D): 2,
    (_R, _C, _I, _A): 1,
}
_ACTORS = {
    _R: "intake", _C: "check", _D: "deidentify", _I: "deidentify", _A: "rowan", _Z: "release",
    _Q: "check", _W: "robin",
}  # fmt: skip
_CODES = ("no-consent", "wrong-digest", "missing-file", "unknown-role", "bad-date", "no-speech")


@dataclass(frozen=True)
class _Interview:
    interview_id: str
    submission_id: str
    row: int
    role: str | None
    participant: str
    states: tuple[State, ...]
    times: tuple[datetime, ...]


@dataclass
class _Step:
    at: datetime
    interview_id: str
    before: State | None
    after: State
    codes: list[str] = field(default_factory=list)


def fill(connection: psycopg.Connection, n_interviews: int, *, seed: int = 7) -> None:
    """Write interviews with their submissions, histories, findings and looks at raw words.

    Args:
        connection: The ledger's database, as its owner, the tables empty.
        n_interviews: How many; one in twenty-five is of a version that was superseded.
        seed: Another number makes another study.
    """
    chance = random.Random(seed)  # noqa: S311 - a study, not keys
    interviews = list(_interviews(n_interviews, chance))
    connection.execute("SET search_path = ledger")
    _write_submissions(connection, interviews)
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY interviews (interview_id, submission_id, manifest_row, interview_code,"
            " participant_code, role, transcript_sha256) FROM STDIN"
        ) as copy,
    ):
        for each in interviews:
            code = f"{each.interview_id[:3]}-i{_digest(each.interview_id)[:9]}"
            copy.write_row(
                (each.interview_id, each.submission_id, each.row, code, each.participant,
                 each.role, _digest("transcript", each.interview_id))
            )  # fmt: skip
    _write_steps(connection, sorted(_steps(interviews, chance), key=lambda step: step.at))
    _write_views(connection, interviews, chance)
    connection.execute("ANALYZE")
    connection.commit()


def _interviews(n: int, chance: random.Random) -> Iterator[_Interview]:
    start = datetime.now(UTC) - timedelta(days=300)
    histories, weights = zip(*_HISTORIES.items(), strict=True)
    left = 0
    for number in range(n):
        if not left:
            left, row = chance.randint(1, 9), 2
            site = chance.choice(SITES)
            submission = f"{site}-{_digest('submission', number)[:10]}"
            begun = start + timedelta(days=299 * chance.random())
        states = chance.choices(histories, weights)[0]
        steps = [timedelta(minutes=chance.expovariate(1 / 240)) for _ in states]
        times = [begun + sum(steps[: n + 1], timedelta()) for n in range(len(states))]
        latest = datetime.now(UTC) - timedelta(seconds=chance.uniform(60, 7200))
        yield _Interview(
            f"{submission}-r{row:02}", submission, row,
            chance.choice(ROLES) if chance.random() < 0.98 else None,
            f"{site}-p{chance.randint(1, 400):03}",
            states, tuple(min(at, latest) for at in times),
        )  # fmt: skip
        left, row = left - 1, row + 1


def _steps(interviews: list[_Interview], chance: random.Random) -> Iterator[_Step]:
    for each in interviews:
        pairs = pairwise((None, *each.states))
        for (before, after), at in zip(pairs, each.times, strict=True):
            step = _Step(at, each.interview_id, before, after)
            if after is State.QUARANTINED:
                step.codes = chance.sample(_CODES, chance.randint(1, 3))
            yield step


def _write_submissions(connection: psycopg.Connection, interviews: list[_Interview]) -> None:
    submissions = list(dict.fromkeys(each.submission_id for each in interviews))
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY submissions (submission_id, site, folder_hash, content_sha256) FROM STDIN"
        ) as copy,
    ):
        for submission in submissions:
            folder, contents = _digest("folder", submission), _digest("contents", submission)
            copy.write_row((submission, submission[:3], folder, contents))
    connection.execute(
        "UPDATE submissions SET superseded_by = %s WHERE submission_id = ANY(%s)",
        [submissions[-1], submissions[:-1:25]],
    )


def _write_steps(connection: psycopg.Connection, steps: list[_Step]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY transitions"
            " (seq, interview_id, before_state, after_state, at, actor, detail, hash) FROM STDIN"
        ) as copy,
    ):
        for seq, step in enumerate(steps, 1):
            copy.write_row(
                (seq, step.interview_id, step.before, step.after, step.at, _ACTORS[step.after],
                 '{"spans": 41, "doubtful": 3}' if step.after is State.IN_REVIEW else "{}",
                 _digest("hash", seq))
            )  # fmt: skip
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY findings (seq, position, code, place, problem, fix) FROM STDIN") as copy,
    ):
        for seq, step in enumerate(steps, 1):
            for position, code in enumerate(step.codes):
                copy.write_row(
                    (seq, position, code, "interviews.csv row 2", "It is wrong.", "Mend it.")
                )
    connection.execute(
        "UPDATE interviews i SET state = t.after_state, since = t.at, last_seq = t.seq"
        " FROM (SELECT DISTINCT ON (interview_id) * FROM transitions"
        " ORDER BY interview_id, seq DESC) t WHERE t.interview_id = i.interview_id"
    )


def _write_views(
    connection: psycopg.Connection, interviews: list[_Interview], chance: random.Random
) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY raw_views (who, interview_id, what) FROM STDIN") as copy,
    ):
        for each in interviews:
            for _ in range(chance.randint(1, 4) if State.IN_REVIEW in each.states else 0):
                copy.write_row((chance.choice(("rowan", "robin")), each.interview_id, "transcript"))


def _digest(*seed: object) -> str:
    return hashlib.sha256(repr(seed).encode()).hexdigest()
