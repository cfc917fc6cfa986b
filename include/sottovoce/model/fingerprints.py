"""What a text was cleaned with, in words short enough for the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Which policy and which detector made a text what it is.

    Attributes:
        policy: Changes when the study file's policy does, the words of its profiles included.
        detector: Changes when anything does that decides what is found.
        review_threshold: Spans scored lower counted as doubtful.
    """

    policy: str
    detector: str
    review_threshold: float

    def finds_like(self, other: "Fingerprints | None") -> bool:
        """Whether with both the same is found and the same is doubtful, whatever is made of it."""
        return other is not None and (self.detector, self.review_threshold) == (
            other.detector,
            other.review_threshold,
        )

    def as_detail(self) -> dict[str, int | str]:
        """Return what the ledger keeps with a transition."""
        return {
            "policy": self.policy,
            "detector": self.detector,
            "review_threshold": repr(self.review_threshold),
        }

    @classmethod
    def from_detail(cls, detail: Mapping[str, int | str]) -> Self | None:
        """Return what :meth:`as_detail` gave; None for a transition that says nothing of it."""
        if "detector" not in detail:
            return None
        return cls(
            str(detail["policy"]), str(detail["detector"]), float(detail["review_threshold"])
        )
