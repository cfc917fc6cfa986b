"""One cell of the study: the interviews of one site and role, against what was wanted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sottovoce.adapters.postgres.desk.overview import CellCount
from sottovoce.config import StudyConfig
from sottovoce.model.ids import SiteCode
from sottovoce.model.states import TERMINAL, State

BETWEEN_DAGS = tuple(state for state in State if state not in {*TERMINAL, State.IN_REVIEW})
"""States that the pipeline leads on from by itself."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The interviews of one site and role, superseded ones not.

    Attributes:
        site: Site code; empty for all.
        role: Role; empty for all, or where the study does not know it.
        counts: How many are in each state.
        target: How many are wanted; None where the study does not say.
        waiting_since: When the one that waits longest got where it is; None if none waits.
        is_small: Whether there are so few people in it that site and role may name one.
    """

    site: str
    role: str
    counts: Mapping[State, int] = field(default_factory=dict)
    target: int | None = None
    waiting_since: datetime | None = None
    is_small: bool = False

    @property
    def received(self) -> int:
        """How many came in and were not withdrawn."""
        return sum(n for state, n in self.counts.items() if state is not State.WITHDRAWN)

    @property
    def under_way(self) -> int:
        """How many the pipeline still works on by itself."""
        return sum(self.counts.get(state, 0) for state in BETWEEN_DAGS)

    @property
    def in_review(self) -> int:
        """How many wait for a person of the study."""
        return self.counts.get(State.IN_REVIEW, 0)

    @property
    def released(self) -> int:
        """How many are in the store."""
        return self.counts.get(State.RELEASED, 0)

    @property
    def quarantined(self) -> int:
        """How many were kept out."""
        return self.counts.get(State.QUARANTINED, 0)

    @property
    def withdrawn(self) -> int:
        """How many were taken out."""
        return self.counts.get(State.WITHDRAWN, 0)

    @property
    def is_complete(self) -> bool:
        """Whether as many are released as are wanted; False where the study does not say."""
        return self.target is not None and self.released >= self.target


def roles_of(study: StudyConfig, counted: Iterable[CellCount]) -> tuple[str, ...]:
    """Return the roles of the study in its order, then others that interviews have."""
    others = {count.role for count in counted} - {*study.roles}
    return (*study.roles, *sorted(others, reverse=True))


def cells_of(
    study: StudyConfig,
    roles: Sequence[str],
    counted: Sequence[CellCount],
    oldest: Mapping[tuple[SiteCode, str], datetime],
    people: Mapping[tuple[SiteCode, str], int],
) -> dict[str, tuple[Cell, ...]]:
    """Return a row of cells for each site of the study, and for former ones with interviews.

    Args:
        study: Says which sites and roles there are, and what is wanted of them.
        roles: The columns.
        counted: How many interviews are where.
        oldest: Since when the longest waiting one of each cell is where it is.
        people: How many people there are in each cell, counted as far as ``study.small_cell``.
    """
    counts: dict[tuple[str, str], dict[State, int]] = defaultdict(dict)
    for count in counted:
        counts[count.site, count.role][count.state] = count.n
    former = sorted({count.site for count in counted} - {*study.sites})

    def cell(site: str, role: str) -> Cell:
        key = (SiteCode(site), role)
        targets = study.targets_for(site) if site in study.sites else {}
        seen = Cell(site, role, counts.get(key, {}), targets.get(role), oldest.get(key))
        is_small = seen.received > 0 and people.get(key, 0) < study.small_cell
        return Cell(site, role, seen.counts, seen.target, seen.waiting_since, is_small)

    return {site: tuple(cell(site, role) for role in roles) for site in (*study.sites, *former)}


def sum_of(cells: Iterable[Cell], *, site: str = "", role: str = "") -> Cell:
    """Return one cell that stands for several; never a small one."""
    counts: Counter[State] = Counter()
    targets, waiting = list[int](), list[datetime]()
    for cell in cells:
        counts.update(cell.counts)
        targets += [] if cell.target is None else [cell.target]
        waiting += [] if cell.waiting_since is None else [cell.waiting_since]
    target = sum(targets) if targets else None
    return Cell(site, role, counts, target, min(waiting, default=None))
