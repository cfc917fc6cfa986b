"""Finding identifiers in text with Presidio, the spaCy model and this package's own rules."""

from sottovoce.adapters.presidio.detector import TextDetector

__all__ = ["TextDetector"]
