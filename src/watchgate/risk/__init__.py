"""What the evidence means now: all of it derived, rebuildable from the ledger. Knows no source format."""
