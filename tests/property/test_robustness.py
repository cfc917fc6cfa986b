"""No disguise of an identifier lets it pass: it is covered whole, at its place in the file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sottovoce.deidentify.text.addresses import find_addresses
from sottovoce.deidentify.text.codes import find_spoken_codes, find_written_codes
from sottovoce.deidentify.text.contacts import find_contacts
from sottovoce.deidentify.text.dates import find_ages, find_dates
from sottovoce.deidentify.text.detection import Rules, mark
from sottovoce.deidentify.text.document import join_turns
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.look_alikes import LETTERS
from sottovoce.deidentify.text.names import find_introduced_names, find_spelled_names
from sottovoce.deidentify.text.normalise import INVISIBLE
from sottovoce.deidentify.text.other_ids import find_other_ids
from sottovoce.model.rosters import Roster, RosterEntry
from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import Transcript, Turn

ORDINARY = """
so then i said it was with me and the went there asked about on my number is ring us or write to at
we met card says yes she he you
"""
LEXICON = Lexicon(frozenset(ORDINARY.split()), frozenset())
RULES = Rules(tuple(EntityType), 0.3, LEXICON)
ROSTER = Roster(
    (
        RosterEntry(EntityType.PERSON, "Zulfiqar Ahmed"),
        RosterEntry(EntityType.PERSON, "Siobhán Mc Loughlin"),
        RosterEntry(EntityType.FACILITY, "Quarrywell House"),
    )
)
IDENTIFIERS = {
    "roster name": ("so then {} went there", "Zulfiqar Ahmed"),
    "part of a roster name": ("so i asked {} about it", "zulfiqar"),
    "accented name": ("so i asked {} about it", "Siobhán"),
    "service": ("it was at {} we met", "Quarrywell House"),
    "phone": ("ring us on {} or write", "07700 900123"),
    "email": ("write to {} or ring", "kev.stroud@example.com"),
    "NHS number": ("my NHS number is {} yes", "943 476 5919"),
    "NINO": ("my number is {} yes", "QQ 12 34 56 C"),
    "postcode": ("we met at {} then", "LS1 4DY"),
    "date": ("it was on {} then", "14/03/1987"),
    "spelled name": ("my name is {} yes", "S, I, O, B, H, A, N"),
    "number read out": ("it was {} then", "oh seven seven double oh nine oh oh one two three"),
    "address": ("we met at {} then", "14 Ferndale Road"),
}
INSERTED = st.one_of(
    st.sampled_from(sorted(INVISIBLE)),
    st.sampled_from([chr(code) for code in (*range(9), *range(14, 32), 127)]),
    st.sampled_from("\u0080\u0086\ufffe\uffff\U0001fffe\ud800\u070f"),
    st.sampled_from("\u0335\u0336\u0337\u0338\u20d2\u20dd\u20e3\u0332\u0305\u1ab0\u0489"),
)
_LOOKS_LIKE: dict[str, str] = {}
for odd, plain in LETTERS.items():
    _LOOKS_LIKE[plain] = _LOOKS_LIKE.get(plain, "") + chr(odd)
ODD_SPACES = "\u00a0\u1680\u2000\u2003\u2007\u2009\u202f\u205f\u3000\u2800"


@st.composite
def with_insertions(draw, identifier):
    """The identifier with things that show nothing, or strike it through, behind its letters."""
    pieces = list(identifier)
    for at in draw(st.lists(st.integers(0, len(pieces) - 1), min_size=1, max_size=6)):
        pieces[at] += draw(INSERTED)
    return "".join(pieces)


@st.composite
def in_fancy_dress(draw, identifier):
    """The identifier in look-alikes, full width, mathematical letters and odd spaces."""
    dressed = []
    for char in identifier:
        choices = [char, char]
        if char == " ":
            choices += ODD_SPACES
        elif char.isascii():
            choices += chr(ord(char) + 0xFEE0)
        if char.isascii() and char.isdigit():
            choices += [chr(0x1D7CE + int(char)), chr(0x0660 + int(char)), chr(0x0966 + int(char))]
        if char.isascii() and char.isalpha():
            first = 0x1D5D4 if char.isupper() else 0x1D5EE
            choices.append(chr(first + ord(char) - ord("A" if char.isupper() else "a")))
            choices += _LOOKS_LIKE.get(char, "")
        dressed.append(draw(st.sampled_from(choices)))
    return "".join(dressed)


def uncovered(sentence: str, identifier: str) -> set[int]:
    """Which characters of the identifier no span covers."""
    text = sentence.format(identifier)
    turn = Turn(0, None, None, None, text)
    documents = list(join_turns([turn]))
    found = [found_by_rules(document.text) for document in documents]
    marked = mark(Transcript((turn,), text, "txt"), documents, found, ROSTER, RULES)
    hidden = {at for span in marked.turns[0].spans for at in range(span.start, span.end)}
    start = sentence.index("{}")
    return set(range(start, start + len(identifier))) - hidden


def found_by_rules(text):
    return [
        *find_written_codes(text),
        *find_spoken_codes(text),
        *find_other_ids(text, LEXICON),
        *find_contacts(text),
        *find_addresses(text, LEXICON),
        *find_dates(text),
        *find_ages(text, LEXICON),
        *find_introduced_names(text, LEXICON, is_small=False),
        *find_spelled_names(text),
    ]


EACH = pytest.mark.parametrize(("sentence", "identifier"), IDENTIFIERS.values(), ids=IDENTIFIERS)


@EACH
def test_an_identifier_without_disguise_is_covered(sentence, identifier):
    assert uncovered(sentence, identifier) == set()


@EACH
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_hidden_in_an_identifier_is_covered_with_it(sentence, identifier, data):
    assert uncovered(sentence, data.draw(with_insertions(identifier))) == set()


@EACH
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_an_identifier_in_other_letters_is_covered(sentence, identifier, data):
    assert uncovered(sentence, data.draw(in_fancy_dress(identifier))) == set()


@EACH
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_both_disguises_together_hide_nothing(sentence, identifier, data):
    dressed = data.draw(in_fancy_dress(identifier))
    assert uncovered(sentence, data.draw(with_insertions(dressed))) == set()


@given(
    before=st.text(st.sampled_from("\u202e\u202d\u2067👍🏽天ا\u0301\ufeffé ﬁ"), max_size=12),
    identifier=with_insertions("Zulfiqar Ahmed"),
)
@settings(deadline=None)
def test_whatever_stands_before_an_identifier_its_place_is_exact(before, identifier):
    assert uncovered(before + " so {} went there", identifier) == set()
