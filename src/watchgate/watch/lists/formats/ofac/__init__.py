"""OFAC's lists: CSV files with their remarks, three XML forms, digital currency addresses."""
