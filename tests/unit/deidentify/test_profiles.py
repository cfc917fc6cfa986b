from dataclasses import replace

import pytest
from deidentify_builders import a_marked_transcript, marked
from policy_builders import a_profile, an_interview, means, under

from sottovoce.adapters.surrogate_names import load_names
from sottovoce.config.policy import Profile
from sottovoce.deidentify.policy.profiles import ProfileText
from sottovoce.deidentify.policy.surrogates import ForbiddenNames, Surrogate, pool_for
from sottovoce.deidentify.text.second_look import find_survivors
from sottovoce.model.spans import EntityType, Span

PERSON, LOCATION, AGE, DATE = (
    EntityType.PERSON, EntityType.LOCATION, EntityType.AGE, EntityType.DATE,
)  # fmt: skip
FACILITY, POSTCODE = EntityType.FACILITY, EntityType.POSTCODE
KEVIN = Surrogate("Daniel", "Hughes")


def one(text: str, *surfaces):
    return a_marked_transcript(marked(text, *surfaces))


def test_a_profile_that_says_nothing_replaces_everything():
    said = one("Kevin, 41, of Halifax", ("Kevin", PERSON), ("41", AGE), ("Halifax", LOCATION))
    assert under(Profile(), an_interview(said)) == ["[Person 1], [Age 2], of [Place 3]"]


def test_each_type_gets_what_its_profile_says():
    said = one(
        "Kevin, forty-one, came on 14 March 2024 from Halifax, HX1 2AB",
        ("Kevin", PERSON), ("forty-one", AGE), ("14 March 2024", DATE), ("Halifax", LOCATION),
        ("HX1 2AB", POSTCODE),
    )  # fmt: skip
    profile = a_profile(
        AGE="generalise", DATE="shift", LOCATION="generalise", POSTCODE="generalise", PERSON="keep"
    )
    assert under(profile, an_interview(said)) == [
        "Kevin, [Age 40-49], came on [Date 2 June 2024] from [Place in West Yorkshire],"
        " [Postcode area HX]"
    ]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        pytest.param("Atlantis", LOCATION, id="an unknown town"),
        pytest.param("forty-ish", AGE, id="an unclear age"),
        pytest.param("early March or April", DATE, id="an unclear date"),
        pytest.param("QQ9 9QQ", POSTCODE, id="no postcode"),
    ],
)
def test_what_cannot_be_generalised_is_replaced(said, kind):
    transcript = one(f"it was {said} then", (said, kind))
    (text,) = under(a_profile(**{kind: "generalise"}), an_interview(transcript))
    assert said not in text
    assert text.endswith("1] then")


def test_a_wider_term_that_the_site_listed_is_not_said():
    transcript = one("I live in Halifax", ("Halifax", LOCATION))
    interview = an_interview(transcript, (EntityType.ORGANISATION, "West Yorkshire"))
    assert under(a_profile(LOCATION="generalise"), interview) == ["I live in [Place 1]"]


def test_a_wider_term_that_is_somebodys_name_is_not_said():
    transcript = one("April came on 3/4/2024", ("April", PERSON), ("3/4/2024", DATE))
    assert under(a_profile(DATE="generalise"), an_interview(transcript)) == [
        "[Person 1] came on [Date 2]"
    ]


def test_a_kept_type_stays_and_is_no_redaction():
    transcript = one("Kevin of Halifax", ("Kevin", PERSON), ("Halifax", LOCATION))
    text = ProfileText(a_profile(LOCATION="keep"), an_interview(transcript))
    (turn,) = text.clean(means()).turns
    assert turn.text == "[Person 1] of Halifax"
    assert [r.entity_type for r in turn.redactions] == [PERSON]
    assert text.surfaces_to_hide == {"Kevin"}


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        pytest.param((), "Kevin", id="of somebody who was found"),
        pytest.param(((PERSON, "Bright"),), "nobody", id="of somebody whom the site listed"),
    ],
)
def test_a_kept_place_that_has_a_persons_name_in_it_is_replaced(listed, named):
    place = "Kevin's Yard" if named == "Kevin" else "Bright Ward"
    transcript = a_marked_transcript(
        marked("Kevin came", ("Kevin", PERSON)), marked(f"to {place}", (place, FACILITY))
    )
    text = under(a_profile(FACILITY="keep"), an_interview(transcript, *listed))
    assert text == ["[Person 1] came", "to [Facility 2]"]


def test_what_a_kept_name_exposes_is_found_step_by_step():
    """The café has the nurse's name, and the ward the café's."""
    transcript = a_marked_transcript(
        marked("Zadie came", ("Zadie", PERSON)),
        marked("to Zadie Corner", ("Zadie Corner", FACILITY)),
        marked("or the Corner Ward", ("Corner Ward", FACILITY)),
        marked("or Zadie Corner Ward", ("Zadie Corner Ward", FACILITY)),
    )
    text = under(a_profile(FACILITY="keep"), an_interview(transcript))
    assert not any("Zadie" in said for said in text)


def test_a_name_that_is_kept_as_a_place_is_replaced_where_it_is_also_a_person():
    transcript = one("Jordan went to Jordan.", ("Jordan", PERSON))
    turn = transcript.turns[0]
    place = Span(15, 21, LOCATION, 0.9, "test")
    transcript = replace(transcript, turns=(replace(turn, spans=(*turn.spans, place)),))
    assert under(a_profile(LOCATION="keep"), an_interview(transcript)) == [
        "[Person 1] went to [Place 2]."
    ]


