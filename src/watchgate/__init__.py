"""Watchgate: living, evidence-driven sanctions."""

__version__ = "0.1.0"
