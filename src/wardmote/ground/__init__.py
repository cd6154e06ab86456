"""The ground every other floor stands on: who works together, where, what runs and who did what."""
