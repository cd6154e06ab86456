"""Who did what: hash-chained rows of text that nobody changes and no other table points to."""
