"""What it takes to release one interview of 500 turns into a store that holds 71.

Replaces one interview again and again, over a connection of its own each time and over one that
is kept, on a PostgreSQL that flushes to disk. Wall time is what the step waits, CPU time what this
process spends.

    python benchmarks/store/bench_replace_interview.py [--turns 500] [--interviews 71] [--times 20]
"""

import argparse
import json
import random
import secrets
import shutil
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sottovoce.adapters.postgres.provision import LOGIN_ROLES, provision
from sottovoce.adapters.postgres.store import Store
from sottovoce.model.releases import CleanTranscript, CleanTurn, Redaction, Release
from sottovoce.model.spans import EntityType
from sottovoce_demo.postgres import PostgresServer

WORDS_A_TURN = 40
VOCABULARY = [
    "the",
    "and",
    "I",
    "my",
    "we",
    "support",
    "peer",
    "worker",
    "trust",
    "recovery",
    "time",
]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--interviews", type=int, default=71)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    release = a_release("s01-i0000000", asked.turns)
    with a_store() as store:
        for n in range(asked.interviews):
            store.replace_interview(a_release(f"s01-i{n:07d}", asked.turns))
        measured = {}
        for name, session in (
            ("own_connection", nullcontext()),
            ("kept_connection", store.connected()),
        ):
            with session:
                measured[name] = replace_often(store, release, asked.times)
    print(json.dumps({"turns": asked.turns, "interviews": asked.interviews, **measured}))


def replace_often(store: Store, release: Release, times: int) -> dict[str, float]:
    wall, cpu = [], []
    for _ in range(times):
        started, spent = time.perf_counter(), time.process_time()
        store.replace_interview(release)
        wall.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - spent))
    return {
        "wall_ms_median": round(statistics.median(wall), 1),
        "wall_ms_best": round(min(wall), 1),
        "cpu_ms_median": round(statistics.median(cpu), 1),
    }


def a_release(code: str, n_turns: int) -> Release:
    chance = random.Random(code)  # noqa: S311 - words, not keys
    return Release(
        interview_code=code, site="s01", participant="p-00000000", role="peer_worker",
        interview_month="2026-03", language="en", interview_id="s01-0000000000-r02",
        source_sha256="0" * 64, policy_fingerprint="0" * 12, software_version="0",
        reviewed=False,
        transcript=CleanTranscript(tuple(a_turn(n, chance) for n in range(n_turns))),
    )  # fmt: skip


def a_turn(index: int, chance: random.Random) -> CleanTurn:
    stand_in = "[Person 3]"
    text = f"{stand_in} " + " ".join(chance.choices(VOCABULARY, k=WORDS_A_TURN))
    redaction = Redaction(0, len(stand_in), EntityType.PERSON, stand_in)
    return CleanTurn(index, "Interviewer", float(index), float(index) + 1, text, (redaction,))


@contextmanager
def a_store() -> Iterator[Store]:
    folder = Path(tempfile.mkdtemp(prefix="sottovoce-bench-"))
    folder.chmod(0o711)
    passwords = {role: secrets.token_urlsafe() for role in LOGIN_ROLES}
    server = PostgresServer(folder / "cluster", a_free_port(), secrets.token_urlsafe())
    try:
        server.start()
        provision(server.superuser_dsn, passwords)
        store = Store(server.dsn("store", "loader", passwords["loader"]))
        store.migrate()
        yield store
    finally:
        server.stop()
        shutil.rmtree(folder)


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
