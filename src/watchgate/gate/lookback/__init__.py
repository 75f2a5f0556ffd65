"""New evidence meets past traffic: what it touches is decided again, and what comes out otherwise is an alert."""
