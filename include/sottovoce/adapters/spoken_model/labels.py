"""The labels that the model gives to words."""

from sottovoce.model.spans import EntityType

OUTSIDE = 0
"""Label of a word that identifies nobody."""

TYPES = tuple(EntityType)


def begins(kind: EntityType) -> int:
    """Return the label of a word with which an identifier begins."""
    return 1 + 2 * TYPES.index(kind)


def goes_on(kind: EntityType) -> int:
    """Return the label of a later word of an identifier."""
    return 2 + 2 * TYPES.index(kind)


N_LABELS = 1 + 2 * len(TYPES)
