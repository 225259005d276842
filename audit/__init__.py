"""Who did what to which record, and who looked at personal data."""
