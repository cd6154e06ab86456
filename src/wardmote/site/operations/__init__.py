"""Pages over the lowest blocks, which hold none of their own: long work and the log."""
