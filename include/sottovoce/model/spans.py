"""Identifiers found in a transcript."""

from dataclasses import dataclass
from enum import StrEnum


class EntityType(StrEnum):
    """What an identifier identifies. The rules for each are in ``tests/gold/CONVENTIONS.md``."""

    PERSON = "PERSON"
    LOCATION = "LOCATION"
    ORGANISATION = "ORGANISATION"
    FACILITY = "FACILITY"
    DATE = "DATE"
    AGE = "AGE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    POSTCODE = "POSTCODE"
    NHS_NUMBER = "NHS_NUMBER"
    NINO = "NINO"
    URL_HANDLE = "URL_HANDLE"
    ADDRESS = "ADDRESS"
    OTHER_ID = "OTHER_ID"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start <= i < end`` of a turn that identify someone.

    A span never carries the text it covers, so it is safe to log and to store.

    Attributes:
        start: First character, counted in the turn's text.
        end: One past the last character.
        entity_type: What the characters identify.
        score: How certain the recognizers are, 0 to 1.
        recognizer: Which recognizers found it, ``+`` between several.
    """

    start: int
    end: int
    entity_type: EntityType
    score: float
    recognizer: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            msg = f"span [{self.start}, {self.end}) is empty or negative"
            raise ValueError(msg)
        if not 0.0 <= self.score <= 1.0:
            msg = f"score {self.score} is not between 0 and 1"
            raise ValueError(msg)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end
