"""The machine's door: JSON without a language prefix."""
