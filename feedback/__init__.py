"""Thanks and praise."""
