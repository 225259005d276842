"""Letters about accounts that nobody waits for on a page."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from groundwork.jobs import job


@job()
def send_welcome(user_id: int) -> None:
    """Tell a person that an account was opened, and how to choose a password."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with override(user.language):
        context = {
            "full_name": user.full_name,
            "url": settings.SITE_URL + reverse("account_reset_password"),
        }
        EmailMessage(
            _filled("account/email/welcome_subject.txt", context),
            _filled("account/email/welcome_message.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [user.email],
            headers={"Auto-Submitted": "auto-generated"},
        ).send()


def _filled(name: str, context: dict[str, str]) -> str:
    template: Any = get_template(name)
    filled: str = template.template.render(Context(context, autoescape=False))
    return filled.strip()
