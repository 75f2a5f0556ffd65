"""The evidence log. `open_ledger` is the door; `interface` says what is behind it."""
