"""Official sanctions lists: one file per format, each turning a snapshot into entries for the ledger."""
