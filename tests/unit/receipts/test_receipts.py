import json
import re
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.model.findings import Finding
from sottovoce.model.states import State
from sottovoce.receipts import Receipt, render_html, render_index, render_json
from sottovoce.receipts.wording import SEND_AGAIN, WORDING

AT = datetime(2026, 3, 5, 14, 2, tzinfo=UTC)
NO_CONSENT = Finding(
    "no-consent",
    "interviews.csv row 3, column consent_transcript",
    "The consent is not recorded.",
    "If the participant agreed, write yes.",
)
ROSTER = Finding("roster-not-csv", "roster.csv", "It is no table.", "Save it as CSV UTF-8.")
REJECTED = Finding("rejected-in-review", "transcript file", "A person said no.", "Wait.")


def a_receipt(
    state: State = State.RELEASED, *findings: Finding, row: int = 3, **changes
) -> Receipt:
    facts = {
        "study": "Peer work in ten services",
        "site": "s01",
        "folder": "March",
        "interview_id": f"s01-3fa9c2d1ab-r{row:02d}",
        "row": row,
        "participant_code": "s01-p02",
        "state": state,
        "since": AT,
        "findings": findings,
        "history": ((State.RECEIVED, AT - timedelta(hours=1)), (state, AT)),
    }
    return Receipt(**facts | changes)


