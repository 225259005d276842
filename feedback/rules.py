"""Who may say thank you, and who reads it."""

from typing import Final

from groundwork.limits import Limit

THANKS_PER_VISITOR: Final = Limit("thanks", times=6, seconds=3600)
"""Enough for a whole family at one computer; too little for a flood."""
