"""Measures: nouns that take an Atlas and give a table."""
