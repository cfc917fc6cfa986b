import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn
from sottovoce.review.corrections import count_corrections
from sottovoce.review.marks import Mark, Verdict, apply_marks

TEXT = "so Nia Bell and Joe, they live in Hull, I am 41"
NIA, NIA_BELL, JOE, HULL, AGE = (3, 6), (3, 11), (16, 19), (34, 38), (45, 47)
PERSON, LOCATION = EntityType.PERSON, EntityType.LOCATION


def found(*places, label=()) -> MarkedTranscript:
    spans = tuple(Span(start, end, PERSON, 0.6, "model") for start, end in places)
    labels = tuple(Span(start, end, PERSON, 0.6, "model") for start, end in label)
    return MarkedTranscript((MarkedTurn(Turn(0, "Nia", None, None, TEXT), spans, labels),), "txt")


def read(marked, *marks) -> MarkedTranscript:
    made = (
        Mark(n, 0, *place, Verdict.MASK if kind else Verdict.SHOW, kind)
        for n, (place, kind) in enumerate(marks)
    )
    return apply_marks(marked, made)


@pytest.mark.parametrize(
    ("places", "marks", "changed"),
    [
        pytest.param([JOE], [], {"kept": 1, "kept_person": 1, "found": 1}, id="nothing"),
        pytest.param(
            [], [(HULL, LOCATION)], {"added": 1, "added_location": 1}, id="a miss, by its own type"
        ),
        pytest.param(
            [AGE], [(AGE, None)], {"found": 1, "removed": 1, "removed_person": 1}, id="taken back"
        ),
        pytest.param(
            [NIA], [(NIA_BELL, PERSON)],
            {"found": 1, "kept": 1, "kept_person": 1, "completed": 1, "completed_person": 1,
             "confirmed": 1},
            id="the surname was in view",
        ),
        pytest.param(
            [(16, 20)], [(JOE, PERSON)],
            {"found": 1, "kept": 1, "kept_person": 1, "confirmed": 1},
            id="a comma more or less is no miss",
        ),
        pytest.param(
            [NIA_BELL], [((7, 11), None)],
            {"found": 1, "kept": 1, "kept_person": 1},
            id="cut, so a part stays masked",
        ),
        pytest.param(
            [HULL], [(HULL, LOCATION)],
            {"found": 1, "kept": 1, "kept_person": 1, "confirmed": 1, "retyped": 1},
            id="something else, by the type it was found as",
        ),
    ],
)  # fmt: skip
def test_each_change_is_counted_for_what_it_says_of_the_detector(places, marks, changed):
    marked = found(*places)
    counts = count_corrections(marked, read(marked, *marks)).as_counts()
    assert {name: n for name, n in counts.items() if n} == changed


def test_labels_count_like_words():
    nothing, labelled = found(), found(label=[(0, 3)])
    assert count_corrections(nothing, labelled).added == {PERSON: 1}
    assert count_corrections(labelled, nothing).removed == {PERSON: 1}


def test_what_an_earlier_reader_masked_is_no_find_of_the_detector():
    marked = found(JOE)
    earlier = read(marked, (HULL, LOCATION), (NIA, PERSON))
    later = count_corrections(earlier, read(earlier, (NIA_BELL, PERSON), (HULL, None), (AGE, None)))
    assert {name: n for name, n in later.as_counts().items() if n} == {
        "found": 1,
        "kept": 1,
        "kept_person": 1,
    }


PLACES = st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=8, unique=True).map(
    lambda cuts: list(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)
MARKS = st.lists(
    st.tuples(PLACES.map(lambda places: places[0]), st.sampled_from([None, PERSON, LOCATION])),
    max_size=4,
)


@given(places=PLACES, marks=MARKS)
def test_what_was_found_is_kept_or_removed_and_the_rest_are_parts_of_that(places, marks):
    marked = found(*places)
    counts = count_corrections(marked, read(marked, *marks))
    assert counts.found == len(places)
    for part in (counts.completed, counts.confirmed, counts.retyped):
        assert part <= counts.kept
    told = counts.as_counts()
    for name in ("kept", "removed", "added", "completed"):
        assert told[name] == sum(n for key, n in told.items() if key.startswith(f"{name}_"))
