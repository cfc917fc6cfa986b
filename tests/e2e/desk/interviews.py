"""What is said in the interviews of the test's own study. Everybody in it is invented.

A wave is a word that makes each interview another one, so that a stack that is kept running can be
sent the study again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle

from sottovoce.model.transcripts import Transcript
from sottovoce_demo.study.gold import make_transcript
from sottovoce_demo.study.spoken import recorded_conversation, recording

ASKS, ANSWERS = "Interviewer", "Participant"
SECONDS_A_TURN = 3.6
LONG_TURNS = 3000

NAMES = (
    "Ottilie Farquharson-Lund",
    "Bethan Szymborska",
    "Ignatius Quill",
    "Perpetua Oduya",
    "Leander Whitcombe-Rao",
    "Saoirse Pemberley",
    "Thaddeus Okonjo",
    "Winifred Aldous-Kent",
)
"""Names that stand nowhere by chance; each is said in an interview."""

KEPT_QUIET = (*NAMES, "Callum Braithwaite", "Moira Abernethy", "Thistle Bank Clinic")
"""What may stand nowhere but on the review page: canaries."""

_DOUBTFUL = (
    "they meet at the old dairy on a friday",
    "i know the beeches well enough",
    "we had a stall at the corn exchange",
    "it was the linden group that started it",
    "she goes to the lantern most days",
    "we had the christmas do at the anchor",
    "they moved it to the annexe after",
    "i stayed in the hive for a bit",
    "there was a group at the orchard",
    "i was in the willows at the time",
    "he was in the quaker rooms",
    "they did the art at the foundry",
    "someone known as tank ran the group",
    "i had frosty as my support worker",
    "it was bear who made the tea",
    "they had a base near the market cross",
    "the team was called phoenix then",
    "we got a grant from the lions",
    "my nurse on rowan was good",
    "the rotary paid for the minibus",
)
"""Sentences in each of which one thing may be a name, and nobody can be sure."""

_QUESTIONS = (
    "And what was that like?",
    "Could you say a bit more about it?",
    "What happened next?",
    "How did you feel about that?",
    "And then?",
    "Who decided it?",
)
_SMALL_TALK = (
    "It was all right, to be honest. You get used to it after a while.",
    "Nobody had asked me before, so I did not know what to say.",
    "Mm.",
    "I think that it helps when somebody has been through it themselves.",
    "Well, they listen. They do not write anything while you are talking.",
    "Yeah, yeah. It took about half a year before I felt any better.",
    "There is never enough time, that is the trouble with it.",
    "I would have liked to be told sooner what was going to happen.",
    "You make a cup of tea, you sit down, and you wait.",
    "Some days are good and some are not, that is how it goes.",
)


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview of the study.

    Attributes:
        key: What the tests call it.
        site: Who sends it.
        role: Of the person interviewed.
        file_name: As people name files.
        transcript: What is said.
        recording: File name and content of its recording; None for none.
    """

    key: str
    site: str
    role: str
    file_name: str = field(repr=False)
    transcript: Transcript = field(repr=False)
    recording: tuple[str, bytes] | None = field(default=None, repr=False)


def interviews(wave: str) -> tuple[Interview, ...]:
    """Return the study's interviews; another wave says the same in other interviews."""
    talks = (
        ("twenty", "s01", "peer_worker", _told(wave, 0, _DOUBTFUL)),
        ("shared", "s02", "manager", _told(wave, 1, _DOUBTFUL[:5])),
        ("pair", "s02", "service_user", _told(wave, 2, _DOUBTFUL[5:10])),
        ("long", "s02", "colleague", _long(wave)),
        ("open", "s03", "colleague", _told(wave, 4, _DOUBTFUL[5:9])),
        ("returned", "s03", "service_user", _told(wave, 5, _DOUBTFUL[9:13])),
        ("rejected", "s03", "peer_worker", _told(wave, 6, _DOUBTFUL[13:17])),
        ("prompt", "s03", "manager", _told(wave, 7, _DOUBTFUL[17:])),
    )
    typed = (
        Interview(key, site, role, f"{name} typed up.txt", transcript)
        for (key, site, role, transcript), name in zip(talks, NAMES, strict=True)
    )
    return (*typed, _recorded())


def _recorded() -> Interview:
    sound = ("Callum Braithwaite call.m4a", recording("call.m4a"))
    spoken = recorded_conversation("call")
    return Interview("call", "s01", "service_user", "Callum Braithwaite.vtt", spoken, sound)


def _told(wave: str, nth: int, sentences: Iterable[str]) -> Transcript:
    """Return an interview in which each of some sentences is an answer."""
    says = cycle(_QUESTIONS)
    lines = [(ASKS, f"Thank you for coming in. {_numbered(wave)}")]
    lines.append((ANSWERS, f"My name is {NAMES[nth]}, and I have been here for six years."))
    for sentence in sentences:
        lines += [(ASKS, next(says)), (ANSWERS, sentence)]
    return _timed(lines)


def _long(wave: str) -> Transcript:
    """Return three hours of talk in which somebody is named every now and then."""
    return _timed([(ASKS, _numbered(wave)), *_talk(LONG_TURNS - 1)])


def _talk(n_turns: int) -> Iterator[tuple[str, str]]:
    asked, said, names = cycle(_QUESTIONS), cycle(_SMALL_TALK), cycle(NAMES)
    doubtful = cycle(_DOUBTFUL)
    for turn in range(n_turns):
        if turn % 2 == 0:
            yield ANSWERS, next(said)
        elif turn % 75 == 1:
            yield ASKS, f"So {next(names)} was there as well?"
        elif turn % 75 == 31:
            yield ANSWERS, next(doubtful)
        else:
            yield ASKS, next(asked)


def _timed(lines: Iterable[tuple[str, str]]) -> Transcript:
    return make_transcript(
        ((n * SECONDS_A_TURN, who, words) for n, (who, words) in enumerate(lines)), "txt"
    )


def _numbered(wave: str) -> str:
    return f"This is one of the {wave} conversations that we record here. Is that all right?"
