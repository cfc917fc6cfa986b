"""A trial of the release: what would survive it is masked as well, and a person is asked."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from sottovoce.deidentify.text.mentions import Entities, Mention, group_mentions, normalised_key
from sottovoce.deidentify.text.redact import redact, stand_in
from sottovoce.deidentify.text.second_look import Survivor, find_survivors
from sottovoce.model.releases import CleanTurn
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn

DOUBT = 0.4
"""Score of what only the second look found: below any sensible review threshold."""


def stand_ins_for(entities: Entities, numbers: Sequence[int]) -> dict[Mention, str]:
    """Return what stands for each mention.

    Args:
        entities: All entities of an interview.
        numbers: The number of each, in the same order.
    """
    return {
        mention: stand_in(entity.entity_type, number)
        for entity, number in zip(entities, numbers, strict=True)
        for mention in entity.mentions
    }


def redacted_surfaces(marked: MarkedTranscript) -> dict[str, EntityType]:
    """Return the text of every span and what it identifies. Holds raw words."""
    return {
        text[span.start : span.end]: span.entity_type
        for turn in marked.turns
        for text, spans in (
            (turn.turn.text, turn.spans),
            (turn.turn.speaker or "", turn.speaker_spans),
        )
        for span in spans
    }


def with_survivors(
    marked: MarkedTranscript, roster: Roster, is_common: Callable[[str], bool]
) -> MarkedTranscript:
    """Return the transcript with a doubtful span wherever an identifier would survive release.

    Args:
        marked: What the detector found.
        roster: What the site listed.
        is_common: Whether a word, in lower case, is an ordinary one; as release will ask.
    """
    known = {entry.value: entry.entity_type for entry in roster.entries} | redacted_surfaces(marked)
    entities = group_mentions(marked)
    clean = redact(marked, stand_ins_for(entities, range(1, len(entities) + 1)))
    survivors: dict[int, list[Survivor]] = defaultdict(list)
    for survivor in find_survivors(clean, known, is_common=is_common):
        survivors[survivor.turn_index].append(survivor)
    types = {normalised_key(text, kind): kind for text, kind in known.items()}
    return MarkedTranscript(
        tuple(
            _with_spans(turn, cleaned, survivors[turn.turn.index], types)
            for turn, cleaned in zip(marked.turns, clean.turns, strict=True)
        ),
        marked.source_format,
    )


def _with_spans(
    marked: MarkedTurn,
    clean: CleanTurn,
    survivors: Sequence[Survivor],
    types: Mapping[str, EntityType],
) -> MarkedTurn:
    added = [
        _span(marked, _original(survivor.start, marked, clean), survivor, types)
        for survivor in _disjoint([s for s in survivors if not s.in_speaker])
    ]
    return MarkedTurn(
        marked.turn,
        tuple(sorted([*marked.spans, *added])),
        _whole_label(marked) if any(s.in_speaker for s in survivors) else marked.speaker_spans,
        tuple(near for near in marked.near_misses if not any(map(near.overlaps, added))),
    )


def _whole_label(marked: MarkedTurn) -> tuple[Span, ...]:
    """A label is short: when anything of it would survive, all of it is masked."""
    label = marked.turn.speaker or ""
    return (Span(0, len(label), EntityType.PERSON, DOUBT, "second_look"),)


def _disjoint(survivors: Sequence[Survivor]) -> list[Survivor]:
    """Keep the longest of several survivors that overlap."""
    kept: list[Survivor] = []
    for survivor in sorted(survivors, key=lambda s: s.start - s.end):
        if all(survivor.end <= k.start or k.end <= survivor.start for k in kept):
            kept.append(survivor)
    return kept


def _original(at: int, marked: MarkedTurn, clean: CleanTurn) -> int:
    """Return where a character of the clean text, outside every stand-in, was before."""
    before = [
        (span, redaction)
        for span, redaction in zip(marked.spans, clean.redactions, strict=True)
        if redaction.end <= at
    ]
    if not before:
        return at
    span, redaction = before[-1]
    return span.end + at - redaction.end


def _span(
    marked: MarkedTurn, start: int, survivor: Survivor, types: Mapping[str, EntityType]
) -> Span:
    end = start + survivor.end - survivor.start
    surface = marked.turn.text[start:end]
    kind = next(
        (types[key] for kind in EntityType if (key := normalised_key(surface, kind)) in types),
        EntityType.PERSON,
    )
    return Span(start, end, kind, DOUBT, "second_look")
