"""What is shown, in words: summaries, details, profiles, search and method."""
