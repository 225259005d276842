"""Housekeeping of the portal's own tables."""

from importlib import import_module

from django.conf import settings
from django.utils.timezone import now

from groundwork import jobs
from groundwork.jobs import job


@job()
def tidy_up() -> int:
    """Delete old results and sessions that are over; return how many results."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return jobs.prune(at=now())
