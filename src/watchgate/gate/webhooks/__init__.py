"""Webhooks: what was decided, told to other systems, signed and again until they have it."""
