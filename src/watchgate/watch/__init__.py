"""What writes evidence. Nothing here knows traffic, scores or decisions: it meets risk only in the ledger."""
