"""Concerns, wishes, problems, activities and threats, from first word to answer."""
