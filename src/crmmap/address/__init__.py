"""Web addresses: everything that a user has set, as words of an address and back."""
