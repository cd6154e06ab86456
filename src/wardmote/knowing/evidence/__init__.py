"""Loads and receipts on the web: files taken in, what became of every row, what is missing."""
