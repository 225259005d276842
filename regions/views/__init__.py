"""Pages of the regions, one module a subject."""
