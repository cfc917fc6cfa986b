"""What reviewers want to count beyond one interview: names of a site, and phrases that are none."""

from collections.abc import Iterable

from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.adapters.postgres.vault_lists import ListedWords
from sottovoce.deidentify.text.never import without_phrases
from sottovoce.model.rosters import Roster
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review.readings import Remembered
from sottovoce.steps.workplace import Workplace


def with_added_names(place: Workplace, site: str, roster: Roster) -> Roster:
    """Return what a site listed with the names that reviewers of its interviews added."""
    return Roster(tuple(dict.fromkeys([*roster.entries, *place.vault.lists.roster(site)])))


def without_never(place: Workplace, marked: MarkedTranscript) -> MarkedTranscript:
    """Return the transcript without guesses at phrases that the study never wants masked."""
    return without_phrases(marked, place.vault.lists.never())


def list_words(
    place: Workplace,
    record: InterviewRecord,
    marked: MarkedTranscript,
    remembered: Iterable[Remembered],
) -> None:
    """Put what a reader wants remembered into the vault; the words come from the interview."""
    place.vault.lists.add(
        record.site, record.interview_id, [_listed(marked, each) for each in remembered]
    )


def _listed(marked: MarkedTranscript, each: Remembered) -> ListedWords:
    turn = marked.turns[each.turn].turn
    text = turn.text if each.field == "text" else turn.speaker or ""
    return ListedWords(each.kind, each.entity_type, text[each.start : each.end])
