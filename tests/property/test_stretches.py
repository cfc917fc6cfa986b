"""Searching around what a pattern needs finds all that searching everywhere finds."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sottovoce.deidentify.text import addresses, ages, contacts
from sottovoce.deidentify.text.stretches import find_in, stretches_around
from sottovoce.deidentify.text.vocabulary import words

WORDS = words(
    """
    i'm just only she's about twelve, 41 one hundred and years old how is she? when he was aged
    my son of dot org www underscore kev the mill house high street road lane , slash yeah well um
    then we went home talking quietly together
    """
)
SAID = st.lists(st.sampled_from([*sorted(WORDS), "\n", "\n\n", ""]), max_size=120).map(" ".join)
AROUND = {
    "ages": (ages._AGES[0][0], ages._ANY_NUMBER, ages._BEFORE, ages._AFTERWARDS),
    "ages of years": (ages._AGES[3][0], ages._ANY_NUMBER, ages._BEFORE, ages._AFTERWARDS),
    "ages of children": (ages._AGES[11][0], ages._ANY_NUMBER, ages._BEFORE, ages._AFTERWARDS),
    "web": (contacts._SPOKEN_WEB, contacts._DOT, 200, 400),
    "underscored": (contacts._UNDERSCORED, contacts._UNDERSCORE, 50, 150),
    "houses": (addresses._HOUSE_IN_STREET, addresses._ANY_STREET, addresses._MAX_HOUSE, 0),
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@given(text=SAID)
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost_by_searching_around_what_is_needed(around, text):
    pattern, needed, before, after = around
    stretches = stretches_around(needed, text, before=before, after=after)

    near = [match.span() for match in find_in(stretches, pattern, text)]

    assert near == [match.span() for match in pattern.finditer(text)]


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        pytest.param("nothing", [], id="nothing needed is there"),
        pytest.param("1" + "." * 20 + "1", [(0, 3), (18, 24)], id="apart"),
        pytest.param("....1..1....", [(1, 10)], id="together"),
        pytest.param("....11", [(1, 8)], id="at the end"),
    ],
)
def test_stretches_that_meet_are_one(text, stretches):
    assert stretches_around(re.compile("1"), text, before=3, after=2) == stretches
