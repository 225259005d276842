"""The project: settings and the list of doors."""
