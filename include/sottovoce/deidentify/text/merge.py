"""Several recognizers' spans as one set that doesn't overlap."""

from collections.abc import Callable, Iterable, Mapping

from sottovoce.model.spans import EntityType, Span

_SPECIFIC = (
    EntityType.NHS_NUMBER, EntityType.NINO, EntityType.EMAIL, EntityType.URL_HANDLE,
    EntityType.PHONE, EntityType.DATE, EntityType.POSTCODE, EntityType.ADDRESS, EntityType.AGE,
    EntityType.OTHER_ID, EntityType.ORGANISATION, EntityType.FACILITY, EntityType.PERSON,
    EntityType.LOCATION,
)  # fmt: skip
ECHO = "known-name"
"""The recognizer that repeats what others found; it is no witness of its own."""
_RANK = {kind: rank for rank, kind in enumerate(_SPECIFIC)}


Joint = Callable[[Mapping[str, float]], float]
"""What makes one score of the best scores of several recognizers, by their names."""


def noisy_or(best: Mapping[str, float]) -> float:
    """Return the score of independent witnesses: ``1 - product of (1 - score)``."""
    doubt = 1.0
    for recognizer, score in best.items():
        doubt *= 1.0 if recognizer == ECHO else 1.0 - score
    return round(max(best.get(ECHO, 0.0), min(0.99, 1.0 - doubt)), 3)


def merge_spans(spans: Iterable[Span], joint: Joint | None = None) -> tuple[Span, ...]:
    """Return disjoint spans that cover every character of ``spans``, in order.

    Spans that overlap become one, so nothing that any recognizer found is left in view. Its type
    is that of the longest of the surest.

    Args:
        spans: In any order.
        joint: Gives every span its score. If None, a span that overlaps no other keeps its own
            and the others get that of :func:`noisy_or`.
    """
    return tuple(_union(group, joint) for group in group_spans(spans))


def group_spans(spans: Iterable[Span]) -> list[list[Span]]:
    """Return the spans in groups; two that overlap are in the same."""
    groups: list[list[Span]] = []
    reach = -1
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if groups and span.start < reach:
            groups[-1].append(span)
            reach = max(reach, span.end)
        else:
            groups.append([span])
            reach = span.end
    return groups


def best_scores(group: Iterable[Span]) -> dict[str, float]:
    """Return each recognizer's best score in a group of spans."""
    best: dict[str, float] = {}
    for span in group:
        best[span.recognizer] = max(best.get(span.recognizer, 0.0), span.score)
    return best


def _union(group: list[Span], joint: Joint | None) -> Span:
    if len(group) == 1 and joint is None:
        return group[0]
    leader = max(group, key=_weight)
    end = max(span.end for span in group)
    names = dict.fromkeys(name for span in group for name in span.recognizer.split("+") if name)
    score = (joint or noisy_or)(best_scores(group))
    return Span(group[0].start, end, leader.entity_type, score, "+".join(names))


def _weight(span: Span) -> tuple[float, float, int]:
    length = span.end - span.start
    return (round(length * span.score, 3), span.score, -_RANK[span.entity_type])
