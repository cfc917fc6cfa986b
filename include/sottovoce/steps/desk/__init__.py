"""What the pages of the Desk read and do. Each takes and returns values; none knows of pages."""
