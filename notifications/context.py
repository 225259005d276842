"""What every page knows of the person's inbox."""

from django.http import HttpRequest  # noqa: TID251  a context processor gets one

from accounts.models import User
from notifications.models import Notice


def unread_notices(request: HttpRequest) -> dict[str, int]:
    """Return how many notices the signed-in person has not opened."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"unread_notices": 0}
    return {"unread_notices": Notice.objects.of(user).unread().count()}
