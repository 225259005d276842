"""Measures speed and memory and prints tables: `make bench`. Never a test."""
