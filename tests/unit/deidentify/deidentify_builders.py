"""Small transcripts, lexicons and spans, so that each test says only what it is about."""

from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.mentions import Entities, Mention
from sottovoce.deidentify.text.redact import stand_in
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn

ORDINARY = """
i'm i am you he she it we they the a an and or but is was were has had have been be do did does don't will would can
could may might mark hope joy rose bath sale settle reading summer on in at to from of for with by as so not no yes
then when who what how said says told rang went goes came come takes take took my our your his her their this that
these those ward team house street road lane court place centre hub trust community old new day night people person
moved live lives lived born down up out over off about all any some first year years months weeks minutes number
call called name letter file paper on desk bus car park book day long room left right good bad thing one two three
number reference incident nurse doctor manager everything fridge calendar there's a in my kitchen ask asked like
"""


def a_lexicon(extra: str = "", places: str = "") -> Lexicon:
    listed = frozenset(place.strip() for place in places.split(",") if place.strip())
    return Lexicon(frozenset((ORDINARY + extra).split()), listed)


def a_transcript(*texts: str, speaker: str | None = "P1") -> Transcript:
    turns, at = [], 0
    for index, text in enumerate(texts):
        turns.append(Turn(index, speaker, None, None, text, at))
        at += len(text) + 1
    return Transcript(tuple(turns), "\n".join(texts), "txt")


def marked(text: str, *surfaces: tuple[str, EntityType], score: float = 0.9) -> MarkedTurn:
    """One turn with the first occurrence of each surface marked."""
    spans = tuple(
        sorted(
            Span(text.index(s), text.index(s) + len(s), kind, score, "test") for s, kind in surfaces
        )
    )
    return MarkedTurn(Turn(0, "P1", None, None, text), spans)


def a_marked_transcript(*turns: MarkedTurn) -> MarkedTranscript:
    numbered = tuple(
        MarkedTurn(
            Turn(i, t.turn.speaker, t.turn.start_s, t.turn.end_s, t.turn.text),
            t.spans,
            t.speaker_spans,
        )
        for i, t in enumerate(turns)
    )
    return MarkedTranscript(numbered, "txt")


def numbered_stand_ins(entities: Entities) -> dict[Mention, str]:
    return {
        mention: stand_in(entity.entity_type, number)
        for number, entity in enumerate(entities, start=1)
        for mention in entity.mentions
    }


def surfaces(text: str, spans: list[Span]) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], str(s.entity_type)) for s in sorted(spans)]
