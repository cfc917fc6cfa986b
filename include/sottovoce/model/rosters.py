"""Names that a site knows beforehand. Confidential: nothing here shows a value."""

from dataclasses import dataclass, field

from sottovoce.model.spans import EntityType

ROSTER_KINDS = {
    "person": EntityType.PERSON,
    "organisation": EntityType.ORGANISATION,
    "facility": EntityType.FACILITY,
    "location": EntityType.LOCATION,
    "place": EntityType.LOCATION,
    "other": EntityType.OTHER_ID,
}
"""What a roster's ``kind`` column may say, and the entity type it stands for.

``place`` says the same as ``location``: it is the word that sites use.
"""


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One name of a roster.

    Attributes:
        entity_type: What the name names.
        value: The name, whitespace trimmed.
    """

    entity_type: EntityType
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Roster:
    """All names a site listed for one submission; empty if it sent none."""

    entries: tuple[RosterEntry, ...] = ()
