"""The pages Quality and Who looked over a real ledger: who sees what, and how it is said."""

import hashlib
import html
import re
import secrets
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from tests.desk.conftest import a_place

from sottovoce.adapters.postgres.ledger import NewInterview, Registration
from sottovoce.adapters.spoken_model.figures import read_figures
from sottovoce.model.states import State
from sottovoce.review.agreement import Agreement
from sottovoce.steps.desk import detector_in_use
from sottovoce.steps.desk.quality import N_WEEKS, see_quality
from sottovoce.steps.desk.who_looked import PAGE
from sottovoce.steps.workplace import Workplace
from sottovoce_airflow.desk.pages import access_log as access_page
from sottovoce_airflow.desk.pages import quality as quality_page
from sottovoce_airflow.desk.pages.telling_quality import DASH

pytestmark = pytest.mark.postgres

STUDY = """
study: small
title: A small study
sites:
  s01: {name: Northford, bucket: site-s01, participants: [s01-p01, s01-p02]}
  s02: {name: Southwick, bucket: site-s02, participants: [s02-p01]}
roles: [peer_worker, manager]
small_cell: 3
"""


@pytest.fixture
def measured(monkeypatch) -> str:
    """The detector is as it was when it was measured."""
    fingerprint = read_figures().detector.fingerprint
    monkeypatch.setattr(detector_in_use, "detector_fingerprint", lambda *_, **__: fingerprint)
    return fingerprint


@pytest.fixture
def place(ledger_dsn, tmp_path, monkeypatch, measured) -> Workplace:
    place = a_place(ledger_dsn, tmp_path, STUDY)
    for page in (quality_page, access_page):
        monkeypatch.setattr(page, "workplace", lambda: place)
    return place


def interviews(place, n=1, site="s01") -> list[str]:
    """Register some checked interviews."""
    digest = hashlib.sha256(f"{site}{n}{secrets.token_hex(4)}".encode()).hexdigest()
    submission = f"{site}-{digest[:10]}"
    rows = tuple(NewInterview(f"{submission}-r{row:02d}", row) for row in range(2, n + 2))
    place.ledger.register(Registration(submission, site, digest, digest, rows), actor="intake")
    for each in rows:
        place.ledger.move(each.interview_id, State.CHECKED, actor="check")
    return [each.interview_id for each in rows]


def search(place, interview, to=State.DEIDENTIFIED, words=1000, **found: int) -> None:
    counts = {"spans": sum(found.values()), "doubtful": 1, "near_misses": 2, "words": words}
    detail = counts | {f"found_{kind}": n for kind, n in found.items()}
    place.ledger.move(interview, to, actor="deidentify", detail=detail)


def read(place, interview, kept: int, added: int, **more: int) -> None:
    detail = {"kept": kept, "kept_person": kept, "added": added, "added_person": added, **more}
    place.ledger.move(interview, State.APPROVED, actor="ana", detail=detail)


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    page = re.sub(r"<(style|script|head|nav).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def said(log_in, path="/desk/quality", role="viewer") -> str:
    answer = log_in(role).get(path)
    assert answer.status_code == 200
    return text_of(answer.text)


def test_a_study_without_anything_says_so_in_each_part(place, log_in):
    told = said(log_in)
    for sentence in (
        "Nothing was searched since",
        "Nothing was checked since",
        "Nobody has finished reading an interview at the Desk",
        "No interview was read by two people",
    ):
        assert sentence in told


def test_what_was_measured_is_told_with_its_interval_beside_stock_presidio(place, log_in):
    figures = read_figures()
    ours, stock = figures.of("sottovoce").recall, figures.of("stock presidio").recall
    told = said(log_in)
    for figure in (ours, stock):
        shares = [f"{100 * share:.1f}" for share in (figure.share, figure.low, figure.high)]
        assert f"{shares[0]} ({shares[1]}{DASH}{shares[2]})" in told
    assert figures.detector.model_sha256[:12] in told
    assert f"On {figures.gold.interviews} held-out interviews" in told


def test_the_detector_that_was_measured_is_said_to_be_in_use(place, log_in):
    told = said(log_in)
    assert "This study uses the detector that was measured" in told
    assert "not the one that was measured" not in told


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        pytest.param("detect_threshold: 0.3", "from a score of 0.3 on", id="threshold"),
        pytest.param("entity_types: [PERSON, DATE]", "it leaves in what was counted", id="types"),
    ],
)
def test_another_policy_is_told(place, log_in, policy, sentence):
    place.settings.study_file.write_text(f"{STUDY}deidentify: {{{policy}}}\n")
    told = said(log_in)
    assert "This study's detector is not the one that was measured." in told
    assert sentence in told
    assert "This study uses the detector that was measured" not in told


