"""The sign-in page of a demonstration says whom one can be."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.utils import timezone

from demo.signins import sign_ins


class SignInView(LoginView):  # type: ignore[misc]  # untyped base
    """allauth's sign-in page; in a demonstration with the invented people beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page's context."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.DEMO:
            context["demo_sign_ins"] = sign_ins(at=timezone.now())
        return context


sign_in = SignInView.as_view()
