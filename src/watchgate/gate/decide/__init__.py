"""Record -> Decision, by policy: pure."""
