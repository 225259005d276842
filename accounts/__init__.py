"""People, what they may do everywhere, and how they sign in."""
