"""Figures into findings, in words and in order: the strategic assessment as a draft for people to judge."""