def test_the_second_look_still_finds_what_is_not_kept():
    transcript = one("Kevin of Halifax, and kevin", ("Kevin", PERSON), ("Halifax", LOCATION))
    text = ProfileText(a_profile(LOCATION="keep"), an_interview(transcript))
    (survivor,) = find_survivors(text.clean(means()), text.surfaces_to_hide)
    assert survivor.start == len("[Person 1] of Halifax, and ")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param("Kevin Smith", "Daniel Hughes", id="the whole name"),
        pytest.param("Kevin", "Daniel", id="the given name"),
        pytest.param("Kev", "Daniel", id="a short form"),
        pytest.param("Smith", "Hughes", id="the family name"),
        pytest.param("Smith, Kevin", "Daniel Hughes", id="family name first"),
        pytest.param("kevin", "daniel", id="in small letters"),
        pytest.param("kevin smith", "daniel hughes", id="the whole in small letters"),
    ],
)
def test_a_mention_gets_as_much_of_a_surrogate_as_was_said_of_the_name(said, shown):
    transcript = a_marked_transcript(
        marked("Kevin Smith came", ("Kevin Smith", PERSON)),
        marked(f"so {said} left", (said, PERSON)),
    )
    text = under(
        a_profile(PERSON="surrogate"), an_interview(transcript), means({"kevin smith": KEVIN})
    )
    assert text == ["Daniel Hughes came", f"so {shown} left"]


def test_labels_get_surrogates_and_nothing_wider():
    turn = marked("Yes.")
    label = replace(turn.turn, speaker="Kevin (Halifax)")
    spans = (Span(0, 5, PERSON, 0.9, "test"), Span(7, 14, LOCATION, 0.9, "test"))
    transcript = a_marked_transcript(replace(turn, turn=label, speaker_spans=spans))
    profile = a_profile(PERSON="surrogate", LOCATION="generalise")
    surrogates = {"kevin": Surrogate("Daniel", None)}
    clean = ProfileText(profile, an_interview(transcript)).clean(means(surrogates))
    assert clean.turns[0].speaker == "Daniel ([Place 2])"


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(ForbiddenNames(["Daniel Price"]), id="on a roster"),
        pytest.param(ForbiddenNames(["Dan"]), id="short for it on a roster"),
        pytest.param(ForbiddenNames(["Danielle"]), id="long for it on a roster"),
        pytest.param(ForbiddenNames(["Dániel"]), id="with an accent"),
        pytest.param(ForbiddenNames(["Anna Hughes-Price"]), id="half a family name"),
        pytest.param(ForbiddenNames((), ["so daniel left"]), id="spoken"),
    ],
)
def test_a_surrogate_that_became_somebodys_name_is_no_longer_said(forbidden):
    transcript = one("Kevin Smith came", ("Kevin Smith", PERSON))
    tools = means({"kevin smith": KEVIN}, forbidden)
    assert under(a_profile(PERSON="surrogate"), an_interview(transcript), tools) == [
        "[Person 1] came"
    ]


def test_who_has_no_surrogate_gets_a_number():
    transcript = one("Kevin came", ("Kevin", PERSON))
    assert under(a_profile(PERSON="surrogate"), an_interview(transcript)) == ["[Person 1] came"]


def pool(text: str, name: str, forbidden: ForbiddenNames | None = None):
    interview = an_interview(one(text, (name, PERSON)))
    (entity,) = interview.entities
    return pool_for(entity, interview.marked, load_names(), forbidden or ForbiddenNames(()))


@pytest.mark.parametrize(
    ("text", "name", "origin", "gender", "has_last"),
    [
        pytest.param("Malgorzata came", "Malgorzata", "polish", "f", False, id="listed"),
        pytest.param("Ngozi Okafor came", "Ngozi Okafor", "igbo", "f", True, id="both names"),
        pytest.param("Oluwadamilare came", "Oluwadamilare", "yoruba", None, False, id="unlisted"),
        pytest.param("Mr Sivasubramaniam", "Sivasubramaniam", "tamil", None, True, id="a title"),
    ],
)
def test_surrogates_are_of_like_origin_and_gender(text, name, origin, gender, has_last):
    found, own = pool(text, name), load_names().by_origin[origin]
    assert set(found.lasts) == (set(own.families) if has_last else set())
    if gender:
        assert set(found.firsts) == set(own.given(gender))
    else:
        assert set(found.firsts) <= set(own.given(None))
    assert found.firsts or found.lasts


@pytest.mark.parametrize(("title", "gender"), [("Auntie", "women"), ("Uncle", "men")])
def test_a_title_tells_the_gender(title, gender):
    found = pool(f"{title} Sukhjit came", "Sukhjit")
    assert set(found.firsts) == set(getattr(load_names().by_origin["punjabi"], gender))


def test_a_family_name_alone_gets_a_family_name_alone():
    found = pool("ask Okafor", "Okafor")
    assert not found.firsts
    assert found.lasts


def test_each_origin_has_names_enough_and_none_of_them_is_an_ordinary_word():
    from sottovoce.adapters.presidio.lexicon import load_lexicon

    lexicon = load_lexicon()
    for each in load_names().by_origin.values():
        names = [name.casefold() for name in (*each.given(None), *each.families)]
        assert [name for name in names if lexicon.is_common(name)] == []
        assert len(each.women) >= 14
        assert len(each.men) >= 14
        assert len(each.families) >= 17


def test_nothing_of_an_interview_is_shown():
    transcript = one("Kevin came", ("Kevin", PERSON))
    interview = an_interview(transcript, (PERSON, "Zebedee"))
    tools = means({"kevin": KEVIN})
    assert "evin" not in repr(interview)
    assert "Zebedee" not in repr(interview)
    assert "Daniel" not in repr(tools)
