"""Short exchanges made from frames, for what interviews hold too little of."""

import re
from dataclasses import dataclass, field
from functools import cache
from random import Random

from training.data.marking import Example, Piece, Turn, turn_of
from training.data.names import WORDS, plain, read_names
from training.data.slots import fill_slot, fillers, has_slot
from training.data.spelling import matched_case, mishear, spell

_SLOT = re.compile(r"\{([A-Za-z_]+)(\d?)\}")
_ASKS = ("Interviewer", "INT", "I", "Speaker 1", "speaker 0", "Researcher", "A", "")
_ANSWERS = ("Participant", "P1", "P", "Speaker 2", "speaker 1", "Respondent", "B", "")


@dataclass(frozen=True, slots=True)
class _Person:
    given: str
    family: str
    nick: str
    word_given: str
    word_family: str


@dataclass(slots=True)
class _Cast:
    """Who is who in one exchange, and the organisations that come up twice."""

    rng: Random
    people: dict[str, _Person] = field(default_factory=dict, repr=False)
    same: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)

    def person(self, number: str) -> _Person:
        if number not in self.people:
            self.people[number] = _a_person(self.rng)
        return self.people[number]


@cache
def frames() -> tuple[str, ...]:
    """Return every frame."""
    lines = (WORDS / "frames.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def snippet(rng: Random, name: str) -> Example:
    """Return one to four frames filled in, as a conversation of their turns."""
    cast = _Cast(rng)
    labels = dict(enumerate(rng.choice(tuple(zip(_ASKS, _ANSWERS, strict=True)))))
    turns: list[Turn] = []
    for frame in rng.sample(frames(), rng.choice((1, 1, 2, 3, 4))):
        cast.people, cast.same = {}, {}
        for said in frame.split(" | "):
            label = labels[len(turns) % 2]
            turns.append(turn_of([Piece(label)], _fill(said, cast)))
    return Example(name, tuple(turns), "snippet")


def _fill(said: str, cast: _Cast) -> list[Piece]:
    pieces, at = [], 0
    for match in _SLOT.finditer(said):
        pieces.append(Piece(said[at : match.start()]))
        filled = _slot(match[1], match[2], cast)
        begins = match.start() == 0 or said[: match.start()].endswith((". ", "? ", "! "))
        has_capital = filled.kind is None and begins and said[-1] in ".?!"
        pieces.append(Piece(_capital(filled.text), filled.kind) if has_capital else filled)
        at = match.end()
    return [piece for piece in [*pieces, Piece(said[at:])] if piece.text]


def _slot(slot: str, number: str, cast: _Cast) -> Piece:
    rng = cast.rng
    if slot == "AGE_NOT":
        return Piece(str(rng.randint(1, 99)))
    if slot.islower():
        return Piece(rng.choice(fillers()[slot]))
    if has_slot(slot):
        if not number:
            text, kind = fill_slot(slot, rng)
            return Piece(text, kind)
        text, kind = cast.same.setdefault(slot + number, fill_slot(slot, rng))
        return Piece(text, kind)
    return Piece(_name(slot, cast.person(number), rng), "PERSON")


def _name(slot: str, person: _Person, rng: Random) -> str:
    parts = {
        "GIVEN": person.given,
        "BIG": f"Big {person.given}",
        "WEE": f"Wee {person.given}",
        "FAMILY": person.family,
        "FULL": f"{person.given} {person.family}",
        "NICK": person.nick,
        "WORDNAME": person.word_given,
        "WORDFAMILY": person.word_family,
        "INITIAL": plain(person.family)[:1].upper() or "S",
        "INITIALS": (plain(person.given)[:1] + (plain(person.family)[:1] or "s")).upper(),
    }
    makers = {"SPELL": person.given, "SPELLF": person.family}
    if slot in makers:
        return spell(makers[slot], rng)
    if slot == "MISHEARD":
        return matched_case(person.given, mishear(person.given, rng))
    return parts[slot]


def _a_person(rng: Random) -> _Person:
    names = read_names()
    origin = names.an_origin(rng)
    gender = rng.choice("mf")
    given, family = names.a_given(rng, origin, gender), names.a_family(rng, origin)
    if rng.random() < 0.12:
        given = rng.choice(names.word_given[gender])
    if rng.random() < 0.08:
        family = rng.choice(names.word_family)
    if rng.random() < 0.05:
        family = f"{family}-{names.a_family(rng, names.an_origin(rng))}"
    shorts = names.shorts.get(given.casefold()) or (rng.choice(sorted(_short_names())),)
    words = names.word_given[gender], names.word_family
    return _Person(given, family, rng.choice(shorts), rng.choice(words[0]), rng.choice(words[1]))


@cache
def _short_names() -> frozenset[str]:
    return frozenset(short for shorts in read_names().shorts.values() for short in shorts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
