"""Shapes of units and regions: plain geometry that knows no Django."""
