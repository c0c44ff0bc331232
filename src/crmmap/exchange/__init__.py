"""Reading and writing of files: what users bring, and what they download."""
