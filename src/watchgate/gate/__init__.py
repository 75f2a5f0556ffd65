"""What stands before traffic: records in, durable and explained decisions out."""
