"""Communities and the people who speak for them."""
