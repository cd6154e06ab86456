"""One reader for each kind of outside source: a file in, rows and rejects out, or a refusal."""
