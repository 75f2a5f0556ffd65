"""Traffic as it arrives -> Record: one file a format."""
