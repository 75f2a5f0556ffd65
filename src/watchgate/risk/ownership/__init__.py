"""Who owns and controls whom, by each authority's rule."""
