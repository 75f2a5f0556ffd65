"""What an examiner asks for: decks run through the gate, samples near the line, counts of lists, another policy."""
