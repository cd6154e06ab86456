"""What a partnership decides: its plan and what becomes of it."""