def test_a_studys_own_recognizers_are_told(place, log_in, tmp_path):
    own = tmp_path / "recognizers.yaml"
    own.write_text("recognizers: []\n")
    place.settings = place.settings.model_copy(update={"recognizers_file": own})
    assert "the study adds recognizers of its own" in said(log_in)


def test_another_model_is_told(place, log_in, monkeypatch):
    monkeypatch.setattr(detector_in_use, "model_sha256", lambda: "0" * 64)
    assert "its model of spoken English is another file" in said(log_in)


def test_rules_that_changed_since_are_told(place, log_in, monkeypatch):
    monkeypatch.setattr(detector_in_use, "detector_fingerprint", lambda *_, **__: "000000000000")
    assert "Not quite the detector that was measured." in said(log_in)


def test_what_is_found_counts_per_thousand_words(place, log_in):
    for interview in interviews(place, 3):
        search(place, interview, words=2000, person=30, age=4)
    told = said(log_in)
    assert "3 interviews searched since" in told
    assert "102 identifiers: 17.0 in a thousand words" in told
    assert "Person 15.0" in told
    assert "Age 2.0" in told


def test_few_interviews_are_marked(place, log_in):
    for interview in interviews(place, 3, "s01"):
        search(place, interview, person=10)
    (alone,) = interviews(place, 1, "s02")
    search(place, alone, person=10)
    page = log_in("viewer").get("/desk/quality").text
    table = page[page.index('aria-label="Found, by site"') :]
    rows = [text_of(row) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    assert next(row for row in rows if row.startswith("s01")).startswith("s01 3 10.0")
    assert next(row for row in rows if row.startswith("s02")).startswith("s02 1 ◔ few 10.0")


def test_one_site_can_be_looked_at_alone(place, log_in):
    for site, n in (("s01", 3), ("s02", 9)):
        for interview in interviews(place, 1, site):
            search(place, interview, person=n)
    assert "3 identifiers: 3.0 in a thousand" in said(log_in, "/desk/quality?site=s01")
    assert "12 identifiers: 6.0 in a thousand" in said(log_in, "/desk/quality?site=")


@pytest.mark.parametrize(
    ("site", "status"),
    [("s09", 404), ("Maureen Pickersgill", 422), ("<b>", 422), ("s01' OR true", 422)],
)
def test_a_site_that_is_none_is_refused_without_repeating_it(place, log_in, site, status):
    answer = log_in("viewer").get("/desk/quality", params={"site": site})
    assert answer.status_code == status
    assert html.escape(site) not in text_of(answer.text)


def test_how_checks_end_is_told_in_words(place, log_in):
    first, second = interviews(place, 2)
    search(place, first)
    place.ledger.move(first, State.RELEASED, actor="release")
    search(place, second)
    place.ledger.move(second, State.IN_REVIEW, actor="release", detail={"reason": "second_look"})
    page = log_in("viewer").get("/desk/quality").text
    table = page[page.index('aria-label="Checks, by week"') :]
    assert text_of(table[table.index("<tbody>") : table.index("</tbody>")]).split()[1:] == [
        *("2", DASH),
        *("1", "1", DASH, DASH, DASH),
    ]


def test_what_readers_add_is_a_miss_and_their_estimate_has_an_interval(place, log_in):
    for interview in interviews(place, 4):
        search(place, interview, State.IN_REVIEW)
        read(place, interview, kept=45, added=5)
    told = said(log_in)
    assert "4 interviews read at the Desk" in told
    assert re.search(rf"All types 4 90\.0 \(\d\d\.\d{DASH}\d\d\.\d\) 20 of 200", told)
    assert "s01 4 90.0" in told


def test_a_single_reading_has_no_interval_and_is_marked(place, log_in):
    (interview,) = interviews(place)
    search(place, interview, State.IN_REVIEW)
    read(place, interview, kept=9, added=1)
    assert "All types ◔ few 1 90.0 1 of 10" in said(log_in)


def test_two_readers_agreement_is_told(place, log_in):
    (interview,) = interviews(place)
    search(place, interview, State.IN_REVIEW)
    read(place, interview, 9, 1, **Agreement(1000, 40, 5, 5, 20, 20, 15).as_counts())
    assert "All sites ◔ few 1 0.75 0.88 10 of 1,000" in said(log_in)


def test_nobody_is_named_and_no_interview_is(place, log_in):
    (interview,) = interviews(place)
    search(place, interview, State.IN_REVIEW)
    read(place, interview, kept=9, added=1)
    page = log_in("op").get("/desk/quality").text
    for word in (interview, "Northford", "Southwick", "s01-p0"):
        assert word not in page
    assert "ana" not in re.findall(r"\w+", text_of(page))


@pytest.mark.usefixtures("within_one_day")
def test_the_page_goes_back_half_a_year_and_no_further(place):
    now = datetime.now(UTC)
    for interview in interviews(place, 1):
        search(place, interview, person=1)
    for ago, n in ((0, 1), (N_WEEKS - 1, 1), (N_WEEKS, 0)):
        seen = see_quality(place, now=now + timedelta(weeks=ago))
        assert seen.found[0].total.n == n
        assert len(seen.found[0].weeks) == N_WEEKS


def test_the_page_keeps_within_what_browsers_are_told_to_allow(place, log_in):
    for interview in interviews(place, 3):
        search(place, interview, person=3)
    page = log_in("viewer").get("/desk/quality").text
    assert not re.search(r"\sstyle=|<style|<script>|\son\w+=|https?://", page)
    assert page.count("<svg") > 20


def test_the_page_reads_counters_and_never_interviews(place, log_in):
    (interview,) = interviews(place)
    search(place, interview, State.IN_REVIEW, person=3)
    read(place, interview, kept=9, added=1)
    before = said(log_in)
    dsn = place.settings.ledger_dsn.get_secret_value()
    with psycopg.connect(dsn, options="-c search_path=ledger") as connection:
        connection.execute("ALTER TABLE transitions RENAME TO out_of_reach")
        connection.execute("ALTER TABLE interviews RENAME TO out_of_reach_too")
    told = said(log_in)
    assert told.partition("as of")[0] == before.partition("as of")[0]


def test_who_looked_is_listed_latest_first_with_no_words(place, log_in):
    (interview,) = interviews(place)
    views = place.raw_views
    views.note("rowan", interview, "transcript")
    views.note("robin", interview, "clip_raw", 6)
    told = said(log_in, "/desk/access", role="op")
    assert f"robin heard the recording as it is {interview} 7" in told
    assert f"rowan read the transcript {interview} all" in told
    assert told.index("robin heard") < told.index("rowan read")


def test_the_list_of_looks_is_read_page_by_page_and_none_is_lost(place, log_in):
    (interview,) = interviews(place)
    for turn in range(2 * PAGE + 5):
        place.raw_views.note("rowan", interview, "clip_muted", turn)
    browser, path, turns = log_in("op"), "/desk/access", []
    while path:
        page = browser.get(path).text
        turns += [int(n) for n in re.findall(r'<td class="number">(\d+)</td>', page)]
        older = re.search(r'href="(/desk/access\?before=\d+)">Older', page)
        path = older and older[1]
    assert turns == list(range(2 * PAGE + 5, 0, -1))


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("user", 403), ("op", 200), ("admin", 200)]
)
def test_who_looked_is_for_data_managers(place, log_in, role, status):
    assert log_in(role).get("/desk/access").status_code == status


@pytest.mark.parametrize("before", ["0", "-1", "x", str(2**70)])
def test_a_number_that_is_none_is_refused(place, log_in, before):
    assert log_in("op").get("/desk/access", params={"before": before}).status_code == 422


def test_an_empty_list_says_so(place, log_in):
    assert "Nobody has looked at raw words yet." in said(log_in, "/desk/access", role="op")
