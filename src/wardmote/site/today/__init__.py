"""The Today page: what changed, what waits, what comes next; and search."""