class Seen(HTMLParser):
    """What a reader, and a browser, gets from a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.text, self.tags, self.attributes = "", [], []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.text += data


def text_of(page: bytes) -> str:
    return " ".join(Seen(page).text.split())


@pytest.mark.parametrize("state", State)
def test_each_state_says_what_happened_what_to_do_and_what_comes_next(state):
    findings = [NO_CONSENT] if state is State.QUARANTINED else []
    text = text_of(render_html(a_receipt(state, *findings)))
    wording = WORDING[state]
    for said in (wording.label, wording.happened, wording.to_do, wording.next):
        assert said in text


def test_a_quarantined_interview_names_each_place_problem_and_fix_and_how_to_send_again():
    text = text_of(render_html(a_receipt(State.QUARANTINED, NO_CONSENT, ROSTER)))
    for finding in (NO_CONSENT, ROSTER):
        assert f"{finding.where} {finding.problem} {finding.fix} Code: {finding.code}" in text
    assert all(step in text for step in SEND_AGAIN)


@pytest.mark.parametrize(
    ("receipt", "has_to_send_again"),
    [
        pytest.param(a_receipt(State.QUARANTINED, NO_CONSENT), True, id="the site's fault"),
        pytest.param(a_receipt(State.QUARANTINED, REJECTED, ROSTER), True, id="in part"),
        pytest.param(a_receipt(State.QUARANTINED, REJECTED), False, id="rejected by a person"),
        pytest.param(a_receipt(State.QUARANTINED), False, id="without a finding"),
        pytest.param(
            a_receipt(State.QUARANTINED, NO_CONSENT, superseded=True), False, id="superseded"
        ),
        pytest.param(a_receipt(State.IN_REVIEW), False, id="in review"),
        pytest.param(a_receipt(State.RELEASED, NO_CONSENT), False, id="released with a note"),
    ],
)
def test_the_site_is_asked_to_send_again_only_when_that_helps(receipt, has_to_send_again):
    assert json.loads(render_json(receipt))["needs_action"] is has_to_send_again
    assert (SEND_AGAIN[0] in text_of(render_html(receipt))) is has_to_send_again
    assert (SEND_AGAIN[0] in text_of(render_index([receipt]))) is has_to_send_again


@pytest.mark.parametrize(
    ("receipt", "label"),
    [
        pytest.param(
            a_receipt(State.QUARANTINED, NO_CONSENT, superseded=True),
            "Replaced by a newer version",
            id="before release",
        ),
        pytest.param(
            a_receipt(State.RELEASED, superseded=True),
            "Released, newer version sent",
            id="after release",
        ),
        pytest.param(a_receipt(State.WITHDRAWN, superseded=True), "Withdrawn", id="withdrawn"),
        pytest.param(
            a_receipt(State.QUARANTINED, REJECTED), "Kept out by the study team", id="by a person"
        ),
    ],
)
def test_the_heading_says_what_matters_most(receipt, label):
    assert receipt.wording.label == label
    assert label in text_of(render_html(receipt))


def test_a_superseded_receipt_asks_for_nothing_even_if_it_had_findings():
    text = text_of(render_html(a_receipt(State.QUARANTINED, NO_CONSENT, superseded=True)))
    assert NO_CONSENT.fix not in text


def test_a_note_on_a_released_interview_is_shown_as_one():
    text = text_of(render_html(a_receipt(State.RELEASED, NO_CONSENT)))
    assert "Worth knowing This did not keep the interview out." in text


def test_a_manifest_that_nobody_could_read_is_not_called_an_interview():
    text = text_of(render_html(a_receipt(State.QUARANTINED, ROSTER, row=0, participant_code=None)))
    assert "Receipt: the manifest" in text
    assert "no interview of this folder has been taken into the study" in text
    assert "row 0" not in text


def test_a_code_that_the_study_does_not_know_is_not_shown():
    assert "code not known" in text_of(render_html(a_receipt(participant_code=None)))


def test_the_json_receipt_tells_times_in_utc():
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    written = json.loads(render_json(a_receipt(since=summer)))
    assert written["since"] == "2026-07-01T09:00:00Z"
    assert "1 July 2026, 09:00 UTC" in text_of(render_html(a_receipt(since=summer)))


def test_the_folder_is_not_in_the_repr():
    assert "Maureen" not in repr(a_receipt(folder="Maureen's interviews"))


PAGES = [
    pytest.param(render_html, id="receipt"),
    pytest.param(lambda receipt: render_index([receipt]), id="index"),
]


@pytest.mark.parametrize("render", PAGES)
@given(folder=st.text("abc<>&\"'{}%/ é\u202e", min_size=1, max_size=30))
def test_a_folder_may_be_called_anything(render, folder):
    seen = Seen(render(a_receipt(State.QUARANTINED, NO_CONSENT, folder=folder)))
    plain = Seen(render(a_receipt(State.QUARANTINED, NO_CONSENT)))
    assert folder in seen.text
    assert (seen.tags, seen.attributes) == (plain.tags, plain.attributes)


@pytest.mark.parametrize("render", PAGES)
def test_a_page_runs_nothing_and_fetches_nothing(render):
    page = render(a_receipt(State.QUARANTINED, NO_CONSENT))
    seen = Seen(page)
    assert not {"script", "link", "img", "iframe", "form", "object", "base"} & set(seen.tags)
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name == "src"]
    assert not re.search(rb"url\(|@import|https?:|//", page)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in seen.attributes


@pytest.mark.parametrize("render", PAGES)
def test_a_page_can_be_read_aloud(render):
    seen = Seen(render(a_receipt(State.QUARANTINED, NO_CONSENT)))
    headings = [int(tag[1]) for tag in seen.tags if re.fullmatch(r"h[1-6]", tag)]
    assert seen.attributes[0] == ("lang", "en-GB")
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    ids = [value for name, value in seen.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value for name, value in seen.attributes if name == "aria-labelledby"} <= set(ids)


def test_every_colour_of_text_contrasts_with_its_ground():
    page = render_html(a_receipt()).decode()
    tones = re.findall(r"--edge: (#\w{6}); --fill: (#\w{6})", page)
    quiet = re.search(r"--quiet: (#\w{6})", page)[1]
    pairs = [*tones, *((quiet, fill) for _, fill in tones), (quiet, "#ffffff")]
    assert len(tones) == 5
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.1."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_index_counts_and_lists_each_interview_in_the_order_of_the_manifest():
    page = render_index(
        [
            a_receipt(State.QUARANTINED, NO_CONSENT, row=4),
            a_receipt(State.RELEASED, row=2),
            a_receipt(State.RELEASED, row=3),
            a_receipt(State.QUARANTINED, NO_CONSENT, row=9, superseded=True),
        ]
    )
    text = text_of(page)
    assert "1 needs something from you 2 are in the study" in text
    assert re.findall(r"interview in row (\d+)", text) == ["2", "3", "4"]
    assert [value for name, value in Seen(page).attributes if name == "href"] == [
        f"s01-3fa9c2d1ab-r{row:02d}.html" for row in (2, 3, 4)
    ]


def test_the_index_names_a_fault_that_many_interviews_share_once():
    text = text_of(render_index([a_receipt(State.QUARANTINED, ROSTER, row=r) for r in (2, 3, 4)]))
    assert text.count(ROSTER.fix) == 1
    assert "This keeps 3 interviews out." in text


def test_the_index_of_a_folder_without_faults_says_that_nothing_is_to_be_done():
    assert "What you need to do Nothing." in text_of(render_index([a_receipt()]))


@pytest.mark.parametrize("render", [render_json, render_html, lambda r: render_index([r])])
def test_the_same_receipt_gives_the_same_bytes(render):
    assert render(a_receipt()) == render(a_receipt())
