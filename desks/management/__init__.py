"""Commands that see all apps."""
