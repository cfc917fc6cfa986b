"""Every identifier of the demo study, for searches that have to find none of them."""

from collections.abc import Iterable, Iterator

from sottovoce.model.spans import EntityType
from sottovoce_demo.study.gold import GoldInterview
from sottovoce_demo.study.plan import PlannedFolder
from sottovoce_demo.study.spoken import spoken_identifiers
from sottovoce_demo.study.words import CANARIES, CAPTION_NOTE, TRACES

MIN_CHARS_OF_A_NAME = 6
MIN_CHARS_OF_A_PHRASE = 8
TOO_COMMON = frozenset({EntityType.AGE, EntityType.DATE})


def all_identifiers(gold: Iterable[GoldInterview], plan: Iterable[PlannedFolder]) -> frozenset[str]:
    """Return what is marked, what rosters list, what names of files and folders say."""
    everything = {text for each in gold for text in _texts(each)}
    spoken = {text for _, text in spoken_identifiers()}
    return frozenset(everything | spoken | _planted(plan))


def distinctive_identifiers(
    gold: Iterable[GoldInterview], plan: Iterable[PlannedFolder], rare_names: frozenset[str]
) -> frozenset[str]:
    """Return those that stand nowhere by chance.

    That is: names of one word, at least six characters, that are no ordinary words; and
    everything of two words or with a digit or sign in it, at least eight characters, save
    for ages and dates, which a log may well hold for reasons of its own.
    """
    telling = {
        text
        for each in gold
        for entity_type, text in each.identifiers
        if entity_type not in TOO_COMMON and _is_telling(text, rare_names)
    }
    rosters = {value for each in gold for _, value in each.roster if _is_telling(value, rare_names)}
    spoken = {
        text
        for entity_type, text in spoken_identifiers()
        if entity_type not in TOO_COMMON and len(text) >= MIN_CHARS_OF_A_NAME
    }
    return frozenset(telling | rosters | spoken | _planted(plan))


def _texts(interview: GoldInterview) -> Iterator[str]:
    yield from (text for _, text in interview.identifiers)
    yield from (value for _, value in interview.roster)


def _planted(plan: Iterable[PlannedFolder]) -> set[str]:
    names = {name for folder in plan for name in _names(folder)}
    return names | CANARIES | {text.strip() for text in TRACES.texts} | {CAPTION_NOTE}


def _names(folder: PlannedFolder) -> Iterator[str]:
    yield folder.folder
    for each in folder.interviews:
        yield each.file_name
        if each.recording:
            yield each.recording.file_name


def _is_telling(text: str, rare_names: frozenset[str]) -> bool:
    if text.isalpha():
        return len(text) >= MIN_CHARS_OF_A_NAME and text in rare_names
    return len(text) >= MIN_CHARS_OF_A_PHRASE
