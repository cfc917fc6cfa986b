"""The pages Study and Submissions over a real ledger: who sees what, and how it is said."""

import base64
import hashlib
import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.desk.conftest import OWN, a_place

from sottovoce.adapters.postgres.ledger import NewInterview, Registration
from sottovoce.errors import RefusedMessage
from sottovoce.model.findings import Finding
from sottovoce.model.states import State
from sottovoce.steps.desk import study as study_step
from sottovoce.steps.workplace import Workplace
from sottovoce_airflow.desk.pages import study as study_page
from sottovoce_airflow.desk.pages import submissions as submissions_page

pytestmark = pytest.mark.postgres

STUDY = """
study: small
title: A small study
sites:
  s01: {name: Northford, bucket: site-s01, participants: [s01-p01, s01-p02]}
  s02: {name: Southwick, bucket: site-s02, participants: [s02-p01], targets: {manager: 0}}
roles: [peer_worker, manager]
targets: {peer_worker: 2, manager: 1}
"""
NO_CONSENT = Finding("no-consent", "interviews.csv row 2", "Consent is <missing>.", "Ask for it.")
OTHER = Finding("bad-date", "interviews.csv row 2", "The date is wrong.", "Correct it.")


@pytest.fixture
def place(ledger_dsn, tmp_path, monkeypatch) -> Workplace:
    place = a_place(ledger_dsn, tmp_path, STUDY)
    for page in (study_page, submissions_page):
        monkeypatch.setattr(page, "workplace", lambda: place)
    return place


def register(place, site="s01", folder="alpha", version=1, **roles: str) -> list[str]:
    """Register a submission of interviews, by participant code ``p01="manager"``."""
    seed = repr((site, folder, version)).encode()
    digest = hashlib.sha256(seed).hexdigest()
    submission = f"{site}-{digest[:10]}"
    new = tuple(
        NewInterview(
            f"{submission}-r{row:02d}", row, f"{site}-i{digest[:6]}{row}", f"{site}-{who}", role,
            digest,
        )
        for row, (who, role) in enumerate(roles.items(), 2)
    )  # fmt: skip
    hashed = hashlib.sha256(folder.encode()).hexdigest()
    assert place.ledger.register(
        Registration(submission, site, hashed, digest, new), actor="intake"
    )
    return [each.interview_id for each in new]


