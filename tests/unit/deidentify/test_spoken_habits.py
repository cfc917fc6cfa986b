"""How British people write and say numbers, ages, addresses: every habit a case."""

import pytest
from deidentify_builders import a_lexicon, surfaces

from sottovoce.deidentify.text.addresses import find_addresses
from sottovoce.deidentify.text.ages import find_ages
from sottovoce.deidentify.text.codes import find_spoken_codes, find_written_codes
from sottovoce.deidentify.text.contacts import find_contacts
from sottovoce.deidentify.text.other_ids import find_other_ids
from sottovoce.deidentify.text.spellings import find_spellings

LEXICON = a_lexicon("datix which under this that down hill the")


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        pytest.param("she'll be twelve in March", ["twelve"], id="a coming birthday"),
        pytest.param("me being fifty-three and all", ["fifty-three"], id="being"),
        pytest.param("a 9 year old", ["9"], id="year old"),
        pytest.param("hes 18 and still at home", ["18"], id="no apostrophe"),
        pytest.param("the brother's 12 and loud", ["12"], id="a relation"),
        pytest.param("he was seventeen coming on eighteen", ["seventeen", "eighteen"], id="rising"),
        pytest.param("the kids are 4, 7 and 11", ["4", "7", "11"], id="a list"),
        pytest.param("how old are you? forty one", ["forty one"], id="an answer"),
        pytest.param("a stepson of 28 and so on", ["28"], id="of"),
        pytest.param("I'm fifty, no, fifty-one", ["fifty", "fifty-one"], id="put right"),
        pytest.param("I'm pushing sixty", [], id="vague: pushing"),
        pytest.param("about twelve years old by the sound of him", [], id="vague: about"),
        pytest.param("he's two steps ahead", [], id="counted things"),
        pytest.param("I'm twenty-four hours a week", [], id="hours"),
        pytest.param("it's 12 and we stop", [], id="the time"),
        pytest.param("I was fifty fifty about it", [], id="fifty-fifty"),
        pytest.param("he's six foot four", [], id="height"),
    ],
)
def test_exact_ages_are_found_and_vague_ones_left(text, ages):
    assert [text[s.start : s.end] for s in find_ages(text, LEXICON)] == ages


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("a datix which was web 118093 and", "web 118093", id="a word before"),
        pytest.param("the reference is sg 6620 14 on it", "sg 6620 14", id="small groups"),
        pytest.param("share code. W7K 4RP 9TX.", "W7K 4RP 9TX", id="groups of three"),
        pytest.param("her visa, GWF0718 26443, ran out", "GWF0718 26443", id="code and number"),
        pytest.param("badge 4471 it is", "4471", id="a short number"),
        pytest.param("it ends in 4471.", "4471", id="the end of one"),
        pytest.param(
            "case sc132 slash 22 slash 01408 that", "sc132 slash 22 slash 01408", id="slash"
        ),
    ],
)
def test_references_are_known_by_their_label(text, surface):
    assert surface in [s for s, _ in surfaces(text, find_other_ids(text, LEXICON))]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("my contract ends in 2024", id="a year"),
        pytest.param("the case took 1200 hours", id="a count"),
        pytest.param("a policy from 2019 on", id="a year after a label"),
        pytest.param("ward 12 and band 7", id="ward and band"),
    ],
)
def test_numbers_after_a_label_that_count_something_are_left(text):
    assert find_other_ids(text, LEXICON) == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("ref h 7 7 0 4 1 2 9 on it", "h 7 7 0 4 1 2 9", id="digits one by one"),
        pytest.param("three nines four oh two", "three nines four oh two", id="three nines"),
        pytest.param("cm eighty eight five a w", "cm eighty eight five a w", id="joined letters"),
        pytest.param("plus four four seven seven double oh nine hundred one two three",
                     "plus four four seven seven double oh nine hundred one two three", id="plus"),
        pytest.param("oh seven seven double oh, nine, no sorry, nine hundred, six seven one",
                     "oh seven seven double oh, nine, no sorry, nine hundred, six seven one",
                     id="put right half-way"),
        pytest.param("F N, stroke, I N W, stroke, oh two", "F N, stroke, I N W, stroke, oh two", id="stroke"),
    ],
)  # fmt: skip
def test_codes_are_found_in_every_habit_of_reading_out(text, surface):
    assert surface in [s for s, _ in surfaces(text, find_spoken_codes(text))]


def test_a_number_dictated_over_turns_is_found_in_each_of_them():
    text = "oh seven seven double oh\n\nyep\n\nnine hundred\n\nright\n\nsix seven one"
    found = [s for s, _ in surfaces(text, find_spoken_codes(text))]
    assert found == ["oh seven seven double oh", "nine hundred", "six seven one"]


def test_a_postcode_with_letters_that_no_real_one_has_is_found():
    assert [s for s, _ in surfaces("bt98 6kd", find_written_codes("bt98 6kd"))] == ["bt98 6kd"]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("it's 27 foyle crest", "27 foyle crest", id="crest"),
        pytest.param("unit 4 bankfield mill", "unit 4 bankfield mill", id="unit and mill"),
        pytest.param("at 5 the nook", "5 the nook", id="the nook"),
        pytest.param("number nine the crescent", "number nine the crescent", id="number nine"),
        pytest.param(
            "basement flat 19 tisbury parade", "basement flat 19 tisbury parade", id="basement"
        ),
        pytest.param("room 6 foxley house", "room 6 foxley house", id="room and house"),
        pytest.param(
            "a hundred and twelve Ferndale Road", "a hundred and twelve Ferndale Road", id="hundred"
        ),
        pytest.param("14, no, 16 Ferndale Road", "14, no, 16 Ferndale Road", id="put right"),
    ],
)
def test_addresses_are_found_whole(text, surface):
    assert surface in [s for s, _ in surfaces(text, find_addresses(text, LEXICON))]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("use bank desk at fairwater dot example", "bank desk at fairwater dot example", id="two words"),
        pytest.param("it's m underscore day 88 at example.com", "m underscore day 88 at example.com", id="half written"),
        pytest.param("it's hello at dads in the dark dot example", "hello at dads in the dark dot example", id="long domain"),
    ],
)  # fmt: skip
def test_mail_addresses_read_aloud_are_found_whole(text, surface):
    assert surface in [s for s, _ in surfaces(text, find_contacts(text))]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        pytest.param("k e v i n", "kevin", id="spaces"),
        pytest.param("K-E-V-I-N", "kevin", id="hyphens"),
        pytest.param("K, E, V, I, double N", "kevinn", id="double"),
        pytest.param("kilo echo victor", "kev", id="alphabet"),
        pytest.param("K for kilo, E for easy, V for victor", "kev", id="for"),
    ],
)
def test_a_spelling_is_read_as_its_letters(text, letters):
    assert [s.letters for s in find_spellings(text)] == [letters]
