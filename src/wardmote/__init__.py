"""Wardmote runs a local Community Safety Partnership."""

__version__ = "0.1.0"
