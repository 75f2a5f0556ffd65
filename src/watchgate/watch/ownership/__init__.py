"""Registers of who owns and controls whom, read as evidence: GLEIF, the UK's PSC register, BODS."""
