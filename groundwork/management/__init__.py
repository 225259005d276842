"""Commands of the portal's machinery."""
