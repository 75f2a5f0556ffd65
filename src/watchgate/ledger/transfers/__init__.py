"""Value transfers in bulk: memory-mapped columns in topological order, cited by statements, ranges as deliveries."""
