"""Methods: observations in, honest results out. Pure functions; nothing here reads files."""
