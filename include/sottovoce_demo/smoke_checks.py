"""What has to hold at the end of a smoke run. Each check returns a line for each deviation."""

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

import psycopg

from sottovoce.adapters.postgres.ledger import BrokenChain, Ledger
from sottovoce.config.study import StudyConfig
from sottovoce.errors import TransientError
from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE, REJECT
from sottovoce_demo.access import Access
from sottovoce_demo.airflow_api import AirflowApi
from sottovoce_demo.delivery import s3_client
from sottovoce_demo.leak_places import SOUND, forbidden_places, released_places
from sottovoce_demo.leak_search import search
from sottovoce_demo.listening import is_silent_in
from sottovoce_demo.outcomes import Whereabouts, place_of, read_whereabouts
from sottovoce_demo.s3_server import PIPELINE
from sottovoce_demo.stack import CLEAN_BUCKET
from sottovoce_demo.state import DemoState
from sottovoce_demo.study import DemoStudy

_RECORDINGS = """
SELECT l.interview_id, r.object_key, r.sha256,
    ARRAY(SELECT ARRAY[m.start_s, m.end_s] FROM study.muted m
        WHERE m.interview_code = r.interview_code)
FROM study.recordings r JOIN study.lineage l USING (interview_code)
"""
_QUESTIONS_S = 90
_ANSWERED_S = 120
_ANSWERS = ((APPROVE, State.RELEASED), (REJECT, State.QUARANTINED))


def check_reviews(study: DemoStudy, state: DemoState, access: Access) -> list[str]:
    """Approve one interview and reject another, as the data manager, and see what follows.

    If one with a recording asks for a person, that one is approved, so that there is sound in
    the store to listen to.
    """
    api = AirflowApi(access.ports.airflow, "manager", state.secrets.user_passwords["manager"])
    _wait(lambda: len(api.questions()) >= len(_ANSWERS), _QUESTIONS_S)
    spoken = _interviews_with_sound(study, access)
    questions = sorted(api.questions(), key=lambda each: each.interview_id not in spoken)
    if len(questions) < len(_ANSWERS):
        return [f"{len(questions)} interviews ask for a person, not {len(_ANSWERS)} or more"]
    wanted = {}
    for question, (option, after) in zip((questions[0], questions[-1]), _ANSWERS, strict=True):
        api.answer(question, option)
        wanted[question.interview_id] = after

    def reached() -> dict[str, State]:
        return {i: w.state for i, w in _by_interview(access).items() if i in wanted}

    _wait(lambda: reached() == wanted, _ANSWERED_S)
    now = reached()
    return [
        f"{interview} was to become {after} by a person's answer, is {now.get(interview)}"
        for interview, after in wanted.items()
        if now.get(interview) != after
    ]


def check_receipts(config: StudyConfig, access: Access) -> list[str]:
    """See that each interview has one receipt, in its own site's bucket, that says its state."""
    said: dict[str, str] = {}
    lines = []
    for site, bucket in ((code, s.bucket) for code, s in config.sites.items()):
        for receipt in _receipts(s3_client(access.s3_endpoint, access.s3_keys[site]), bucket):
            interview = receipt["interview_id"]
            if interview in said or not interview.startswith(f"{site}-"):
                lines.append(f"{interview} has a receipt too many, at site {site}")
            said[interview] = receipt["state"]
    for interview, where in _by_interview(access).items():
        if said.get(interview) != where.state:
            lines.append(f"{interview} is {where.state}, its receipt says {said.get(interview)}")
    return lines


def check_store(access: Access) -> list[str]:
    """See that the store and the ``clean`` bucket hold what is released, each once, only that."""
    released = {i for i, w in _by_interview(access).items() if w.state is State.RELEASED}
    with psycopg.connect(access.dsns["analyst"]) as connection:
        rows = connection.execute("SELECT interview_id FROM study.lineage").fetchall()
        empty = connection.execute(
            "SELECT count(*) FROM study.interview_summary WHERE n_turns = 0"
        ).fetchone()
    lines = [] if {row[0] for row in rows} == released and len(rows) == len(released) else [
        f"{len(released)} interviews are released, {len(rows)} are in the store"
    ]  # fmt: skip
    if empty != (0,):
        lines.append("an interview in the store has no turns")
    client = s3_client(access.s3_endpoint, access.s3_keys[PIPELINE])
    n_clean = sum(key.endswith(".txt") for key in _keys(client, CLEAN_BUCKET, ""))
    if n_clean != len(released):
        lines.append(f"{len(released)} interviews are released, {n_clean} are in {CLEAN_BUCKET}")
    return lines


