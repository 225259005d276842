"""Pages that gather from several apps, one module a page."""
