"""Names of listed parties spotted in free text."""
