"""What readers say of the detector, and of each other."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from sottovoce.adapters.postgres.desk.quality import ALL, AgreementTotals, CorrectionTotals
from sottovoce.review.agreement import Agreement
from sottovoce.review.estimates import Estimate, Totals, estimate_share


@dataclass(frozen=True, slots=True)
class Corrected:
    """What readers changed of what the detector found.

    Attributes:
        name: A type or a site; ``all`` for everything.
        n: Interviews they read in which there was any.
        recall: How much of what identifies the detector found, as far as readers know.
        precision: How much of what it masked the readers left masked.
        is_small: Whether the interviews are so few that this may tell about one person.
    """

    name: str
    n: int
    recall: Estimate
    precision: Estimate
    is_small: bool


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far two readers of the same interviews agree.

    Attributes:
        name: A site; ``all`` for everything.
        n: Interviews that two people read.
        agreement: Their words and spans added up.
        is_small: Whether the interviews are so few that this may tell about one person.
    """

    name: str
    n: int
    agreement: Agreement
    is_small: bool


def corrected(totals: Sequence[CorrectionTotals], small_cell: int) -> Corrected:
    """Return everything that readers changed, all types and sites together."""
    return _corrected("all", [t for t in totals if t.entity_type == ALL], small_cell)


def corrected_by_type(totals: Sequence[CorrectionTotals], small_cell: int) -> tuple[Corrected, ...]:
    """Return it by type, at all sites, the type with most cases first."""
    kinds = [t for t in totals if t.entity_type != ALL]
    each = _by(lambda t: t.entity_type, kinds, small_cell)
    return tuple(sorted(each, key=lambda c: (-c.recall.cases, c.name)))


def corrected_by_site(totals: Sequence[CorrectionTotals], small_cell: int) -> tuple[Corrected, ...]:
    """Return it by site, of all types, by site code."""
    return tuple(_by(lambda t: t.site, [t for t in totals if t.entity_type == ALL], small_cell))


def agreed(totals: Sequence[AgreementTotals], small_cell: int) -> Agreed:
    """Return how far two readers agree, at all sites together."""
    n = sum(total.n for total in totals)
    together = reduce(add, [total.agreement for total in totals], Agreement())
    return Agreed("all", n, together, 0 < n < small_cell)


def agreed_by_site(totals: Sequence[AgreementTotals], small_cell: int) -> tuple[Agreed, ...]:
    """Return how far two readers agree at each site where two read anything."""
    return tuple(Agreed(t.site, t.n, t.agreement, t.n < small_cell) for t in totals)


def _by(
    name_of: Callable[[CorrectionTotals], str], totals: Sequence[CorrectionTotals], small_cell: int
) -> list[Corrected]:
    groups: dict[str, list[CorrectionTotals]] = defaultdict(list)
    for each in totals:
        groups[name_of(each)].append(each)
    return [_corrected(name, groups[name], small_cell) for name in sorted(groups)]


def _corrected(name: str, totals: Sequence[CorrectionTotals], small_cell: int) -> Corrected:
    recall = reduce(add, [total.recall for total in totals], Totals())
    precision = reduce(add, [total.precision for total in totals], Totals())
    return Corrected(
        name,
        recall.n,
        estimate_share(recall),
        estimate_share(precision),
        0 < recall.n < small_cell,
    )
