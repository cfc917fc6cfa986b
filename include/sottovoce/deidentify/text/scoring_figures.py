"""What people are told of the detector they use: the few figures of an evaluation that matter."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from sottovoce.deidentify.text.scoring_bootstrap import Figure

SCHEMA = "sottovoce.figures/1"
_AS_IS = "as is"


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one tool on one version of the gold.

    Attributes:
        tool: Its name.
        with_roster: Whether it was given the names that sites know beforehand.
        casing: ``as is``, or ``lower`` for the gold in small letters.
        recall: Identifiers of which every character is hidden.
        person: The same of names of people.
        token_precision: Hidden words that had to be.
        documents_without_leak: Interviews of which nothing stays in view.
        must_stay: Words that must stay, and do.
        worst_origin: The origin of names that is found least often.
        origin_gap: How far that is behind the best origin, 0 to 1.
    """

    tool: str
    with_roster: bool
    casing: str
    recall: Figure
    person: Figure
    token_precision: Figure
    documents_without_leak: Figure
    must_stay: Figure
    worst_origin: str | None
    origin_gap: float | None

    @classmethod
    def of_result(cls, result: Mapping[str, Any]) -> Self:
        """Return what matters of one of the results of an evaluation."""
        gap = result["origin_gap"] or {}
        return cls(
            tool=result["tool"],
            with_roster=result["with_roster"],
            casing=result["casing"],
            recall=Figure(**result["recall"]),
            person=Figure(**result["by_type"]["PERSON"]),
            token_precision=Figure(**result["token_precision"]),
            documents_without_leak=Figure(**result["documents_without_leak"]),
            must_stay=Figure(**result["must_stay"]),
            worst_origin=gap.get("worst"),
            origin_gap=gap.get("gap"),
        )

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return what :func:`dataclasses.asdict` made of one."""
        shares: dict[str, Any] = {
            k: Figure(**v) if isinstance(v, Mapping) else v for k, v in told.items()
        }
        return cls(**shares)


@dataclass(frozen=True, slots=True)
class Detector:
    """What was measured.

    Attributes:
        model_sha256: Digest of the model of spoken English.
        fingerprint: That of the whole detector, with the policy it was measured with.
        detect_threshold: From which score on it hid.
        entity_types: What it looked for.
        versions: Of this package and the one beside it.
    """

    model_sha256: str
    fingerprint: str
    detect_threshold: float
    entity_types: tuple[str, ...]
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MeasuredOn:
    """What it was measured on, and when.

    Attributes:
        name: What people call these interviews.
        date: Day of the measuring, ``YYYY-MM-DD``.
        interviews: How many.
        words: In all of them.
        identifiers: That people marked in them.
        sha256: Of all their files.
        level: Of the intervals, 0 to 1.
    """

    name: str
    date: str
    interviews: int
    words: int
    identifiers: int
    sha256: str
    level: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is told of a detector.

    Attributes:
        detector: What was measured.
        gold: On what.
        measured: For each tool and version of the gold.
        by_type: Recall of this package without rosters, the gold as it is, by entity type.
    """

    detector: Detector
    gold: MeasuredOn
    measured: tuple[Measured, ...]
    by_type: Mapping[str, Figure]

    def of(self, tool: str, casing: str = _AS_IS, *, with_roster: bool = False) -> Measured | None:
        """Return the figures of one tool; None if they were not measured."""
        wanted = (tool, casing, with_roster)
        return next((m for m in self.measured if (m.tool, m.casing, m.with_roster) == wanted), None)

    def as_json(self) -> dict[str, Any]:
        """Return what :meth:`from_json` takes."""
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return what :meth:`as_json` told."""
        detector = told["detector"]
        return cls(
            Detector(**{**detector, "entity_types": tuple(detector["entity_types"])}),
            MeasuredOn(**told["gold"]),
            tuple(map(Measured.from_json, told["measured"])),
            {kind: Figure(**figure) for kind, figure in told["by_type"].items()},
        )


def figures_of(
    evaluation: Mapping[str, Any], detector: Detector, *, tool: str, name: str, date: str
) -> Figures:
    """Return what an evaluation says of a detector.

    Args:
        evaluation: As ``sottovoce evaluate --json`` writes it.
        detector: What was measured; its versions are those that the evaluation tells.
        tool: What the evaluation calls it.
        name: What people call the interviews it was measured on.
        date: Day of the measuring.
    """
    gold, level = evaluation["gold"], evaluation["bootstrap"]["level"]
    plain = next(
        r
        for r in evaluation["results"]
        if (r["tool"], r["casing"], r["with_roster"]) == (tool, _AS_IS, False)
    )
    return Figures(
        detector,
        MeasuredOn(name=name, date=date, level=level, **gold),
        tuple(map(Measured.of_result, evaluation["results"])),
        {kind: Figure(**figure) for kind, figure in plain["by_type"].items()},
    )
