"""Interviews of invented people, as a detector leaves them for a reader."""

import random
from types import SimpleNamespace
from typing import Any

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn
from sottovoce.review.items import list_items
from sottovoce.review.ranking import count_turns_to_read, rank_turns
from sottovoce.steps.desk.texts import Text

INTERVIEW = "s01-4f1c22ab90-r02"
POLICY = DeidentifyPolicy()

_NAMES = (
    ("Marta Oyelaran", EntityType.PERSON),
    ("Haverbrook", EntityType.LOCATION),
    ("the Larch Centre", EntityType.FACILITY),
    ("Tamsin", EntityType.PERSON),
    ("Northmoor Trust", EntityType.ORGANISATION),
    ("3 March", EntityType.DATE),
    ("Idris", EntityType.PERSON),
    ("Pell Street", EntityType.LOCATION),
)
_TALK = (
    "I think that was when things began to change for me, really.",
    "You could just walk in and somebody would put the kettle on, and nobody asked you why.",
    "It was hard at first. I did not trust anybody, and I had good reasons, to be honest with you.",
    "Mm.",
    "We had a group on a weekday and people would come from all over, and some stayed for years. "
    "What kept them was that the person in front of them had been through it as well, and you can "
    "tell that within a minute of sitting down with somebody.",
    "Can you say a bit more about that?",
    "The ward round is not made for that, is it? You sit there, and there are nine of them.",
    "She told me later that she had nearly not come back after the first time.",
)
_LEADS = ("And then there was ", "It was ", "I remember ", "We used to meet at the door, and ")
_SCORES = {"certain": 0.97, "doubtful": 0.55, "near_miss": 0.04}


def a_marked_turn(
    index: int, text: str, *, masked: str = "", score: float = 0.97, near: str = ""
) -> MarkedTurn:
    """Return a turn in which some words are masked, and others nearly are."""
    turn = Turn(index, "P" if index % 2 else "I", index * 3.6, index * 3.6 + 3, text)
    return MarkedTurn(turn, _span(text, masked, score), (), _span(text, near, 0.04))


def a_text(*turns: MarkedTurn, has_recording: bool = True, site: str = "s01") -> Text:
    """Return an interview in review with these turns."""
    found = MarkedTranscript(turns, "txt")
    ranked = rank_turns(found, POLICY)
    first = ranked[: count_turns_to_read(ranked)]
    record: Any = SimpleNamespace(interview_id=INTERVIEW, site=site, role="peer_worker")
    return Text(
        record=record,
        seq=17,
        found=found,
        items=list_items(found, ranked, POLICY),
        ranks={turn.index: rank for rank, turn in enumerate(first, start=1)},
        has_recording=has_recording,
    )


def a_long_text(n_turns: int, *, n_doubtful: int = 14, n_near: int = 6, seed: int = 1) -> Text:
    """Return an interview with so many turns and places to decide about, the same every time."""
    rng = random.Random(seed)  # noqa: S311
    states = ["doubtful"] * n_doubtful + ["near_miss"] * n_near + ["certain"] * (n_turns // 5)
    there = dict(zip(rng.sample(range(n_turns), len(states)), states, strict=True))
    return a_text(*(_a_turn(index, there.get(index), rng) for index in range(n_turns)))


def _a_turn(index: int, state: str | None, rng: random.Random) -> MarkedTurn:
    text = rng.choice(_TALK)
    turn = Turn(index, "Participant" if index % 2 else "Interviewer", index * 3.6, None, text)
    if state is None:
        return MarkedTurn(turn)
    name, kind = rng.choice(_NAMES)
    lead = rng.choice(_LEADS)
    text = f"{lead}{name}, as far as I know. {text}"
    turn = Turn(index, turn.speaker, turn.start_s, None, text)
    spans = (Span(len(lead), len(lead) + len(name), kind, _SCORES[state], "model"),)
    return MarkedTurn(turn, (), (), spans) if state == "near_miss" else MarkedTurn(turn, spans)


def _span(text: str, words: str, score: float) -> tuple[Span, ...]:
    if not words:
        return ()
    at = text.index(words)
    return (Span(at, at + len(words), EntityType.PERSON, score, "model"),)
