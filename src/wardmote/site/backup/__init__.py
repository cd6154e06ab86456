"""Keeping records and evidence in one file, and reading it back."""
