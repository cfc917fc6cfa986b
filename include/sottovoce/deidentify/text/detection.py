"""From what the recognizers found to the identifiers of a whole transcript."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sottovoce.deidentify.text.casing import is_small
from sottovoce.deidentify.text.document import Document, split_spans
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.merge import drop_unlikely, merge_spans
from sottovoce.deidentify.text.propagation import KnownName, collect_names, find_mentions
from sottovoce.deidentify.text.roster import RosterIndex, find_roster_names, index_roster
from sottovoce.deidentify.text.speakers import find_in_label
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn


@dataclass(frozen=True, slots=True)
class Rules:
    """What a study decided, as far as finding goes.

    Attributes:
        entity_types: Types that are marked.
        threshold: Spans scored lower are left alone.
        lexicon: What counts as an ordinary word.
    """

    entity_types: tuple[EntityType, ...]
    threshold: float
    lexicon: Lexicon = field(repr=False)


def mark(
    transcript: Transcript,
    documents: Sequence[Document],
    found: Sequence[list[Span]],
    roster: Roster,
    rules: Rules,
) -> MarkedTranscript:
    """Return the transcript with every identifier marked.

    Args:
        transcript: The words.
        documents: The same words, joined; what the recognizers were given.
        found: For each document, what the recognizers found in it, overlapping as it may.
        roster: Names the site listed; found in whatever form.
        rules: What the study decided.
    """
    index = index_roster(roster, rules.lexicon)
    small = [is_small(document.text) for document in documents]
    listed = [
        [*spans, *find_roster_names(document.text, index, rules.lexicon, is_small=flag)]
        for document, spans, flag in zip(documents, found, small, strict=True)
    ]
    names = _known_names(transcript, documents, listed, index, rules)
    by_turn: dict[int, list[Span]] = {}
    for document, spans, flag in zip(documents, listed, small, strict=True):
        mentions = find_mentions(document.text, names, rules.lexicon, is_small=flag)
        by_turn |= split_spans(document, _kept([*spans, *mentions], rules))
    return MarkedTranscript(
        tuple(_marked_turn(turn, by_turn.get(turn.index, []), rules) for turn in transcript.turns),
        transcript.source_format,
    )


def _known_names(
    transcript: Transcript,
    documents: Sequence[Document],
    found: Sequence[list[Span]],
    index: RosterIndex,
    rules: Rules,
) -> dict[tuple[str, ...], KnownName]:
    labels = {turn.speaker for turn in transcript.turns if turn.speaker}
    in_labels = [(label, find_in_label(label)) for label in labels]
    in_texts = [(d.text, merge_spans(spans)) for d, spans in zip(documents, found, strict=True)]
    return collect_names([*in_labels, *in_texts], rules.lexicon) | index.names


def _kept(spans: list[Span], rules: Rules) -> tuple[Span, ...]:
    wanted = (span for span in spans if span.entity_type in rules.entity_types)
    return merge_spans(drop_unlikely(wanted, rules.threshold))


def _marked_turn(turn: Turn, spans: list[Span], rules: Rules) -> MarkedTurn:
    in_label = find_in_label(turn.speaker) if turn.speaker else ()
    kept = tuple(span for span in in_label if span.entity_type in rules.entity_types)
    return MarkedTurn(turn, merge_spans(spans), kept)
