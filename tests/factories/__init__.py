"""Rows for tests, made of the least that is valid."""