def walk(place, interview, *states, findings=(), actor="check") -> None:
    for state in states:
        found = findings if state is states[-1] else ()
        place.ledger.move(interview, state, actor=actor, findings=found)


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    page = re.sub(r"<(style|script|head).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_an_empty_study_says_so_and_still_shows_what_is_wanted(place, log_in):
    answer = log_in("viewer").get("/desk/study")
    assert answer.status_code == 200
    said = text_of(answer.text)
    assert "No site has sent anything yet" in said
    assert "0 of 2 released" in said


def test_each_cell_shows_its_interviews_against_what_is_wanted(place, log_in):
    first, second, third = register(place, p01="peer_worker", p02="peer_worker", p03="manager")
    walk(place, first, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    walk(place, second, State.CHECKED, State.IN_REVIEW)
    walk(place, third, State.QUARANTINED, findings=[NO_CONSENT])
    page = log_in("op").get("/desk/study").text
    cells = re.findall(r"<td[ >].*?</td>", page[page.index('<table class="matrix">') :], re.DOTALL)
    assert "1 of 2 released 2 received 1 in review waits" in text_of(cells[0])
    assert "0 of 1 released 1 received 1 quarantined" in text_of(cells[1])
    assert "1 of 3 released" in text_of(cells[2])


def test_a_cell_of_few_people_is_marked_in_words(place, log_in):
    register(place, p01="peer_worker", p02="peer_worker", p03="peer_worker", p04="manager")
    register(place, site="s02", p01="peer_worker")
    register(place, site="s02", folder="beta", p01="peer_worker")
    register(place, site="s02", folder="gamma", p01="peer_worker")
    seen = study_step.see_study(place, as_manager=False)
    few = {(cell.site, cell.role) for line in seen.sites for cell in line.cells if cell.is_small}
    assert few == {("s01", "manager"), ("s02", "peer_worker")}
    page = log_in("viewer").get("/desk/study").text
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    assert text_of(body).count("few people") == 2


def test_a_replaced_version_does_not_count(place):
    (old, _) = register(place, p01="peer_worker", p02="manager")
    walk(place, old, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    register(place, version=2, p01="peer_worker")
    seen = study_step.see_study(place, as_manager=False)
    assert (seen.total.received, seen.total.released, seen.total.quarantined) == (1, 0, 0)


def test_interviews_of_a_role_or_site_that_the_study_dropped_are_still_seen(place):
    register(place, p01=None)
    register(place, site="s09", p01="peer_worker")
    seen = study_step.see_study(place, as_manager=True)
    assert seen.roles == ("peer_worker", "manager", "")
    assert [(line.site, line.name, line.total.received) for line in seen.sites] == [
        ("s01", "Northford", 1),
        ("s02", "Southwick", 0),
        ("s09", None, 1),
    ]


@pytest.mark.usefixtures("within_one_day")
def test_the_trend_tells_what_came_in_and_what_was_released_each_week(place):
    (one, _) = register(place, p01="peer_worker", p02="peer_worker")
    walk(place, one, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    in_two_weeks = datetime.now(UTC) + timedelta(weeks=2)
    line = study_step.see_study(place, as_manager=False, now=in_two_weeks).sites[0]
    assert [(week.received, week.released) for week in line.weeks[-3:]] == [(2, 1), (0, 0), (0, 0)]
    assert len(line.weeks) == study_step.N_WEEKS
    assert "Received: 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0." in study_page.tell_weeks(line.weeks)
    bars = study_page.draw_weeks(line.weeks)
    assert [(bar.height, bar.is_release) for bar in bars] == [(24.0, False), (12.0, True)]


def test_what_waits_too_long_needs_a_data_manager_oldest_first(place):
    stuck, asked, later, out = register(
        place, p01="manager", p02="manager", p03="manager", p04="manager"
    )
    walk(place, stuck, State.CHECKED)
    walk(place, asked, State.CHECKED, State.IN_REVIEW)
    walk(place, later, State.CHECKED, State.IN_REVIEW)
    walk(place, out, State.QUARANTINED)
    now = datetime.now(UTC)

    def needs(after: timedelta) -> dict[str, list[str]]:
        seen = study_step.see_study(place, as_manager=True, now=now + after)
        return {n.kind: [i.interview_id for i in n.interviews] for n in seen.needs}

    assert needs(timedelta(minutes=1)) == {"in review": [asked, later], "stuck": [], "kept out": []}
    assert needs(timedelta(hours=2))["stuck"] == [stuck]
    assert needs(timedelta(days=6))["kept out"] == []
    assert needs(timedelta(days=8))["kept out"] == [out]


@pytest.mark.parametrize("role", ["viewer", "user"])
def test_who_is_no_data_manager_sees_counts_and_site_codes_only(place, log_in, role):
    (interview,) = register(place, p01="manager")
    walk(place, interview, State.CHECKED, State.IN_REVIEW)
    page = log_in(role).get("/desk/study").text
    assert "1 in review" in text_of(page)
    for hidden in (interview, "s01-p01", "Northford", "Southwick", "What needs you"):
        assert hidden not in page
    manager = log_in("op").get("/desk/study").text
    assert all(shown in manager for shown in (interview, "Northford", "What needs you"))


ROUTES = [
    ("GET", ""),
    ("POST", "/of-participant"),
    ("GET", "/{interview}"),
    ("GET", "/{interview}/receipt"),
    ("POST", "/{interview}/send-back"),
    ("POST", "/{interview}/requeue"),
]


@pytest.mark.parametrize("role", [None, "viewer", "user"])
@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_submissions_are_for_data_managers(place, log_in, role, method, route):
    (interview,) = register(place, p01="manager")
    path = f"/desk/submissions{route.format(interview=interview)}"
    answer = log_in(role).request(method, path, headers=OWN)
    assert answer.status_code == (401 if role is None else 403)
    assert "s01-p01" not in answer.text


@pytest.mark.usefixtures("within_one_day")
def test_the_search_finds_by_site_state_and_finding(place, log_in):
    one, two = register(place, p01="manager", p02="peer_worker")
    (three,) = register(place, site="s02", p01="manager")
    walk(place, one, State.QUARANTINED, findings=[NO_CONSENT, OTHER])
    browser = log_in("op")

    def found(**asked: str) -> set[str]:
        page = browser.get("/desk/submissions", params=asked).text
        return {each for each in (one, two, three) if each in page}

    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert found() == {one, two, three}
    assert found(site="s01") == {one, two}
    assert found(state="received") == {two, three}
    assert found(site="s01", state="received") == {two}
    assert found(finding="bad-date") == {one}
    assert found(site="s02", finding="bad-date") == set()
    assert found(first=today, last=today, site="", state="") == {one, two, three}
    assert found(last="2020-01-01") == set()


def test_a_search_that_finds_nothing_says_what_to_do(place, log_in):
    assert "No site has sent anything yet" in log_in("op").get("/desk/submissions").text
    register(place, p01="manager")
    page = log_in("op").get("/desk/submissions?state=released").text
    assert "No interview fits. Choose fewer filters" in page


@pytest.mark.parametrize(
    "query",
    [
        "state=lost",
        "first=yesterday",
        "order=random",
        "after=12345",
        "after=x-y",
        "site=Marta Quill",
    ],
)
def test_a_query_that_no_page_writes_is_refused_and_not_repeated(place, log_in, query):
    answer = log_in("op").get(f"/desk/submissions?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[2] not in answer.text


def test_pages_lead_forth_and_back_without_gaps(place, log_in):
    interviews = register(place, **{f"p{n:02d}": "manager" for n in range(120)})
    browser = log_in("op")

    def follow(relation: str, page: str) -> str | None:
        link = re.search(rf'rel="{relation}" href="([^"]+)"', page)
        return html.unescape(link.group(1)) if link else None

    def listed(page: str) -> list[str]:
        return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)

    pages = [browser.get("/desk/submissions?site=s01").text]
    while (following := follow("next", pages[-1])) is not None:
        pages.append(browser.get(f"/desk/submissions{following}").text)
    assert [len(listed(page)) for page in pages] == [50, 50, 20]
    assert sorted(one for page in pages for one in listed(page)) == sorted(interviews)
    back = browser.get(f"/desk/submissions{follow('prev', pages[2])}").text
    assert listed(back) == listed(pages[1])
    front = browser.get(f"/desk/submissions{follow('prev', back)}").text
    assert listed(front) == listed(pages[0])
    assert follow("prev", front) is None
    assert "120 interviews" in front


def test_an_interview_is_opened_by_its_name(place, log_in):
    (one, two) = register(place, p01="manager", p02="manager")
    browser = log_in("op")
    answer = browser.get("/desk/submissions", params={"name": f" {one} "})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/submissions/{one}")
    both = browser.get("/desk/submissions", params={"name": one.rpartition("-")[0]}).text
    assert one in both
    assert two in both
    assert "is called so" in browser.get("/desk/submissions", params={"name": "nothing"}).text


def test_a_person_is_looked_for_without_an_address_that_names_them(place, log_in):
    (one, other) = register(place, p01="manager", p02="manager")
    answer = log_in("op").post(
        "/desk/submissions/of-participant",
        data={"site": "s01", "participant": "s01-p01"},
        headers=OWN,
    )
    assert answer.status_code == 200
    assert one in answer.text
    assert other not in answer.text
    page = log_in("op").get("/desk/submissions").text
    assert "s01-p01" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', page))


def test_a_trail_tells_every_step_who_when_why_and_its_hash(place, log_in):
    (interview,) = register(place, p01="manager")
    walk(place, interview, State.CHECKED, actor="check")
    asked = place.ledger.move(
        interview, State.IN_REVIEW, actor="deidentify", detail={"spans": 41, "doubtful": 3}
    )
    walk(place, interview, State.QUARANTINED, findings=[NO_CONSENT], actor="rowan")
    place.raw_views.note("robin", interview, "clip_raw", 6)
    page = log_in("op").get(f"/desk/submissions/{interview}").text
    said = text_of(page)
    for step in place.ledger.history(interview):
        assert step.hash in page
        assert f"{step.at:%Y-%m-%d %H:%M:%S}" in page
    assert "spans 41 doubtful 3" in said
    assert "no-consent , interviews.csv row 2: Consent is <missing>. Ask for it." in said
    assert "robin heard the recording as it is 7" in said
    assert page.count(f"/dags/review/runs/{interview}-{asked}") == 2
    assert "/dags/intake/runs?start_date_lte=" in page


def test_a_trail_leads_to_the_other_versions(place, log_in):
    (old,) = register(place, p01="manager")
    (new,) = register(place, version=2, p01="manager")
    page = log_in("op").get(f"/desk/submissions/{old}").text
    assert f"/desk/submissions/{new}" in page
    assert "replaced by a newer version" in page
    assert "What you can do" not in page


@pytest.mark.parametrize("interview", ["s01-0000000000-r02", "%00", "../x", "x" * 300])
def test_an_interview_that_is_not_there_is_not_found(place, log_in, interview):
    assert log_in("op").get(f"/desk/submissions/{interview}").status_code in {404, 422}


@pytest.mark.parametrize(
    ("states", "offers"),
    [
        pytest.param([], {"send-back"}, id="received"),
        pytest.param([State.CHECKED, State.IN_REVIEW], {"send-back"}, id="in review"),
        pytest.param([State.QUARANTINED], {"requeue"}, id="quarantined"),
        pytest.param([State.CHECKED, State.DEIDENTIFIED, State.RELEASED], set(), id="released"),
        pytest.param([State.WITHDRAWN], set(), id="withdrawn"),
    ],
)
def test_what_can_be_done_depends_on_where_it_is(place, log_in, states, offers):
    (interview,) = register(place, p01="manager")
    walk(place, interview, *states)
    page = log_in("op").get(f"/desk/submissions/{interview}").text
    assert {act for act in ("send-back", "requeue") if f'/{act}"' in page} == offers


def test_what_its_participant_withdrew_is_not_offered_again(place, log_in):
    """One version is kept out, and stays out though nothing of it was taken from anywhere."""
    (older,) = register(place, folder="alpha", p01="manager")
    (kept_out,) = register(place, folder="beta", p01="manager")
    walk(place, kept_out, State.QUARANTINED)
    assert '/requeue"' in log_in("op").get(f"/desk/submissions/{kept_out}").text
    place.ledger.move(older, State.WITHDRAWN, actor="boss", detail={"reason": "participant"})
    page = log_in("op").get(f"/desk/submissions/{kept_out}").text
    assert '/requeue"' not in page
    assert "What you can do" not in page


@pytest.mark.parametrize(
    ("is_told", "said"),
    [
        pytest.param(True, "The site's receipt tells what you wrote.", id="written"),
        pytest.param(False, "receipt could not be written yet; the next run", id="not yet"),
    ],
)
def test_whether_the_site_can_read_the_message_is_told(place, log_in, monkeypatch, is_told, said):
    (interview,) = register(place, p01="manager")
    monkeypatch.setattr(submissions_page, "send_back", lambda *_: is_told)
    browser = log_in("op")
    answer = browser.post(
        f"/desk/submissions/{interview}/send-back", data={"message": "Row 2"}, headers=OWN
    )
    assert answer.status_code == 303
    assert said in text_of(browser.get(answer.headers["location"]).text)


def test_a_message_that_is_refused_is_kept_for_the_writer(place, log_in, monkeypatch):
    (interview,) = register(place, p01="manager")

    def refuse(*_: object) -> None:
        raise RefusedMessage("The message may name somebody.", "Take the name out.")

    monkeypatch.setattr(submissions_page, "send_back", refuse)
    answer = log_in("op").post(
        f"/desk/submissions/{interview}/send-back", data={"message": "Row 2 <b>"}, headers=OWN
    )
    assert answer.status_code == 409
    assert "Take the name out." in answer.text
    assert ">Row 2 &lt;b&gt;</textarea>" in answer.text


def test_an_interview_that_moved_meanwhile_is_left_where_it_is(place, log_in):
    (interview,) = register(place, p01="manager")
    answer = log_in("op").post(f"/desk/submissions/{interview}/requeue", headers=OWN)
    assert answer.status_code == 409
    assert "Only an interview that was kept out" in answer.text
    assert place.ledger.interview(interview).state is State.RECEIVED


def test_a_receipt_may_do_nothing_but_be_read(place, log_in, monkeypatch):
    style = b"\nbody { color: teal }\n"
    page = b"<html><style>" + style + b"</style><script>alert(1)</script>"
    monkeypatch.setattr(submissions_page, "read_receipt", lambda *_, **__: page)
    answer = log_in("op").get("/desk/submissions/s01-0000000000-r02/receipt")
    policy = answer.headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "sandbox;" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert answer.content == page
    assert answer.headers["cache-control"] == "no-store"


def test_the_receipt_is_fetched_only_when_it_is_asked_for(place, log_in):
    (interview,) = register(place, p01="manager")
    browser = log_in("op")
    assert "<iframe" not in browser.get(f"/desk/submissions/{interview}").text
    shown = browser.get(f"/desk/submissions/{interview}?show=receipt").text
    frame = re.search(r"<iframe[^>]*>", shown)
    assert frame
    assert " sandbox " in frame.group()
