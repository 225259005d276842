"""What the portal says about itself: accessibility and personal data."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(
        request, "desks/accessibility.html", {"contact": settings.CONTACT_EMAIL}
    )


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "desks/privacy.html", {"contact": settings.CONTACT_EMAIL})
