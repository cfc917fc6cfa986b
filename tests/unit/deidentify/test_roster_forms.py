import pytest
from deidentify_builders import a_lexicon, a_transcript

from sottovoce.deidentify.text.nicknames import other_forms
from sottovoce.deidentify.text.roster import find_roster_names, index_roster
from sottovoce.deidentify.text.site_memory import HashedNames, find_site_names, name_hash
from sottovoce.model.rosters import Roster, RosterEntry
from sottovoce.model.spans import EntityType

LEXICON = a_lexicon("mailing list may oh conquer read saw then with dr date shut")


def found(kind, value, text):
    index = index_roster(Roster((RosterEntry(kind, value),)), LEXICON)
    spans = find_roster_names(text, index, LEXICON, is_small=text.islower())
    return {text[s.start : s.end] for s in spans}


@pytest.mark.parametrize(
    ("value", "text", "surface"),
    [
        pytest.param("Kevin Stroud", "i told kev", "kev", id="nickname of the listed name"),
        pytest.param("Kev Stroud", "i told kevin", "kevin", id="listed by the nickname"),
        pytest.param("Mei Ling Chan", "then mailing rang me", "mailing", id="joined by recognition"),
        pytest.param("Mei Ling Chan", "may ling said", "may ling", id="another spelling"),
        pytest.param("Ngozi Okonkwo", "dr oh conquer saw me", "oh conquer", id="split into words"),
        pytest.param("Kevin Stroud", "S, T, R, O, U, D", "S, T, R, O, U, D", id="spelled"),
        pytest.param("Kevin Stroud", "kilo echo victor india november",
                     "kilo echo victor india november", id="in the alphabet"),
        pytest.param("Kevin Stroud", "then KS said", "KS", id="initials"),
        pytest.param("Kevin Stroud", "so Strowd came", "Strowd", id="typo"),
    ],
)  # fmt: skip
def test_people_of_the_roster_are_found_however_said(value, text, surface):
    assert surface in found(EntityType.PERSON, value, text)


@pytest.mark.parametrize(
    ("value", "text", "surface"),
    [
        pytest.param("Tyneside Kith", "at kith we do", "kith", id="a part"),
        pytest.param(
            "Tyne Marches Integrated Care Board", "then TMICB said", "TMICB", id="acronym"
        ),
    ],
)
def test_services_of_the_roster_are_found_by_their_short_forms(value, text, surface):
    assert surface in found(EntityType.ORGANISATION, value, text)


@pytest.mark.parametrize(
    "text", ["will you mark the date", "a mailing list", "mark my day", "hope it will"]
)
def test_words_that_are_listed_names_too_are_left_where_they_are_words(text):
    for value in ("Will Hope", "Mark Ready", "Mei Ling"):
        assert found(EntityType.PERSON, value, text) == set()


def test_nicknames_go_both_ways():
    assert "kev" in other_forms("Kevin")
    assert "kevin" in other_forms("kev")
    assert other_forms("Xyz") == frozenset()


def test_names_of_the_site_are_found_by_keyed_hash_and_left_for_review():
    key = b"k" * 32
    names = HashedNames(key, {name_hash(key, ("zulfiqar",)): EntityType.PERSON})
    spans = find_site_names(a_transcript("then zulfiqar rang"), names, LEXICON)
    assert [(s.start, s.end, s.recognizer) for s in spans[0]] == [(5, 13, "site-memory")]
    assert all(s.score < 0.5 for s in spans[0])
    other = HashedNames(b"x" * 32, names.kinds)
    assert find_site_names(a_transcript("then zulfiqar rang"), other, LEXICON) == {}
