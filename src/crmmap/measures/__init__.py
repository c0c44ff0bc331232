"""Measures: nouns that take an Atlas and give a table."""

from crmmap.measures.concentration import concentration, shares

__all__ = ["concentration", "shares"]
