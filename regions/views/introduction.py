"""What a region's page says of itself, in three languages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web import SignedInRequest
from groundwork.web import told_as_message
from regions import actions, rules
from regions.forms import IntroductionForm
from regions.models import Region


@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: SignedInRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    region = get_object_or_404(Region.objects.public(timezone.localdate(at)), slug=slug)
    rules.may_introduce(request.user, region, at=at).require()
    form = IntroductionForm(request.POST or None, region=region)
    if form.is_valid():
        with told_as_message(request, success=_("The introduction is saved.")):
            actions.introduce(region, words=form.cleaned_data, by=request.user, at=at)
        return redirect(region)
    return render(request, "regions/introduce.html", {"form": form, "region": region})
