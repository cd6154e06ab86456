"""Areas as records refer to them: an id that names kind, vintage and code, with a name."""
