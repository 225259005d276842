"""Pages that gather from several apps."""
