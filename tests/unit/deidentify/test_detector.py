"""The real detector: Presidio, the spaCy model, and every rule together."""

import pytest
from deidentify_builders import a_transcript

from sottovoce.adapters.presidio import TextDetector
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.errors import MissingModel, StudyConfigError
from sottovoce.model.rosters import Roster, RosterEntry
from sottovoce.model.spans import EntityType


@pytest.fixture(scope="module")
def detector():
    return TextDetector(DeidentifyPolicy())


def found(detector, *texts, roster=(), speaker="P1"):
    entries = tuple(RosterEntry(kind, value) for kind, value in roster)
    marked = detector.detect(a_transcript(*texts, speaker=speaker), Roster(entries))
    return [turn.turn.text[span.start : span.end] for turn in marked.turns for span in turn.spans]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("Then Oluwaseun Adebayo rang me.", "Oluwaseun Adebayo", id="name in writing"),
        pytest.param(
            "then oluwaseun adebayo rang me and said no",
            "oluwaseun adebayo",
            id="name as recognised speech",
        ),
        pytest.param(
            "So Dr Haddad's clinic was full.", "Haddad", id="after a title, no possessive"
        ),
        pytest.param("I live in Wolverhampton with my nan.", "Wolverhampton", id="town"),
        pytest.param("I was on Kestrel Ward for a month.", "Kestrel Ward", id="ward"),
        pytest.param("I'm forty-six, me, and I've a dog.", "forty-six", id="age"),
        pytest.param("It was the 4th of July 2019.", "4th of July 2019", id="date"),
        pytest.param(
            "we met at 14 Ferndale Road, Bilsworth", "14 Ferndale Road, Bilsworth", id="address"
        ),
        pytest.param(
            "it's kev dot smith at example dot com",
            "kev dot smith at example dot com",
            id="e-mail read out",
        ),
        pytest.param(
            "My name is S, I, O, B, H, A, N and I work at the front desk.",
            "S, I, O, B, H, A, N",
            id="spelled name",
        ),
    ],
)
def test_identifiers_are_found_whole_and_no_more(detector, text, surface):
    assert found(detector, text) == [surface]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I was about seventy, in my sixties anyway.", id="vague age"),
        pytest.param(
            "In 2019, in March, on a Friday, at Christmas.", id="bare year, month, weekday"
        ),
        pytest.param("He was on Clozapine under a Section 3.", id="medicine and section"),
        pytest.param("She is Polish, a Catholic, speaks Urdu.", id="peoples, faiths and languages"),
        pytest.param("we hope it will rain and mark the day", id="words that are names too"),
        pytest.param("NICE and the CQC like it.", id="regulators"),
    ],
)
def test_what_identifies_nobody_is_left(detector, text):
    assert found(detector, text) == []


def test_a_name_found_once_is_found_everywhere(detector):
    texts = ("This is Rosalind Marsh.", "And then rosalind said so.", "I asked Marsh.")
    assert found(detector, *texts) == ["Rosalind Marsh", "rosalind", "Marsh"]


def test_a_number_read_out_over_two_turns_is_marked_in_both(detector):
    texts = ("It goes nine nine nine, nine three five,", "Yes?", "eight eight one oh.")
    assert found(detector, *texts) == ["nine nine nine, nine three five", "eight eight one oh"]


@pytest.mark.parametrize(
    ("entry", "text", "surface"),
    [
        pytest.param("Zulfiqar Ahmed", "so zulfiqer came", "zulfiqer", id="typo"),
        pytest.param("Zulfiqar Ahmed", "so zulfi's late", "zulfi", id="short form and possessive"),
        pytest.param(
            "Hope Lister", "I asked Hope about it", "Hope", id="ordinary word with a capital"
        ),
        pytest.param("Kevin Stroud", "k e v i n he said", "k e v i n", id="spelled out"),
    ],
)
def test_roster_names_are_found_in_every_form(detector, entry, text, surface):
    assert surface in found(detector, text, roster=[(EntityType.PERSON, entry)])


@pytest.mark.parametrize(
    ("label", "surfaces"),
    [
        pytest.param("Interviewer", [], id="role"),
        pytest.param("Speaker 2", [], id="number"),
        pytest.param("P1", [], id="code"),
        pytest.param("peer worker", [], id="role in words"),
        pytest.param("Gethin Rees", ["Gethin Rees"], id="name"),
        pytest.param(
            "Rees, Gethin (MERSEY TRUST)",
            ["Rees, Gethin", "MERSEY TRUST"],
            id="as video meetings write it",
        ),
        pytest.param("GR", ["GR"], id="initials"),
    ],
)
def test_labels_that_name_someone_are_marked(detector, label, surfaces):
    marked = detector.detect(a_transcript("Yes.", speaker=label), Roster())
    assert [label[s.start : s.end] for s in marked.turns[0].speaker_spans] == surfaces


def test_offsets_are_those_of_the_file_however_odd_its_characters(detector):
    text = "👍🏽 so \u202eOluwa\u200bseun\u202c rang, \u0435\u0301h?"
    assert "Oluwa\u200bseun" in found(detector, text)[0]


def test_types_the_study_keeps_are_left():
    keep_places = DeidentifyPolicy(entity_types=(EntityType.PERSON,))
    assert found(TextDetector(keep_places), "Oluwaseun lives in Wolverhampton.") == ["Oluwaseun"]


def test_a_missing_model_is_an_error_and_nothing_is_fetched():
    with pytest.raises(MissingModel, match="make setup"):
        TextDetector(DeidentifyPolicy(), model="en_no_such_model")


def test_a_study_adds_its_own_recognizer(tmp_path):
    registry = tmp_path / "study.yaml"
    registry.write_text(
        "recognizers:\n  - name: Locker\n    type: custom\n    supported_language: en\n"
        "    supported_entity: OTHER_ID\n    patterns: [{name: locker, regex: 'locker \\d+', score: 0.8}]\n"
    )
    with_lockers = TextDetector(DeidentifyPolicy(), study_registry=registry)
    assert found(with_lockers, "it was in locker 12 again") == ["locker 12"]


def test_a_study_registry_that_is_no_registry_is_the_study_s_error(tmp_path):
    registry = tmp_path / "study.yaml"
    registry.write_text("- nothing\n")
    with pytest.raises(StudyConfigError):
        TextDetector(DeidentifyPolicy(), study_registry=registry)
