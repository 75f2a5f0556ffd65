"""How what a source writes becomes a value: dates, countries, names, and the entries around them."""
