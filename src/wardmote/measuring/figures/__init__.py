"""Figures: a question of the evidence, asked, kept under its hash, and recomputed on demand."""
