"""Traffic to records: ISO 20022, MT, CSV and JSON, each message a list of transactions with their parties in roles."""
