"""Taking identifiers out of text."""
