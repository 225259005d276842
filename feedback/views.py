"""Pages for saying thank you."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.web import SignedInRequest
from feedback import actions, rules
from feedback.forms import ThankForm
from feedback.models import Thanks
from groundwork.web import idempotency_key, page_of, told_in_form, visitor_key


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def thank(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    initial = {"region": request.GET.get("region", "")}
    form = ThankForm(request.POST or None, initial=initial, on=timezone.localdate(at))
    if form.is_valid():
        rules.THANKS_PER_VISITOR.take(visitor_key(request))
        with told_in_form(form):
            actions.thank(
                form.cleaned_data["region"],
                actions.Words(
                    form.cleaned_data["text"],
                    get_language() or "et",
                    form.cleaned_data["giver_name"],
                ),
                form_key=idempotency_key(form.cleaned_data["form_key"]),
                by=request.user if isinstance(request.user, User) else None,
                at=at,
            )
            return redirect("feedback:thanked")
    return render(request, "feedback/thank.html", {"form": form})


@require_safe
@login_not_required
def thanked(request: HttpRequest) -> HttpResponse:
    return render(request, "feedback/thanked.html")


@require_safe
def thanks_list(request: SignedInRequest) -> HttpResponse:
    thanks = Thanks.objects.visible_to(request.user, timezone.now()).for_list()
    return render(
        request, "feedback/thanks_list.html", {"page": page_of(request, thanks)}
    )
