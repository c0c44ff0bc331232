"""The Atlas, its filters, and what finds rows in it."""
