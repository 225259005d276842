"""Whom the sender of a concern turns to."""

from __future__ import annotations

from datetime import datetime

from regions.contacts import Contact
from regions.models import SettlementUnit
from regions.responsibility import own_officer_of, responsible_for


def contact_for(unit: SettlementUnit, at: datetime) -> Contact:
    """Return who answers for a place: one query when the region's own officer is there.

    Raises:
        NobodyResponsibleError: the set-up is unfinished.
    """
    return Contact(own_officer_of(unit, at) or responsible_for(unit, at))
