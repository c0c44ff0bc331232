"""All that makes the picture of the app, as words of an address."""
