"""What must hold for any words at all."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.timing import is_done_in

from sottovoce.deidentify.text.addresses import find_addresses
from sottovoce.deidentify.text.codes import find_spoken_codes, find_written_codes
from sottovoce.deidentify.text.contacts import find_contacts
from sottovoce.deidentify.text.dates import find_ages, find_dates
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.mentions import group_mentions
from sottovoce.deidentify.text.merge import merge_spans
from sottovoce.deidentify.text.names import find_introduced_names, find_spelled_names
from sottovoce.deidentify.text.normalise import INVISIBLE, normalise
from sottovoce.deidentify.text.other_ids import find_other_ids
from sottovoce.deidentify.text.redact import redact, stand_in
from sottovoce.deidentify.text.second_look import find_survivors
from sottovoce.deidentify.text.services import find_services
from sottovoce.deidentify.text.unknown_words import find_places, find_unknown_words
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn

LEXICON = Lexicon(
    frozenset(["the", "a", "and", "is", "my", "name", "at", "on", "called", "big"]),
    frozenset({"leeds"}),
)
FINDERS = {
    "written codes": find_written_codes,
    "spoken codes": find_spoken_codes,
    "other ids": lambda t: find_other_ids(t, LEXICON),
    "contacts": find_contacts,
    "addresses": lambda t: find_addresses(t, LEXICON),
    "dates": find_dates,
    "ages": find_ages,
    "introduced": lambda t: find_introduced_names(t, LEXICON, is_small=t.islower()),
    "spelled": find_spelled_names,
    "unknown words": lambda t: find_unknown_words(t, LEXICON, is_small=t.islower()),
    "places": lambda t: find_places(t, LEXICON, is_small=t.islower()),
    "services": lambda t: find_services(t, LEXICON, is_small=t.islower()),
}

WORDS = st.sampled_from(
    [
        "\n",
        "",
        "",
        "",
        "Kevin",
        "kevin's",
        "Dr",
        "at",
        "dot",
        "underscore",
        "double",
        "nine",
        "oh",
        "AB12",
        "CDE",
        "07700",
        "900671",
        "flat",
        "2",
        "Anvil",
        "Road",
        "ward",
        "3rd",
        "of",
        "May",
        "2019",
        "I'm\n",
        "",
        "",
        "",
        "forty-two",
        "@kev",
        "kev@example.com",
        "A",
        "B",
        "C",
        "-",
        ",",
        ".",
        "(",
        ")",
        "N.H.S.",
        "https://x.example/a",
        "é",
        "Ωmega",
        "👍🏽",
        "ß",
        "İ",
        "\u200b",
        "\u202e",
        "́",
        "\xa0",
        "\n\n",
        "",
        "",
        "",
        "",
    ]
)
TALK = st.one_of(st.lists(WORDS, max_size=30).map(" ".join), st.text(max_size=200))
KINDS = st.sampled_from(list(EntityType))


@st.composite
def spans_of(draw, text):
    if not text:
        return []
    starts = draw(st.lists(st.integers(0, len(text) - 1), max_size=12))
    return [
        Span(
            s,
            draw(st.integers(s + 1, min(len(text), s + 20))),
            draw(KINDS),
            draw(st.floats(0, 1)),
            "r",
        )
        for s in starts
    ]


@st.composite
def marked_transcripts(draw):
    turns = []
    for index, text in enumerate(draw(st.lists(TALK, max_size=4))):
        spans = merge_spans(draw(spans_of(text)))
        turns.append(MarkedTurn(Turn(index, "P1", None, None, text), spans))
    return MarkedTranscript(tuple(turns), "txt")


@pytest.mark.parametrize("find", FINDERS.values(), ids=FINDERS)
@given(text=TALK)
@settings(max_examples=60, deadline=None)
def test_a_finder_takes_any_text_and_stays_inside_it(find, text):
    assert all(0 <= span.start < span.end <= len(text) for span in find(text))


@pytest.mark.parametrize(
    "seed",
    [
        "a-",
        "AB12-",
        "Aa and ",
        "a@",
        "x dot ",
        "0 ",
        "double ",
        "flat 2 ",
        "aa bb ",
        "A, ",
        "w w w dot ",
        "my big ",
        "'",
        "Aa ",
    ],
)
@pytest.mark.parametrize("find", FINDERS.values(), ids=FINDERS)
def test_no_text_makes_a_finder_hang(find, seed):
    text = (seed * 20_000)[:20_000]
    assert is_done_in(3, lambda: find(text))


@given(data=st.data(), text=TALK)
def test_merged_spans_are_disjoint_and_cover_everything_found(data, text):
    spans = data.draw(spans_of(text))
    merged = merge_spans(spans)
    assert all(a.end <= b.start for a, b in pairwise(merged))
    hidden = {i for span in merged for i in range(span.start, span.end)}
    assert hidden == {i for span in spans for i in range(span.start, span.end)}


@given(text=st.text(max_size=100))
def test_every_stretch_of_normalised_text_points_at_the_characters_it_came_from(text):
    source = normalise(text)
    for at in range(len(source.text)):
        start, end = source.to_original(at, at + 1)
        assert 0 <= start < end <= len(text)
    assert not INVISIBLE & set(source.text)


@given(
    name=st.sampled_from(["Kevin", "Zoë", "Siân"]),
    where=st.integers(0, 4),
    hidden=st.sampled_from(sorted(INVISIBLE)),
)
def test_an_invisible_character_does_not_split_a_name(name, where, hidden):
    disguised = name[:where] + hidden + name[where:]
    assert normalise(f"rang {disguised} up").text == f"rang {name} up"


@given(marked=marked_transcripts())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_redaction_changes_marked_text_only_and_leaves_none_of_it_in_place(marked):
    entities = group_mentions(marked)
    stand_ins = {
        m: stand_in(e.entity_type, n) for n, e in enumerate(entities, 1) for m in e.mentions
    }
    clean = redact(marked, stand_ins)
    for before, after in zip(marked.turns, clean.turns, strict=True):
        for redaction in after.redactions:
            assert after.text[redaction.start : redaction.end] == redaction.stand_in
        assert _outside(after.text, after.redactions) == _outside(before.turn.text, before.spans)


@given(marked=marked_transcripts())
@settings(deadline=None)
def test_every_span_belongs_to_exactly_one_entity(marked):
    mentions = [m for entity in group_mentions(marked) for m in entity.mentions]
    assert len(mentions) == len(set(mentions)) == marked.n_spans


@given(before=st.sampled_from(["", "so ", "x. "]), after=st.sampled_from(["", "'s", ", yes", "."]))
def test_a_redacted_name_that_stands_elsewhere_is_always_found(before, after):
    text = f"{before}Zulfiqar{after}"
    marked = MarkedTranscript((MarkedTurn(Turn(0, None, None, None, text)),), "txt")
    assert len(find_survivors(redact(marked, {}), ["zulfiqar"])) == 1


def _outside(text, places):
    pieces, at = [], 0
    for place in sorted(places, key=lambda p: p.start):
        pieces.append(text[at : place.start])
        at = place.end
    return [*pieces, text[at:]]
