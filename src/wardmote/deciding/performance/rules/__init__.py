"""Rules of measures and exceptions; no database."""
