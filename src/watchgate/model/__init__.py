"""The words that all rooms share. Each file defines one of them; nothing here reads a file, a clock or a network."""
