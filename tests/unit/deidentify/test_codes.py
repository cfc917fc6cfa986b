import pytest
from deidentify_builders import a_lexicon, surfaces

from sottovoce.deidentify.text.codes import (
    find_spoken_codes,
    find_written_codes,
    is_valid_nhs_number,
)
from sottovoce.deidentify.text.other_ids import find_other_ids
from sottovoce.model.spans import EntityType


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        pytest.param("943 476 5919", True, id="published example"),
        pytest.param("9434765919", True, id="without spaces"),
        pytest.param("943 476 5918", False, id="check digit wrong"),
        pytest.param("943 476 591", False, id="a digit short"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_an_nhs_number_is_valid_when_its_check_digit_is_right(number, valid):
    assert is_valid_nhs_number(number) is valid


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        pytest.param("it is 943 476 5919.", "943 476 5919", EntityType.NHS_NUMBER, id="nhs number"),
        pytest.param(
            "NHS number 943-476-5918",
            "943-476-5918",
            EntityType.NHS_NUMBER,
            id="nhs number with a typo",
        ),
        pytest.param(
            "mine's AB 12 34 56 C, yes", "AB 12 34 56 C", EntityType.NINO, id="nino in groups"
        ),
        pytest.param("ab123456c", "ab123456c", EntityType.NINO, id="nino small and joined"),
        pytest.param("to NE79 3QT please", "NE79 3QT", EntityType.POSTCODE, id="postcode"),
        pytest.param(
            "it's sw1a 1aa there", "sw1a 1aa", EntityType.POSTCODE, id="london postcode small"
        ),
        pytest.param(
            "the postcode district LS11 is", "LS11", EntityType.POSTCODE, id="half a postcode"
        ),
        pytest.param(
            "a red one, AB12 CDE, outside", "AB12 CDE", EntityType.OTHER_ID, id="car registration"
        ),
        pytest.param(
            "my car is ab12 cde",
            "ab12 cde",
            EntityType.OTHER_ID,
            id="registration in small letters",
        ),
    ],
)
def test_written_codes_are_found_whole(text, surface, kind):
    assert (surface, kind) in surfaces(text, find_written_codes(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Band 3 and Section 136", id="pay band and section"),
        pytest.param("we saw 1200 people in 2019", id="a count and a year"),
        pytest.param("ZZ12 3QT", id="an area that doesn't exist"),
        pytest.param("E13 is what we call it", id="half a postcode without a hint"),
    ],
)
def test_other_numbers_are_not_codes(text):
    assert find_written_codes(text) == []


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        pytest.param(
            "nine four three, four seven six, five nine one nine",
            "nine four three, four seven six, five nine one nine",
            EntityType.NHS_NUMBER,
            id="digit by digit",
        ),
        pytest.param(
            "it goes triple nine, one double four, nineteen, double two, six",
            "triple nine, one double four, nineteen, double two, six",
            EntityType.OTHER_ID,
            id="eleven digits are no nhs number",
        ),
        pytest.param(
            "it's J for Juliet, S for Sierra, twelve, double oh, eighty-four, B for Bravo.",
            "J for Juliet, S for Sierra, twelve, double oh, eighty-four, B for Bravo",
            EntityType.NINO,
            id="nino with letters for words",
        ),
        pytest.param(
            "A B one two, three four, five six, C",
            "A B one two, three four, five six, C",
            EntityType.NINO,
            id="nino with bare letters",
        ),
        pytest.param(
            "L S eleven, four N T", "L S eleven, four N T", EntityType.POSTCODE, id="postcode"
        ),
        pytest.param(
            "Alpha Bravo one nine, Echo Lima Kilo",
            "Alpha Bravo one nine, Echo Lima Kilo",
            EntityType.OTHER_ID,
            id="registration",
        ),
        pytest.param(
            "on oh one two one, four nine six, oh double five seven",
            "oh one two one, four nine six, oh double five seven",
            EntityType.PHONE,
            id="landline",
        ),
        pytest.param(
            "oh double seven double oh, nine hundred, four two one",
            "oh double seven double oh, nine hundred, four two one",
            EntityType.PHONE,
            id="mobile",
        ),
        pytest.param(
            "that was eight eight one oh",
            "eight eight one oh",
            EntityType.OTHER_ID,
            id="the end of a number",
        ),
    ],
)
def test_codes_that_are_read_out_are_found_whole(text, surface, kind):
    assert (surface, kind) in surfaces(text, find_spoken_codes(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("one two three four five, testing", id="counting up"),
        pytest.param("in nineteen eighty-four or twenty twenty-two", id="years"),
        pytest.param("I was one of two, and a third came at ten", id="talk with numbers"),
        pytest.param("fifty or sixty a week", id="an estimate"),
        pytest.param("I rang nine nine nine", id="the emergency number"),
    ],
)
def test_talk_about_numbers_is_not_a_code(text):
    assert find_spoken_codes(text) == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("under ABCIB/2019/0562 we had", "ABCIB/2019/0562", id="tender"),
        pytest.param("incident AB-20931, that", "AB-20931", id="incident"),
        pytest.param("payroll number is XYZ 60418", "XYZ 60418", id="payroll"),
        pytest.param("my PIN, 04J2291E", "04J2291E", id="registration of a nurse"),
        pytest.param("the certificate 001793340562", "001793340562", id="long number"),
        pytest.param(
            "a reference and everything qv c 33817 and", "qv c 33817", id="as recognised speech"
        ),
    ],
)
def test_references_are_found_whole(text, surface):
    found = find_other_ids(text, a_lexicon("under we had incident that payroll pin certificate"))
    assert surface in [s for s, _ in surfaces(text, found)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("PHQ-9 and GAD-7, ICD-10", id="scales"),
        pytest.param("50mg at 10am", id="doses and times"),
        pytest.param("in 2011 and 24/7", id="years and round the clock"),
    ],
)
def test_scales_doses_and_times_are_not_references(text):
    assert find_other_ids(text, a_lexicon()) == []
