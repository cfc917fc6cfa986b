"""The only code that talks to storage, databases and heavy libraries."""
