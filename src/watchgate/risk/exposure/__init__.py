"""Clusters and tainted value over transfers: how much of what an address holds came from where, and how it is known."""
