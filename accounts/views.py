"""A person's own data."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.forms import MyDetailsForm
from accounts.web import SignedInRequest
from groundwork.web import told_in_form


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        form = MyDetailsForm.of(request.user)
        return render(request, "accounts/me.html", {"form": form})
    form = MyDetailsForm(request.POST)
    if form.is_valid():
        with told_in_form(form):
            user = actions.change_own_details(
                request.user, form.cleaned_data, by=request.user, at=now()
            )
    if not form.is_valid():
        return render(request, "accounts/me.html", {"form": form})
    with override(user.language):
        messages.success(request, _("Your data is kept."))
    return redirect(translate_url(reverse("accounts:me"), user.language))
