"""Meetings: asked for, confirmed, held."""
