"""Editions as records: loaded, written, reported on, rolled on, approved, paid for and scored."""
