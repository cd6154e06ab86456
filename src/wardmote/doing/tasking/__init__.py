"""Tasks: who does what by when, and what shows that it was done."""
