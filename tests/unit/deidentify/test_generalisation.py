import pytest

from sottovoce.adapters.gazetteer import load_gazetteer
from sottovoce.deidentify.policy.ages import age_band
from sottovoce.deidentify.policy.dates import shift_date, widen_date
from sottovoce.deidentify.policy.places import wider_place
from sottovoce.deidentify.policy.postcodes import postcode_area


@pytest.mark.parametrize(
    ("said", "band"),
    [
        pytest.param("41", "[Age 40-49]", id="digits"),
        pytest.param("forty-one", "[Age 40-49]", id="words"),
        pytest.param("Forty one", "[Age 40-49]", id="words with a capital, without a hyphen"),
        pytest.param("forty-one years old", "[Age 40-49]", id="with its unit"),
        pytest.param("49", "[Age 40-49]", id="last of its band"),
        pytest.param("50", "[Age 50-59]", id="first of its band"),
        pytest.param("7", "[Age 0-9]", id="a child"),
        pytest.param("90", "[Age 90 or over]", id="where bands end"),
        pytest.param("104", "[Age 90 or over]", id="past a hundred"),
        pytest.param("forty-ish", None, id="not clear"),
        pytest.param("forty or fifty", None, id="two"),
        pytest.param("forty-one and a half", None, id="more than an age"),
        pytest.param("oh", None, id="a nought"),
        pytest.param("400", None, id="nobody's age"),
        pytest.param("٤١", "[Age 40-49]", id="digits of another script"),
        pytest.param("-41", None, id="a sign"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_an_age_becomes_its_band_however_it_was_said(said, band):
    assert age_band(said, 10) == band


@pytest.mark.parametrize(
    ("width", "band"), [(5, "[Age 85-89]"), (10, "[Age 80-89]"), (20, "[Age 80-89]")]
)
def test_the_last_band_ends_where_the_open_one_begins(width, band):
    assert age_band("eighty-seven", width) == band


DATES = [
    pytest.param("14th of March 2024", "March 2024", "2024", id="day month year"),
    pytest.param("March 14th, 2024", "March 2024", "2024", id="month day year"),
    pytest.param("Tuesday the 14th of March 2024", "March 2024", "2024", id="with its weekday"),
    pytest.param("14/03/2024", "March 2024", "2024", id="day before month"),
    pytest.param("14.3.54", "March 1954", "1954", id="two digits before the interview"),
    pytest.param("14-03-26", "March 2026", "2026", id="two digits in the year of the interview"),
    pytest.param("2024-03-14", "March 2024", "2024", id="as computers write"),
    pytest.param("Sept '98", "September 1998", "1998", id="month and short year"),
    pytest.param("fourteenth of march nineteen eighty-one", "March 1981", "1981", id="in words"),
    pytest.param(
        "twenty-first of june two thousand and four", "June 2004", "2004", id="two thousand and"
    ),
    pytest.param("may twenty oh nine", "May 2009", "2009", id="twenty oh nine"),
    pytest.param("may nineteen hundred and seven", "May 1907", "1907", id="nineteen hundred"),
    pytest.param("the third of the fourth, eighty-one", "April 1981", "1981", id="by ordinals"),
    pytest.param("14th of March", "March", None, id="without a year"),
    pytest.param("March the twenty-first", "March", None, id="month first, without a year"),
]


@pytest.mark.parametrize(("said", "month", "year"), DATES)
def test_a_date_becomes_month_and_year_however_it_was_said(said, month, year):
    assert widen_date(said, "month", latest_year=2026) == f"[Date {month}]"
    assert widen_date(said, "year", latest_year=2026) == (f"[Date {year}]" if year else None)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("early March 2024", id="a word too many"),
        pytest.param("14th or 15th of March 2024", id="two days"),
        pytest.param("March or April 2024", id="two months"),
        pytest.param("March 2023 to 2024", id="two years"),
        pytest.param("31st of February 2024", id="not in the calendar"),
        pytest.param("03/25/2024", id="month before day"),
        pytest.param("14/03/0024", id="a year long past"),
        pytest.param("the fourteenth", id="a day alone"),
        pytest.param("nineteen one March", id="no number"),
        pytest.param("March " * 40, id="far too long"),
        pytest.param("الاثنين March 2024", id="another script beside it"),
    ],
)
def test_a_date_that_is_not_understood_whole_is_left_to_replacement(said):
    assert widen_date(said, "month", latest_year=2026) is None
    assert shift_date(said, 40, latest_year=2026) is None


@pytest.mark.parametrize(
    ("said", "days", "shifted"),
    [
        pytest.param("14th of March 2024", 80, "2 June 2024", id="a day"),
        pytest.param("14th of March 2024", -80, "25 December 2023", id="into the year before"),
        pytest.param("14th of March", 80, "2 June", id="no year said, none told"),
        pytest.param("March 2024", 31, "April 2024", id="a month"),
        pytest.param("29th of February", 60, "29 April", id="a leap day without its year"),
    ],
)
def test_a_shifted_date_is_as_exact_as_it_was_said(said, days, shifted):
    assert shift_date(said, days, latest_year=2026) == f"[Date {shifted}]"


@pytest.mark.parametrize(
    ("said", "county", "region"),
    [
        pytest.param("Halifax", "West Yorkshire", "Yorkshire and the Humber", id="a town"),
        pytest.param("harehills", "West Yorkshire", "Yorkshire and the Humber", id="a district"),
        pytest.param(
            "Harehills, Leeds", "West Yorkshire", "Yorkshire and the Humber", id="with its town"
        ),
        pytest.param("Saint Helen's", "Merseyside", "North West England", id="Saint for St"),
        pytest.param("stoke on trent", "Staffordshire", "West Midlands", id="without hyphens"),
        pytest.param("Norfolk", "East of England", "East of England", id="a county"),
        pytest.param("Durham", "North East England", "North East England", id="county of a town"),
        pytest.param("London", "the capital", "the capital", id="the capital"),
        pytest.param("Brixton", "Greater London", "the capital", id="a part of the capital"),
        pytest.param("Hythe", "South East England", "South East England", id="two in one region"),
        pytest.param("Newport", None, None, id="two in two regions"),
        pytest.param("Atlantis", None, None, id="unknown"),
        pytest.param("Wales", None, None, id="nothing wider"),
        pytest.param("", None, None, id="nothing"),
    ],
)
def test_a_place_becomes_its_county_or_region(said, county, region):
    gazetteer = load_gazetteer()
    for detail, wider in (("county", county), ("region", region)):
        expected = f"[Place in {wider}]" if wider else None
        assert wider_place(said, gazetteer, detail) == expected


@pytest.mark.parametrize(
    ("said", "area"),
    [
        pytest.param("LS6 2AB", "LS", id="written"),
        pytest.param("ls62ab", "LS", id="run together"),
        pytest.param("B eighty-five, four N T", "B", id="read out"),
        pytest.param("EC1A", "EC", id="first half"),
        pytest.param("ZE1 0AA", None, id="few people live there"),
        pytest.param("QQ1 1AA", None, id="no area of the post's"),
        pytest.param("LS", None, id="no district"),
        pytest.param("LS6 2AB or so", None, id="more than a postcode"),
    ],
)
def test_a_postcode_becomes_its_area(said, area):
    assert postcode_area(said) == (f"[Postcode area {area}]" if area else None)
