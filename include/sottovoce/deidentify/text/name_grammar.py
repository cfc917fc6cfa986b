"""Whether a word that is an ordinary word too is used as a name here.

In speech "will" and "mark" stand next to telling words: "rang will" and "mark says", but
"will you" and "left a mark". The words on both sides decide; nothing else is looked at.
"""

import re

from sottovoce.deidentify.text.vocabulary import words

_WORD_BEFORE = re.compile(r"([^\W\d_]{1,24}(?:'[^\W\d_]{1,24})?)[ ,]{0,24}$")
_THANK_YOU = re.compile(r"\bthank you[, ]+$", re.IGNORECASE)
_WORD_AFTER = re.compile(r"[ ,]{0,8}([^\W\d_]+(?:'[^\W\d_]+)?)")

NEVER_BEFORE_A_NAME = words(
    """
    a an the this that these those my your his her its their some any no every each another to
    i you he she we they it who which there what how so very too more most less quite really
    not never don't didn't won't can't could would should might must can will shall may do
    does did is isn't was wasn't are be been being as than of in on next last since until till
    by early late mid all one per first second third half bit new year's
    """
)
_NAME_FOLLOWS = words(
    """
    our dr mr mrs ms miss called named rang ring phoned told tell asked ask thanked thank met
    meet saw see with and from sister brother aunty auntie uncle nurse like because 'cause cos
    cause when said says saying i'm for dear hi hello bye ta young old wee big little poor
    lovely hiya alright manager coordinator worker daughter son husband wife friend mate
    colleague texted emailed visited love knew know heard to thanks bless
    """
)
_FOLLOWS_A_NAME = words(
    """
    is was has had says said say went goes came come comes did does wants wanted told tells
    asked asks took takes used uses gave gives got gets rang rings brought brings thought
    thinks knew knows made makes left lives lived works worked started put puts sat sits stood
    looked looks drives drove wrote writes runs ran found helped who whose who's and himself
    herself from bhai couldn't wouldn't didn't doesn't hasn't hadn't isn't wasn't never always
    just also really showed picked turned sent spoke talked laughed cried smiled kept keeps
    set
    """
)
_VERBS_OF_MODALS = re.compile(
    r"(?:be|have|not|you|i|he|she|we|they|it|do|go|come|take|get|make|tell|say|see|send|give|ask|never|always|"
    r"still|also|just|only|probably|the|a|an|my|your|his|her|this|that|there|ring|call|show|let|help|want|need|"
    r"work|think|know|look|find|put|keep|try|start|stop|change|happen|die|all|to|of|up|down|on|in|as|for|or|"
    r"out|at|off|over|around|about|into|with)$"
)


def name_likelihood(text: str, start: int, end: int) -> float:
    """Return how likely ``text[start:end]`` is a name, 0 to 1, from the words around it.

    0.5 means that the neighbours don't tell.
    """
    before, after = _neighbours(text, start, end)
    if text.startswith("'s", end) and before not in ("the", "a", "that", "what"):
        return 0.8 if before not in NEVER_BEFORE_A_NAME or before in ("of", "in", "on") else 0.4
    score = 0.5
    if before in _NAME_FOLLOWS or (
        before == "you" and _THANK_YOU.search(text, max(0, start - 12), start)
    ):
        score += 0.3
    elif before in NEVER_BEFORE_A_NAME:
        score -= 0.3
    if after in _FOLLOWS_A_NAME:
        score += 0.25
    elif after and _VERBS_OF_MODALS.match(after):
        score -= 0.2
    return max(0.0, min(1.0, score))


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    before = _WORD_BEFORE.search(text, max(0, start - 24), start)
    after = _WORD_AFTER.match(text, end)
    return (before[1].lower() if before else "", after[1].lower() if after else "")


def starts_sentence(text: str, start: int) -> bool:
    """Whether the word at ``start`` has its capital from its place in the sentence."""
    at = start - 1
    if at >= 0 and text[at] in "\"'(":
        return True
    while at >= 0 and text[at] in " \"'(":
        at -= 1
    return at < 0 or text[at] in ".!?\n:]"
