"""Charts: from measures to Altair, one module a page."""
