"""What a policy promises, for any words at all."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.timing import is_done_in

from sottovoce.adapters.gazetteer import load_gazetteer
from sottovoce.adapters.surrogate_names import load_names
from sottovoce.config.policy import POSSIBLE, Action, Profile
from sottovoce.deidentify.policy.ages import age_band
from sottovoce.deidentify.policy.dates import shift_date, widen_date
from sottovoce.deidentify.policy.names import name_parts
from sottovoce.deidentify.policy.places import wider_place
from sottovoce.deidentify.policy.postcodes import postcode_area
from sottovoce.deidentify.policy.profiles import Interview, Means, ProfileText
from sottovoce.deidentify.policy.surrogates import ForbiddenNames, Surrogate, pool_for
from sottovoce.deidentify.text.mentions import group_mentions
from sottovoce.deidentify.text.redact import stand_in
from sottovoce.deidentify.text.second_look import find_survivors
from sottovoce.model.rosters import RosterEntry
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn

GAZETTEER, NAMES = load_gazetteer(), load_names()
WIDER = {part for at in GAZETTEER.places.values() for part in (at.county, at.region) if part}
PEOPLE = ["Kevin Smith", "Kev", "Zofia Nowak", "Oluwaseun", "Jaspreet", "Mei Ling", "Daniel"]
IDENTIFIERS = {
    EntityType.PERSON: PEOPLE,
    EntityType.LOCATION: ["Halifax", "Leeds", "Norfolk", "Atlantis", "Newport", "London"],
    EntityType.FACILITY: ["Kev's Yard", "Anvil Ward", "Leeds House"],
    EntityType.DATE: ["14 March 2024", "3/4/81", "the day of the flood", "May 2019"],
    EntityType.AGE: ["forty-one", "41", "ninety-two", "forty-ish"],
    EntityType.POSTCODE: ["LS6 2AB", "B eighty-five, four N T", "ZE1 0AA"],
    EntityType.PHONE: ["07700 900671"],
}
FILLERS = ["so", "then", "I rang", "and", "near", "was", "at", "told", "the"]
GENERALISERS = {
    "age": lambda said: age_band(said, 10),
    "month": lambda said: widen_date(said, "month", latest_year=2026),
    "year": lambda said: widen_date(said, "year", latest_year=2026),
    "shift": lambda said: shift_date(said, 80, latest_year=2026),
    "county": lambda said: wider_place(said, GAZETTEER, "county"),
    "region": lambda said: wider_place(said, GAZETTEER, "region"),
    "postcode": postcode_area,
}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
CLOSED = re.compile(
    r"\[Age (?:\d{1,2}-\d{1,2}|90 or over)\]"
    rf"|\[Date (?:(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{4}})?|\d{{4}})\]"
    rf"|\[Place in (?:{'|'.join(map(re.escape, WIDER))})\]"
    r"|\[Postcode area [A-Z]{1,2}\]"
)
PIECES = st.sampled_from(
    [*(w for said in IDENTIFIERS.values() for s in said for w in s.split()), "of", "the", "third",
     "twenty", "nineteen", "oh", "-", "/", "14", "2024", ",", "\u200b", "٤", "'s", "years", "old"]
)  # fmt: skip
ANYTHING = st.one_of(st.lists(PIECES, max_size=8).map(" ".join), st.text(max_size=60))
SHIFTS = st.integers(31, 182).flatmap(lambda days: st.sampled_from([days, -days]))


@st.composite
def interviews(draw):
    turns = []
    for index in range(draw(st.integers(1, 3))):
        text, spans = "", []
        for kind in draw(st.lists(st.sampled_from([*IDENTIFIERS, None]), max_size=8)):
            said = draw(st.sampled_from(IDENTIFIERS[kind] if kind else FILLERS))
            text += " " if text else ""
            if kind:
                spans.append(Span(len(text), len(text) + len(said), kind, 0.9, "test"))
            text += said
        turns.append(MarkedTurn(Turn(index, "P1", None, None, text), tuple(spans)))
    marked = MarkedTranscript(tuple(turns), "txt")
    entities = group_mentions(marked)
    roster = draw(st.lists(st.sampled_from(PEOPLE), max_size=2))
    entries = tuple(RosterEntry(EntityType.PERSON, name) for name in roster)
    return Interview(marked, entities, range(1, len(entities) + 1), entries, 2026)


@st.composite
def profiles(draw):
    kinds = draw(st.lists(st.sampled_from(list(IDENTIFIERS)), unique=True))
    actions = {kind: draw(st.sampled_from(sorted(POSSIBLE[kind]))) for kind in kinds}
    return Profile(actions=actions, place_detail=draw(st.sampled_from(["county", "region"])))


def means(interview: Interview) -> Means:
    """Everybody gets the first names of the pool, as a vault would give them."""
    forbidden = ForbiddenNames(
        [*(e.key for e in interview.entities), *(entry.value for entry in interview.roster)],
        [turn.turn.text for turn in interview.marked.turns],
    )
    surrogates = {}
    for entity in interview.entities:
        if entity.entity_type is EntityType.PERSON:
            pool = pool_for(entity, interview.marked, NAMES, forbidden)
            surrogates[entity.key] = Surrogate(
                *(next(iter(names), None) for names in (pool.firsts, pool.lasts))
            )
    return Means(GAZETTEER, 80, surrogates, forbidden)


@pytest.mark.parametrize("generalise", GENERALISERS.values(), ids=GENERALISERS)
@given(said=ANYTHING)
def test_a_generaliser_says_one_of_its_own_terms_or_nothing(generalise, said):
    wider = generalise(said)
    assert wider is None or CLOSED.fullmatch(wider)


@pytest.mark.parametrize("seed", ["14 march ", "forty ", "twenty-", "a, ", "ls6 ", "'s", "1/", "-"])
@pytest.mark.parametrize("generalise", GENERALISERS.values(), ids=GENERALISERS)
def test_no_text_makes_a_generaliser_hang(generalise, seed):
    text = (seed * 20_000)[:100_000]
    assert generalise(text) is None
    assert is_done_in(3, lambda: generalise(text))


@given(age=st.integers(1, 120), width=st.sampled_from([5, 10, 20]))
def test_an_age_lies_in_its_band_and_bands_do_not_overlap(age, width):
    band = age_band(str(age), width)
    first, last = (90, 120) if "over" in band else map(int, re.findall(r"\d+", band))
    assert first <= age <= last
    assert {age_band(str(each), width) for each in range(max(first, 1), last + 1)} == {band}


@given(
    place=st.sampled_from(sorted(GAZETTEER.places)), detail=st.sampled_from(["county", "region"])
)
def test_a_wider_place_never_repeats_the_place(place, detail):
    wider = wider_place(place, GAZETTEER, detail)
    assume(wider is not None)
    assert f" {place} " not in f" {' '.join(name_parts(wider))} "


@given(day=st.dates(date(1930, 1, 1), date(2026, 12, 31)), days=SHIFTS)
def test_a_shifted_date_is_never_the_date_and_always_as_far_off(day, days):
    shifted = day + timedelta(days=days)
    for said in (f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.day} {day:%B %Y}"):
        assert shift_date(said, days, latest_year=2026) == f"[Date {shifted.day} {shifted:%B %Y}]"
    assert shift_date(f"{day:%B %Y}", days, latest_year=2026) != f"[Date {day:%B %Y}]"
    no_year = shift_date(f"{day.day} {day:%B}", days, latest_year=2026)
    assert no_year != f"[Date {day.day} {day:%B}]"


@given(interview=interviews(), profile=profiles())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_only_kept_types_stay_and_nothing_beside_identifiers_changes(interview, profile):
    text = ProfileText(profile, interview)
    clean = text.clean(means(interview))
    stays = {mention for entity in text.kept for mention in entity.mentions}
    assert {m.span.entity_type for m in stays} <= {
        kind for kind in EntityType if profile.action(kind) is Action.KEEP
    }
    for before, after in zip(interview.marked.turns, clean.turns, strict=True):
        at, expected = 0, []
        kept = {m.span for m in stays if m.turn_index == after.index}
        taken = [span for span in before.spans if span not in kept]
        for span, redaction in zip(taken, after.redactions, strict=True):
            expected += [before.turn.text[at : span.start], redaction.stand_in]
            at = span.end
        assert after.text == "".join([*expected, before.turn.text[at:]])


@given(interview=interviews(), profile=profiles())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_profile_takes_out_stands_in_no_kept_span_and_in_no_surrogate(interview, profile):
    text = ProfileText(profile, interview)
    clean = text.clean(means(interview))
    assert find_survivors(clean, text.surfaces_to_hide) == []
    names = {part for e in interview.entities for part in name_parts(e.key)}
    names |= {part for entry in interview.roster for part in name_parts(entry.value)}
    said = {part for turn in interview.marked.turns for part in name_parts(turn.turn.text)}
    for turn in clean.turns:
        for redaction in turn.redactions:
            if not redaction.stand_in.startswith("["):
                assert not set(name_parts(redaction.stand_in)) & (names | said)


@given(interview=interviews())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_default_profile_says_what_it_always_said(interview):
    clean = ProfileText(Profile(), interview).clean(means(interview))
    expected = {
        mention: stand_in(entity.entity_type, number)
        for entity, number in zip(interview.entities, interview.numbers, strict=True)
        for mention in entity.mentions
    }
    told = [r.stand_in for turn in clean.turns for r in turn.redactions]
    assert told == [expected[m] for m in sorted(expected)]


@given(
    names=st.lists(st.sampled_from(sorted(n for o in NAMES.by_origin.values() for n in o.women))),
    cut=st.integers(3, 12),
)
def test_no_surrogate_is_a_forbidden_name_nor_short_or_long_for_one(names, cut):
    forbidden = ForbiddenNames([name[:cut] for name in names])
    parts = {part[:cut] for name in names for part in name_parts(name[:cut])}
    for each in NAMES.by_origin.values():
        for name in filter(forbidden.allow, each.women):
            (first, *_) = name_parts(name)
            assert not any(
                first.startswith(part) or part.startswith(first) for part in parts if len(part) > 2
            )
