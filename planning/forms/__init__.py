"""What planners and readers of plans type, one file a subject. Forms never save."""
