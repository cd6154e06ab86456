"""Writes the demonstration town SYN-2007 and its decoy twins as ordinary partner files."""
