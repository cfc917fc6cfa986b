import pytest
from deidentify_builders import a_marked_transcript, marked, numbered_stand_ins

from sottovoce.deidentify.text.mentions import group_mentions, normalised_key
from sottovoce.deidentify.text.redact import redact, stand_in
from sottovoce.deidentify.text.second_look import find_survivors
from sottovoce.errors import PrivacyStop
from sottovoce.model.releases import CleanTranscript, CleanTurn
from sottovoce.model.spans import EntityType

PERSON, ORGANISATION = EntityType.PERSON, EntityType.ORGANISATION


def clean(*turns):
    transcript = a_marked_transcript(*turns)
    return redact(transcript, numbered_stand_ins(group_mentions(transcript)))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        pytest.param(PERSON, "Kevin", "K, E, V, I, N", id="spelled"),
        pytest.param(PERSON, "Gurpreet", "G, U, R, P, R, double E, T", id="spelled with double"),
        pytest.param(PERSON, "kevin's", "Kevin", id="possessive and case"),
        pytest.param(PERSON, "Smith, Kevin", "Kevin Smith", id="family name first"),
        pytest.param(PERSON, "Ke\u200bvin", "Kevin", id="an invisible character"),
        pytest.param(EntityType.PHONE, "+44 7700 900 671", "07700900671", id="country code"),
        pytest.param(
            EntityType.PHONE,
            "oh double seven double oh, nine hundred, six seven one",
            "07700 900671",
            id="phone read out",
        ),
        pytest.param(
            EntityType.EMAIL,
            "kev underscore smith at example dot com",
            "Kev_Smith@example.com",
            id="e-mail read out",
        ),
        pytest.param(
            EntityType.POSTCODE, "B eighty-five, four N T", "b85 4nt", id="postcode read out"
        ),
        pytest.param(EntityType.NHS_NUMBER, "943-476-5919", "9434765919", id="other separators"),
    ],
)
def test_two_ways_to_say_one_thing_have_one_key(kind, one, other):
    assert normalised_key(one, kind) == normalised_key(other, kind)


def test_two_numbers_that_differ_have_two_keys():
    assert normalised_key("943 476 5919", EntityType.NHS_NUMBER) != normalised_key(
        "943 476 5929", EntityType.NHS_NUMBER
    )


def test_a_first_name_is_the_only_person_who_has_it():
    transcript = a_marked_transcript(
        marked("Kevin Smith came", ("Kevin Smith", PERSON)), marked("so Kev left", ("Kev", PERSON))
    )
    assert [len(entity.mentions) for entity in group_mentions(transcript)] == [2]


def test_a_first_name_that_two_people_have_is_neither():
    transcript = a_marked_transcript(
        marked("Kevin Smith came", ("Kevin Smith", PERSON)),
        marked("Kevin Jones too", ("Kevin Jones", PERSON)),
        marked("so Kevin left", ("Kevin", PERSON)),
    )
    assert len(group_mentions(transcript)) == 3


def test_a_key_is_not_shown():
    transcript = a_marked_transcript(marked("Kevin came", ("Kevin", PERSON)))
    assert "evin" not in repr(group_mentions(transcript))


def test_redaction_replaces_spans_and_nothing_else():
    result = clean(
        marked("I rang Kevin Smith, then Anvil.", ("Kevin Smith", PERSON), ("Anvil", ORGANISATION))
    )
    turn = result.turns[0]
    assert turn.text == "I rang [Person 1], then [Organisation 2]."
    assert [turn.text[r.start : r.end] for r in turn.redactions] == [
        "[Person 1]",
        "[Organisation 2]",
    ]


def test_speaker_labels_are_redacted_too():
    turn = marked("Yes.")
    from dataclasses import replace

    from sottovoce.model.spans import Span

    named = replace(
        turn,
        turn=replace(turn.turn, speaker="Kevin (manager)"),
        speaker_spans=(Span(0, 5, PERSON, 0.9, "test"),),
    )
    assert clean(named).turns[0].speaker == "[Person 1] (manager)"


def test_a_span_without_a_stand_in_stops_the_interview():
    transcript = a_marked_transcript(marked("Kevin came", ("Kevin", PERSON)))
    with pytest.raises(PrivacyStop) as stop:
        redact(transcript, {})
    assert "Kevin" not in str(stop.value)


@pytest.mark.parametrize("kind", list(EntityType))
def test_every_type_has_its_own_stand_in(kind):
    assert len({stand_in(k, 1) for k in EntityType}) == len(EntityType)
    assert stand_in(kind, 7).startswith("[")


@pytest.mark.parametrize(
    ("text", "surface", "n_found"),
    [
        pytest.param("and kevin left", "Kevin", 1, id="other case"),
        pytest.param("Kevin's hat", "Kevin", 1, id="possessive"),
        pytest.param("Ke\u200bvin left", "Kevin", 1, id="an invisible character inside"),
        pytest.param("ring 07700-900671", "07700 900 671", 1, id="number with other separators"),
        pytest.param("Kevin  Smith", "Kevin Smith", 1, id="two blanks"),
        pytest.param("Kevinson left", "Kevin", 0, id="another word"),
        pytest.param("I hope so", "Hope", 0, id="an ordinary word in small letters"),
        pytest.param("so Hope left", "Hope", 1, id="an ordinary word with a capital"),
        pytest.param("I waited 22 minutes", "22", 0, id="a short number"),
        pytest.param("twenty-four people", "twenty-four", 0, id="an age in words"),
        pytest.param("the person said", "[Person 1]", 0, id="words of a stand-in"),
    ],
)
def test_the_second_look_finds_what_survived(text, surface, n_found):
    assert len(find_survivors(clean(marked(text)), [surface])) == n_found


def test_the_second_look_does_not_read_stand_ins():
    result = clean(marked("I rang Kevin", ("Kevin", PERSON)))
    assert find_survivors(result, ["Person", "Kevin"]) == []


def test_a_survivor_is_located_exactly():
    result = clean(marked("Kevin rang Ann and kevin left", ("Kevin", PERSON)))
    [survivor] = find_survivors(result, ["Kevin"])
    assert result.turns[0].text[survivor.start : survivor.end] == "kevin"


def test_the_second_look_reads_labels_too_but_not_their_stand_ins():
    turns = (
        CleanTurn(0, "[Person 1] (manager)", None, None, "Yes."),
        CleanTurn(1, "Kevin", None, None, "No."),
    )
    [survivor] = find_survivors(CleanTranscript(turns), ["Kevin", "Person"])
    assert (survivor.turn_index, survivor.in_speaker) == (1, True)
