"""Names and identifiers: analysis, score, index."""
