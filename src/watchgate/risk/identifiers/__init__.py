"""Identifiers of parties: their kinds, normal forms, validity, and when two of them mean the same holder."""
