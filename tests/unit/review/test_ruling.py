"""Which answers count."""

import pytest

from sottovoce.config.review import ReviewPolicy
from sottovoce.review.ruling import Answer, AskAgain, Heard, objection

ANYWHERE = ReviewPolicy()
AT_DESK = ReviewPolicy(only_at_desk=True)
TWO = ReviewPolicy(second_reader=True)
NAMED = ReviewPolicy(reviewers={"one": ("s01",), "other": ("s02",), "every": "all"})
LISTED = ReviewPolicy(only_at_desk=False, reviewers=NAMED.reviewers)

YES, NO, MARKED = "approve", "reject", None


def heard(
    *readers: tuple[str, str | None], has_marks: bool = True, was_listed: bool = False
) -> list[Heard]:
    return [Heard(who, outcome, has_marks, was_listed) for who, outcome in readers]


@pytest.mark.parametrize(
    ("policy", "approves", "actor", "said", "expected"),
    [
        pytest.param(ANYWHERE, True, "boss", [], None, id="by counts alone"),
        pytest.param(ANYWHERE, True, "one", heard(("one", YES)), None, id="read at the Desk"),
        pytest.param(ANYWHERE, True, "boss", heard(("one", YES)), None, id="answered for a reader"),
        pytest.param(
            ANYWHERE, True, "boss", heard(("one", MARKED)), AskAgain.BEING_READ, id="still read"
        ),
        pytest.param(
            ANYWHERE, True, "boss", heard(("one", MARKED), has_marks=False), None, id="only opened"
        ),
        pytest.param(
            ANYWHERE, True, "boss", heard(("one", NO)), AskAgain.READ_OTHERWISE, id="overruled"
        ),
        pytest.param(ANYWHERE, False, "boss", heard(("one", YES)), None, id="kept out after all"),
        pytest.param(ANYWHERE, False, "boss", heard(("one", MARKED)), None, id="kept out while read"),
        pytest.param(AT_DESK, True, "boss", [], AskAgain.NOT_READ_AT_DESK, id="not read"),
        pytest.param(AT_DESK, False, "boss", [], None, id="kept out unread"),
        pytest.param(AT_DESK, True, "one", heard(("one", YES)), None, id="read as it must be"),
        pytest.param(
            NAMED, True, "boss", [], AskAgain.NOT_READ_AT_DESK, id="reviewers are named, none read"
        ),
        pytest.param(NAMED, True, "one", heard(("one", YES)), None, id="read by a named reviewer"),
        pytest.param(TWO, True, "one", heard(("one", YES)), AskAgain.NOT_READ_AT_DESK, id="once"),
        pytest.param(TWO, True, "two", heard(("one", YES), ("two", YES)), None, id="twice"),
        pytest.param(
            TWO, True, "one", heard(("one", YES), ("one", YES)), AskAgain.NOT_READ_AT_DESK,
            id="twice by one person",
        ),
        pytest.param(
            LISTED, True, "other", [], AskAgain.READER_NOT_OF_SITE, id="reviewer of another site"
        ),
        pytest.param(
            LISTED, False, "other", [], AskAgain.READER_NOT_OF_SITE, id="rejects elsewhere"
        ),
        pytest.param(
            LISTED, True, "boss", heard(("other", YES)), AskAgain.READER_NOT_OF_SITE,
            id="read by a reviewer of another site",
        ),
        pytest.param(
            LISTED, True, "boss", heard(("gone", YES), was_listed=True),
            AskAgain.READER_NOT_OF_SITE, id="read by who is no reviewer any more",
        ),
        pytest.param(
            LISTED, False, "boss", heard(("gone", NO), was_listed=True),
            AskAgain.READER_NOT_OF_SITE, id="rejected by who is no reviewer any more",
        ),
        pytest.param(
            LISTED, True, "boss", heard(("chief", YES)), None, id="read by a data manager"
        ),
        pytest.param(LISTED, True, "one", [], None, id="reviewer of this site"),
        pytest.param(LISTED, True, "every", [], None, id="reviewer of all sites"),
        pytest.param(LISTED, True, "boss", [], None, id="not listed: a data manager"),
    ],
)  # fmt: skip
def test_an_answer_counts_where_the_study_lets_it(policy, approves, actor, said, expected):
    assert objection(policy, "s01", Answer(approves, actor), said) is expected
