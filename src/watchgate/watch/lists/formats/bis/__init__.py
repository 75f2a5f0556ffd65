"""The Bureau of Industry and Security's list."""
