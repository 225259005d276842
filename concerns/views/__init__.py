"""Pages about concerns: telling, following by code, and handling."""