def check_recordings(study: DemoStudy, access: Access) -> list[str]:
    """See that each released interview has the sound that it should have, and that it is clean.

    Clean means: it is the file that the store names, and nothing can be heard where the store
    says that something was muted.
    """
    seen = _by_interview(access)
    spoken = _interviews_with_sound(study, access)
    wanted = {each for each in spoken if seen[each].state is State.RELEASED}
    client = s3_client(access.s3_endpoint, access.s3_keys[PIPELINE])
    with psycopg.connect(access.dsns["analyst"]) as connection:
        rows = connection.execute(_RECORDINGS).fetchall()
    lines = [] if wanted else ["no recording is released, so nothing can be listened to"]
    if (there := {row[0] for row in rows}) != wanted:
        lines.append(f"{len(wanted)} recordings are to be released, {len(there)} are in the store")
    keys = {key for key in _keys(client, CLEAN_BUCKET, "") if key.endswith(SOUND)}
    if keys != {row[1] for row in rows}:
        lines.append(f"{len(keys)} recordings are in {CLEAN_BUCKET}, {len(rows)} in the store")
    for interview, key, sha256, muted in rows:
        data = client.get_object(Bucket=CLEAN_BUCKET, Key=key)["Body"].read()
        if hashlib.sha256(data).hexdigest() != sha256:
            lines.append(f"{interview}: its recording is not the one that the store names")
        elif not muted or not is_silent_in(data, muted):
            lines.append(f"{interview}: something can be heard where an identifier was")
    return lines


def _interviews_with_sound(study: DemoStudy, access: Access) -> set[str]:
    """Return the interviews of which a recording has to be released with the words."""
    seen = read_whereabouts(access.dsns["ledger"])
    places = [
        place_of(submission, expected)
        for submission in study.submissions
        for expected in submission.expected
        if expected.sound == "released"
    ]
    return {where.interview_id for place in places for where in seen.get(place, [])}


def check_chain(access: Access) -> list[str]:
    """See that the ledger's history is whole."""
    try:
        n_transitions = Ledger(access.dsns["ledger"]).verify_chain()
    except BrokenChain as error:
        return [str(error)]
    return [] if n_transitions else ["the ledger is empty"]


def check_airflow(state: DemoState, access: Access, was_killed: bool) -> list[str]:
    """See that every DAG loads, and that no run is red that nothing was killed under."""
    api = AirflowApi(access.ports.airflow, "viewer", state.secrets.user_passwords["viewer"])
    lines = [f"{name} can't be loaded by Airflow" for name in api.import_errors()]
    if not was_killed:
        lines += [f"run failed: {run}" for run in api.failed_runs()]
    return lines


def check_leaks(
    study: DemoStudy, state: DemoState, access: Access, say: Callable[[str], None]
) -> list[str]:
    """See that no identifier of the study stands where none may be.

    What the recognizers missed stands in the store: that is counted and said, not failed here,
    because how much it may be is measured elsewhere.
    """
    client = s3_client(access.s3_endpoint, access.s3_keys[PIPELINE])
    identifiers = study.distinctive_identifiers
    for leak in search(identifiers, released_places(access, client)):
        say(f"missed by the recognizers: {leak.count} x {leak.kind_of_identifier}, {leak.place}")
    leaks = search(identifiers, forbidden_places(state, access, client))
    return [f"leak: {leak.count} x {leak.kind_of_identifier} in {leak.place}" for leak in leaks]


def _by_interview(access: Access) -> dict[str, Whereabouts]:
    seen = read_whereabouts(access.dsns["ledger"])
    return {each.interview_id: each for found in seen.values() for each in found}


def _receipts(client: Any, bucket: str) -> list[dict[str, Any]]:
    keys = [key for key in _keys(client, bucket, "receipts/") if key.endswith(".json")]
    return [json.load(client.get_object(Bucket=bucket, Key=key)["Body"]) for key in keys]


def _keys(client: Any, bucket: str, prefix: str) -> list[str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [item["Key"] for page in pages for item in page.get("Contents", ())]


def _wait(condition: Callable[[], bool], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (TransientError, psycopg.Error):
            pass  # a server is being restarted
        time.sleep(1)
