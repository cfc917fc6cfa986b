"""From what the recognizers found to the identifiers of a whole transcript."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sottovoce.deidentify.text.calibration import MODEL
from sottovoce.deidentify.text.casing import is_small
from sottovoce.deidentify.text.document import Document, place_in_whole, rejoin, split_spans
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.merge import Joint, merge_spans
from sottovoce.deidentify.text.plausibility import part_unlikely
from sottovoce.deidentify.text.propagation import KnownName, collect_names, find_mentions
from sottovoce.deidentify.text.roster import RosterIndex, find_roster_names, index_roster
from sottovoce.deidentify.text.speakers import find_in_label
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn

LEAST_RULE = 0.3
"""Least score of a rule that counts whatever the study's threshold: rules score by judgement,
and what they score lower is a hint at most. Presidio's weakest patterns are among it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a study decided, as far as finding goes.

    Attributes:
        entity_types: Types that are marked.
        threshold: Spans scored lower are left alone, but told to whoever reviews.
        lexicon: What counts as an ordinary word.
        joint: What makes one score of several recognizers'; None for that of independent ones.
    """

    entity_types: tuple[EntityType, ...]
    threshold: float
    lexicon: Lexicon = field(repr=False)
    joint: Joint | None = None


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
        documents: The same words, joined; what the recognizers were given, all of them.
        found: For each document, what the recognizers found in it, overlapping as it may.
        roster: Names the site listed; found in whatever form.
        rules: What the study decided.
    """
    candidates = find_candidates(transcript, documents, found, roster, rules)
    if not documents:
        return MarkedTranscript((), transcript.source_format)
    whole = rejoin(documents)
    likely, faint = (_pooled(documents, pool) for pool in zip(*candidates, strict=True))
    spans, unlikely = _parted(whole, merge_spans(likely, rules.joint), rules)
    kept = split_spans(whole, spans)
    missed = split_spans(whole, [*faint, *unlikely])
    return MarkedTranscript(
        tuple(
            _marked_turn(turn, kept.get(turn.index, []), missed.get(turn.index, []), rules)
            for turn in transcript.turns
        ),
        transcript.source_format,
    )


def find_candidates(
    transcript: Transcript,
    documents: Sequence[Document],
    found: Sequence[list[Span]],
    roster: Roster,
    rules: Rules,
) -> list[tuple[list[Span], list[Span]]]:
    """Return, for each document, the spans that count and those that score too little.

    Spans are of the types that the study wants, and overlap as they may: each recognizer's own,
    the roster's names, and every name found anywhere at each of its mentions.
    """
    index = index_roster(roster, rules.lexicon)
    small = [is_small(document.text) for document in documents]
    listed = [
        [*likely, *find_roster_names(document.text, index, rules.lexicon, is_small=flag)]
        for document, likely, flag in zip(
            documents, ([s for s in spans if _counts(s, rules)] for spans in found), small,
            strict=True,
        )
    ]  # fmt: skip
    names = _known_names(transcript, documents, listed, index, rules)
    return [
        (
            _wanted([*spans, *find_mentions(d.text, names, rules.lexicon, is_small=flag)], rules),
            _wanted((s for s in raw if not _counts(s, rules)), rules),
        )
        for d, spans, raw, flag in zip(documents, listed, found, small, strict=True)
    ]


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


def _parted(
    document: Document, spans: Iterable[Span], rules: Rules
) -> tuple[list[Span], list[Span]]:
    if rules.joint is None:  # scores that aren't calibrated can't be compared with a threshold
        return list(spans), []
    return part_unlikely(document.text, spans, rules.lexicon, rules.threshold)


def _pooled(documents: Sequence[Document], found: Iterable[Iterable[Span]]) -> list[Span]:
    """Return spans of all documents as spans of the whole; what two of them share is one."""
    placed = (place_in_whole(d, spans) for d, spans in zip(documents, found, strict=True))
    return list(dict.fromkeys(chain.from_iterable(placed)))


def _wanted(spans: Iterable[Span], rules: Rules) -> list[Span]:
    return [span for span in spans if span.entity_type in rules.entity_types]


def _counts(span: Span, rules: Rules) -> bool:
    by_model = span.recognizer == MODEL
    return span.score >= (rules.threshold if by_model else max(LEAST_RULE, rules.threshold))


def _marked_turn(turn: Turn, spans: list[Span], missed: list[Span], rules: Rules) -> MarkedTurn:
    in_label = find_in_label(turn.speaker) if turn.speaker else ()
    kept = tuple(span for span in in_label if span.entity_type in rules.entity_types)
    merged = merge_spans(spans)
    near = merge_spans(_clear_of(merged, missed), rules.joint)
    return MarkedTurn(turn, merged, kept, near)


def _clear_of(merged: Sequence[Span], spans: Iterable[Span]) -> list[Span]:
    """Return those of ``spans`` that overlap none of ``merged``, which are disjoint, in order."""
    ends = [span.end for span in merged]
    places = ((bisect_right(ends, span.start), span) for span in spans)
    return [span for at, span in places if at == len(ends) or span.end <= merged[at].start]
