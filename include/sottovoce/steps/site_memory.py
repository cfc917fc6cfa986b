"""What a site's interviews tell about one another: names that were certain in one of them.

Names are remembered as soon as they are found, not at release, and once more when a reader's marks
are put into effect.
"""

from collections.abc import Sequence

from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.deidentify.text.site_memory import find_site_names, names_to_remember
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import Span
from sottovoce.model.states import State
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript
from sottovoce.steps.workplace import Workplace

_IN_USE = (
    State.CHECKED,  # being searched right now, or again
    State.DEIDENTIFIED,
    State.IN_REVIEW,
    State.APPROVED,
    State.RELEASED,
)


def with_site_names(
    place: Workplace, record: InterviewRecord, marked: MarkedTranscript
) -> MarkedTranscript:
    """Return the transcript with a doubtful span wherever a name of its site is in view.

    Args:
        place: Where the site's names are.
        record: The interview. What other versions of it held does not count.
        marked: What was found in it so far; nothing of that is changed.
    """
    others = [
        each.interview_id
        for each in place.ledger.in_use(_IN_USE)
        if each.site == record.site and not _is_same(each, record)
    ]
    if not others:
        return marked
    names = place.vault.memory.names(record.site, of=others)
    found = find_site_names(_words(marked), names, place.detector.lexicon)
    wanted = place.study.deidentify.entity_types
    turns = tuple(
        _with_spans(turn, [s for s in found.get(turn.turn.index, ()) if s.entity_type in wanted])
        for turn in marked.turns
    )
    return MarkedTranscript(turns, marked.source_format)


def remember_names(place: Workplace, record: InterviewRecord, marked: MarkedTranscript) -> None:
    """Let the site's other interviews be searched for what was certainly named in this one.

    Takes the place of what the interview told before. Comes before the interview is moved, and
    whoever withdraws it meanwhile is not overruled: what is not in use is forgotten at the end.
    """
    names = names_to_remember(marked, place.lexicon)
    place.vault.memory.remember(record.site, record.interview_id, names)
    forget_names_out_of_use(place, record.site)


def forget_names_out_of_use(place: Workplace, site: str) -> None:
    """Forget the names of interviews that were withdrawn, quarantined, or replaced by newer ones.

    Until then nobody asks for them either.
    """
    in_use: list[InterviewId] = [
        each.interview_id for each in place.ledger.in_use(_IN_USE) if each.site == site
    ]
    place.vault.memory.forget_others(site, than=in_use)


def _is_same(one: InterviewRecord, other: InterviewRecord) -> bool:
    if one.interview_id == other.interview_id:
        return True
    return one.interview_code is not None and one.interview_code == other.interview_code


def _words(marked: MarkedTranscript) -> Transcript:
    turns = tuple(turn.turn for turn in marked.turns)
    return Transcript(turns, "\n".join(turn.text for turn in turns), marked.source_format)


def _with_spans(marked: MarkedTurn, found: Sequence[Span]) -> MarkedTurn:
    added: list[Span] = []
    for span in found:
        if not any(map(span.overlaps, (*marked.spans, *added))):
            added.append(span)
    if not added:
        return marked
    return MarkedTurn(
        marked.turn,
        tuple(sorted([*marked.spans, *added])),
        marked.speaker_spans,
        tuple(near for near in marked.near_misses if not any(map(near.overlaps, added))),
    )
