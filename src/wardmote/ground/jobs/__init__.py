"""Long work: begun on a page, done by a worker, with a lease, progress and cancel."""
