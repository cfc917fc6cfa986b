"""Speaker labels: "Interviewer" and "P1" say nothing; everything else may be a name."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.lexicon import TITLES
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_GENERIC = words(
    """
    interviewer interviewers interviewee interviewees respondent respondents participant
    participants speaker speakers moderator facilitator researcher researchers observer host
    guest unknown unidentified voice person man woman male female peer peers worker workers
    manager managers colleague colleagues commissioner commissioners service user users client
    patient nurse doctor carer staff member team lead support mental health clinician
    psychiatrist therapist int i r p s q a in pt res resp par part su pw co cm mg mgr com col
    fac mod spk sp ir iv iee e m f int1 all both everyone group question answer narrator
    transcriber the and of first second one two three four new recording
    """
)
_CODE = re.compile(r"(?P<letters>[a-z]{0,20})[-_ ]?\d{1,4}[a-z]?|[a-z]")
_PIECE = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*\.?")
_ORGANISATION = re.compile(
    r"\b(?:nhs|trust|council|icb|team|university|college|ltd|limited|cic|board|service|services|charity|hospital|"
    r"partnership|foundation|association)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")


def find_in_label(label: str) -> tuple[Span, ...]:
    """Return the identifiers in a speaker label, disjoint and in order.

    Brackets hold an organisation when a word in them says so; pronouns and roles are left.
    """
    spans: list[Span] = []
    outside = label
    for match in _IN_BRACKETS.finditer(label):
        spans += _in_part(label, match.start(1), match.end(1))
        outside = outside[: match.start()] + "\n" * len(match.group()) + outside[match.end() :]
    for match in re.finditer(r"[^\n]+", outside):
        spans += _in_part(label, match.start(), match.end())
    return tuple(sorted(spans))


def _in_part(label: str, start: int, end: int) -> Iterator[Span]:
    part = label[start:end]
    if _ORGANISATION.search(part):
        if not all(_is_generic(piece) for piece in _PIECE.findall(part)):
            yield _trimmed(label, start, end, EntityType.ORGANISATION)
        return
    named = [
        m
        for m in _PIECE.finditer(label, start, end)
        if not _is_generic(m.group()) and not _CLOCK.match(label, m.start())
    ]
    if named:
        pieces = list(_PIECE.finditer(label, start, end))
        first = pieces.index(next(p for p in pieces if p.start() == named[0].start()))
        if first and len(pieces[first - 1].group().rstrip(".")) == 1:
            named.insert(0, pieces[first - 1])
        initials = re.compile(r"(?: [^\W\d_]\b\.?)*").match(label, named[-1].end(), end)
        last = initials.end() if initials else named[-1].end()
        yield _trimmed(label, named[0].start(), last, EntityType.PERSON)


def _is_generic(piece: str) -> bool:
    word = piece.lower().rstrip(".")
    return (
        word in _GENERIC
        or word in TITLES
        or word
        in {"he", "him", "she", "her", "they", "them", "pronouns", "his", "nhs", "trust", "team"}
        or _is_code(word)
    )


def _is_code(word: str) -> bool:
    """Whether a word is like ``P1`` or ``SU02``; ``Ian2`` is a person with a number."""
    match = _CODE.fullmatch(word)
    letters = match["letters"] or "" if match else ""
    return match is not None and (len(letters) < 2 or letters in _GENERIC)


def _trimmed(label: str, start: int, end: int, kind: EntityType) -> Span:
    said = label[start:end]
    start += len(said) - len(said.lstrip(" ,-:"))
    end -= len(said) - len(said.rstrip(" ,-:"))
    return Span(start, end, kind, 0.9, "speaker-label")
