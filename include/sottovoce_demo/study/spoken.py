"""Two short conversations that were recorded: what was said, and when.

The recordings lie in ``recordings/``, spoken by synthetic voices; its README says how they were
made. Everyone in them is invented.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import Transcript
from sottovoce_demo.study.gold import make_transcript

FOLDER = files("sottovoce_demo.study").joinpath("recordings")

INTERVIEWER, PARTICIPANT = "Interviewer", "Participant"


@dataclass(frozen=True, slots=True)
class Conversation:
    """What two people said to each other.

    Attributes:
        turns: Speaker and words, in order.
        identifiers: Everything in the words that identifies somebody: type and text.
        roster: What its site knows beforehand.
    """

    turns: tuple[tuple[str, str], ...] = field(repr=False)
    identifiers: frozenset[tuple[EntityType, str]] = field(repr=False)
    roster: tuple[tuple[str, str], ...] = field(repr=False)


CONVERSATIONS = {
    "call": Conversation(
        (
            (INTERVIEWER, "Thanks for ringing back. Could you say who you are, for the tape?"),
            (
                PARTICIPANT,
                "My name is Callum Braithwaite, and I am a peer worker at Thistle Bank Clinic in "
                "Dunfermline.",
            ),
            (INTERVIEWER, "And how long have you been doing that?"),
            (
                PARTICIPANT,
                "Since the fourteenth of March last year. Before that I was a patient there "
                "myself, for about two years.",
            ),
            (INTERVIEWER, "Who was it that asked you to apply?"),
            (
                PARTICIPANT,
                "That was Moira Abernethy, the manager. She said that I had been helping people "
                "anyway, so I might as well be paid for it.",
            ),
            (INTERVIEWER, "What does a good day look like?"),
            (
                PARTICIPANT,
                "A good day is when somebody talks to me who has not talked to anyone for a week. "
                "We make a cup of tea and sit down, and nobody is writing anything.",
            ),
            (INTERVIEWER, "And a bad day?"),
            (
                PARTICIPANT,
                "When I am asked to do the cleaning, or when they forget that I am in the meeting. "
                "Moira is good about it. Some of the others are not.",
            ),
            (INTERVIEWER, "May we ring you again, if anybody wants to hear more?"),
            (PARTICIPANT, "Yes, of course. It is best to ask for Callum at the clinic."),
        ),
        frozenset(
            {
                (EntityType.PERSON, "Callum Braithwaite"),
                (EntityType.PERSON, "Callum"),
                (EntityType.FACILITY, "Thistle Bank Clinic"),
                (EntityType.LOCATION, "Dunfermline"),
                (EntityType.DATE, "fourteenth of March"),
                (EntityType.PERSON, "Moira Abernethy"),
                (EntityType.PERSON, "Moira"),
            }
        ),
        (
            ("person", "Callum Braithwaite"),
            ("person", "Moira Abernethy"),
            ("facility", "Thistle Bank Clinic"),
        ),
    ),
    "visit": Conversation(
        (
            (INTERVIEWER, "We are recording now. How did you first hear about the peer workers?"),
            (
                PARTICIPANT,
                "My sister Bronagh told me. She works at a café in Grimsby, and one of them used "
                "to come in.",
            ),
            (INTERVIEWER, "What happened then?"),
            (
                PARTICIPANT,
                "I rang up, and a man called Desmond Achterberg came to see me at home. I did not "
                "know what to say to him.",
            ),
            (INTERVIEWER, "What was that like?"),
            (
                PARTICIPANT,
                "Strange, to be honest. I thought that he would ask me a lot of questions. He "
                "asked one, and then he listened for an hour.",
            ),
            (INTERVIEWER, "And since then?"),
            (
                PARTICIPANT,
                "Desmond still comes every week. Nobody had ever asked me what I wanted before.",
            ),
            (INTERVIEWER, "Is there anything that should change?"),
            (
                PARTICIPANT,
                "There should be more of them. There are only two for the whole of Grimsby, and "
                "Desmond can not be everywhere.",
            ),
        ),
        frozenset(
            {
                (EntityType.PERSON, "Bronagh"),
                (EntityType.LOCATION, "Grimsby"),
                (EntityType.PERSON, "Desmond Achterberg"),
                (EntityType.PERSON, "Desmond"),
            }
        ),
        (("person", "Desmond Achterberg"), ("person", "Bronagh")),
    ),
}
"""By the name of the recording."""


def recorded_conversation(name: str) -> Transcript:
    """Return a conversation with the times at which each turn begins in its recording."""
    conversation = CONVERSATIONS[name]
    starts_s: Sequence[float] = json.loads(FOLDER.joinpath("starts.json").read_text())[name]
    turns = zip(starts_s, conversation.turns, strict=True)
    return make_transcript(((at, speaker, words) for at, (speaker, words) in turns), "vtt")


def recording(file: str) -> bytes:
    """Return a recording."""
    return FOLDER.joinpath(file).read_bytes()


def spoken_identifiers() -> set[tuple[EntityType, str]]:
    """Return every identifier that is said in a recording and its transcript."""
    return {identifier for each in CONVERSATIONS.values() for identifier in each.identifiers}
