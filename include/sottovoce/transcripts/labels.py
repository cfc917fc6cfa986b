"""Tell a speaker's label from the first words of what someone said."""

import re

MAX_LABEL_CHARS = 80
MAX_LABEL_WORDS = 6

_ROLES = (
    r"interviewer|interviewee|int|inter|ir|ie|participant|respondent|resp|facilitator"
    r"|moderator|researcher|speaker|unknown speaker|unidentified speaker"
)
_ROLE = re.compile(
    rf"(?:the )?(?:lead |second |male |female |co-?)?(?:{_ROLES})"
    r"(?:[\s_#./-]{0,2}(?:\d{1,4}|[a-z]))?(?:\s?\([^()]{1,60}\))?",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Z]{1,3}[\s_.-]?\d{1,4}[a-z]?|[A-Z]")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[?!;\u2026<>{}|=\\]|[^\W\d_]{5,}\.(?=\s|\Z)|\.\.")
_QUOTE = re.compile(r"[\"\u201c\u201d]")
_PARTICLE_WORDS = "al bin da de del der di la le ter van von ap ab ibn of the and"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())

# Words of speech. A name may be one of them ("So", "Her"); then its label stays in the words of
# the turn, where it is looked for as any other name is. Names that are common ("Will", "May")
# are left out.
_SPEECH_WORDS = """
    i i'm i'd i've i'll you you're he he's she she's it it's its we we're they they're me him her
    them us my your his our their this that that's these those there there's here here's
    said says say saying asked asks ask told tells tell tells telling goes went go going thought
    thinks think shouted replied wrote writes read put like wants want means mean
    is isn't was wasn't are aren't were be been being am has had have having does did didn't don't
    would could should can't won't not
    and but because cause cos 'cause if when then than so or as at in on for from to with by into
    about out off up down over after before until since while through
    what what's who who's why how which where no yes yeah yep nope okay ok right well um er erm uh
    ah oh mm mmm hmm just really very only even also too anyway anyways honestly basically actually
    literally obviously again now later maybe sorry thanks thank please
    some any every each all both one thing things point answer question reason problem example
    note nb ps time date day today
    laughs laughter laughing pause pauses inaudible unclear crosstalk coughs sighs exhales silence
"""
_SPEECH = frozenset(_SPEECH_WORDS.split())
_HEAD_WORDS = """
    remember important warning reminder update summary conclusion topic title subject duration
    location place venue session recording transcript transcription language version
    page section part project study site file name age gender agenda notes key legend
"""
_HEADS = frozenset(_HEAD_WORDS.split())


def is_role(label: str) -> bool:
    """Whether a label is one that only transcripts have: ``Interviewer``, ``P1``, ``I``."""
    return bool(_ROLE.fullmatch(label) or _CODE.fullmatch(label))


def is_word_role(label: str) -> bool:
    """Whether a label is a role of three letters or more, like ``Interviewer``."""
    return len(label) > 2 and bool(_ROLE.fullmatch(label))


def is_label_shaped(label: str) -> bool:
    """Whether a label could be one: short, with a letter, and not made of speech."""
    if not 0 < len(label) <= MAX_LABEL_CHARS or "\n" in label:
        return False
    if is_role(label) or _CODE.fullmatch(label.upper()):
        return True
    words = _WORD.findall(_PARENTHESIS.sub(" ", label))
    if not 0 < len(words) <= MAX_LABEL_WORDS or _SENTENCE.search(label):
        return False
    if len(_QUOTE.findall(label)) % 2 or label[0] in ",.)'\u2019-" or label[-1] in ",-":
        return False
    return not any(_plain(word) in _SPEECH for word in words)


def is_capitalised(label: str) -> bool:
    """Whether every word begins with a capital and none is a head like ``Date``."""
    words = _WORD.findall(_PARENTHESIS.sub(" ", label))
    names = [word for word in words if word not in _PARTICLES]
    if not names or any(_plain(word) in _HEADS for word in words):
        return False
    return not any(word[0].islower() for word in names)


def is_full_name(label: str) -> bool:
    """Whether a label has two words or more, as a first name and a surname."""
    return len(_WORD.findall(label)) > 1


def label_key(label: str) -> str:
    """What two labels of one speaker share, whatever their case."""
    return " ".join(label.casefold().split())


def _plain(word: str) -> str:
    return word.casefold().replace("\u2019", "'")
