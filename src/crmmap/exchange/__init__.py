"""Writers of what users take away."""
