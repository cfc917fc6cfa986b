"""What each task does: read, call the core, write. The only thing DAGs import."""
