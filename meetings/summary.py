"""The summary before a meeting request is sent: what it says and who hears of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from communities.models import Spokesperson
from groundwork.workdays import TALLINN
from meetings import rules
from meetings.forms import RequestForm
from meetings.models import MeetingKind
from meetings.times import Span
from regions.responsibility import responsible_for


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody, and what they get to know."""

    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What is about to be sent."""

    community: str
    kind: str
    times: list[Span]
    invitees: list[tuple[str, str]]
    rows: list[Row]
    next: str


def summary_of(form: RequestForm, user: User, *, at: datetime) -> Summary:
    """Return the summary of a valid form that `user` is about to send."""
    wish = form.wish()
    community = wish["community"]
    if rules.may_request(user, community, at=at):
        first = _police(form, at)
        then = _("The officer confirms one of the times or offers others.")
    else:
        first = _spokespersons(form, user, at)
        then = _("The community confirms one of the times or offers others.")
    return Summary(
        community=community.name,
        kind=str(MeetingKind(wish["kind"]).label),
        times=form.spans,
        invitees=wish["invitees"],
        rows=[*first, *_others(form)],
        next=then,
    )


def _police(form: RequestForm, at: datetime) -> list[Row]:
    officer = responsible_for(form.cleaned_data["community"].unit, at).officer
    return [
        Row(
            _("Your officer, %(name)s") % {"name": officer.name},
            _("Gets a mail now and sees all of this."),
        ),
        Row(
            _("The other spokespersons of the community"),
            _("Get a mail now and see all of this."),
        ),
    ]


def _spokespersons(form: RequestForm, user: User, at: datetime) -> list[Row]:
    day = at.astimezone(TALLINN).date()
    community = form.cleaned_data["community"]
    held = Spokesperson.objects.on(day).filter(community=community).exclude(user=user)
    count = held.count()
    return [
        Row(
            ngettext("%d spokesperson", "%d spokespersons", count) % count,
            _("Get a mail now and see all of this."),
        )
    ]


def _others(form: RequestForm) -> list[Row]:
    rows = []
    count = len(form.cleaned_data["invitees"])
    if count:
        rows.append(
            Row(
                ngettext("%d person you invite", "%d people you invite", count) % count,
                _("Get a mail with a calendar file once the time is settled."),
            )
        )
    everybody = (
        _("See topic, time and place once the time is settled. Never who is invited.")
        if form.cleaned_data["is_public"]
        else _("See nothing of this meeting.")
    )
    rows.append(Row(_("Everybody else"), everybody))
    return rows
