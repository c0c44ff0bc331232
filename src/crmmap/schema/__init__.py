"""The tables: their columns, rules, words, and the check of a folder."""
