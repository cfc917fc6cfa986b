"""Taking identifiers out."""
