"""The Atlas: the tables, the filters, and the lookups that find rows in them."""
