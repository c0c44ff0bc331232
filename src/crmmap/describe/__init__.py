"""Descriptions in words: answers, summaries, cards, profiles, search and method."""
