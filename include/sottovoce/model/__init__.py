"""The words every stage shares. Nothing here reads, writes, or knows a library."""
