"""What views know of the person who asks."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that has passed the sign-in check, so its user is an account."""

    user: User
