"""Past records and decisions, durable before they are answered."""
