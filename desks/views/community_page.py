"""A community's page: who it is, who speaks for it, who answers, when they meet."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communities.models import Community
from desks.community import CommunityPage


@require_safe
@login_not_required
def community_page(request: HttpRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    visible = Community.objects.visible_to(request.user, at).for_detail()
    community = get_object_or_404(visible, public_id=public_id)
    page = CommunityPage(community, request.user, at)
    return render(request, "desks/community_page.html", {"page": page})
