"""The customer base meets the evidence: every customer and owner, at each change and at least daily; attested."""
