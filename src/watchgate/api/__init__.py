"""HTTP: the yente endpoints, statements, health."""
