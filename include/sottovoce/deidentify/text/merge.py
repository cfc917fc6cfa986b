"""Several recognizers' spans as one set that doesn't overlap."""

from collections.abc import Iterable

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


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return disjoint spans that cover every character of ``spans``, in order.

    Spans that overlap become one, so nothing that any recognizer found is left in view. Its type
    is that of the longest of the surest; its score is that of independent witnesses, ``1 - product
    of (1 - score)``, over the recognizers that agree, each counted once.
    """
    groups: list[list[Span]] = []
    reach = -1
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if groups and span.start < reach:
            groups[-1].append(span)
        else:
            groups.append([span])
        reach = max(reach, span.end) if len(groups[-1]) > 1 else span.end
    return tuple(_union(group) for group in groups)


def drop_unlikely(spans: Iterable[Span], threshold: float) -> list[Span]:
    """Return the spans that score at least ``threshold``."""
    return [span for span in spans if span.score >= threshold]


def _union(group: list[Span]) -> Span:
    if len(group) == 1:
        return group[0]
    leader = max(group, key=_weight)
    end = max(span.end for span in group)
    names = dict.fromkeys(name for span in group for name in span.recognizer.split("+") if name)
    return Span(group[0].start, end, leader.entity_type, _joint_score(group), "+".join(names))


def _weight(span: Span) -> tuple[float, float, int]:
    length = span.end - span.start
    return (round(length * span.score, 3), span.score, -_RANK[span.entity_type])


def _joint_score(group: list[Span]) -> float:
    best: dict[str, float] = {}
    for span in group:
        best[span.recognizer] = max(best.get(span.recognizer, 0.0), span.score)
    echoed = best.pop(ECHO, 0.0)
    doubt = 1.0
    for score in best.values():
        doubt *= 1.0 - score
    return round(max(echoed, min(0.99, 1.0 - doubt)), 3)
