"""What the worker does for notices."""

from datetime import timedelta

from django.utils.timezone import now

from groundwork.jobs import Policy, job
from notifications import delivery


@job(Policy(tries=3, first_wait=timedelta(minutes=1), time_limit=timedelta(hours=1)))
def deliver_due() -> int:
    """Send every mail that is due; return how many went out."""
    return delivery.deliver_due(now)
