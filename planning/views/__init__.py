"""Pages of the workshop: load what the planner may see, do one thing, answer."""
