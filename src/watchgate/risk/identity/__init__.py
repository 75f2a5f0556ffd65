"""Which entities are one and the same party, by recorded and reversible judgements."""
