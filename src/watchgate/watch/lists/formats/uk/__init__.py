"""The UK Sanctions List in its several forms."""
