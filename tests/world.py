"""One small country with a person in every role and a record of every privacy.

Tests of promises that hold for all pages start from it. Each record that is not for
everybody carries a word of its own (`MARKS`), so that a page that shows it to the wrong
person is found whatever it looks like.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.test import Client

from accounts.models import Role, User
from communities.models import Community
from concerns import actions
from concerns.models import AnswerBy, Audience, Concern, ConcernExpert, ConcernKind
from feedback.actions import Words, thank
from feedback.models import Thanks
from meetings.models import Meeting, MeetingExpert, Side, Status
from notifications.models import Notice
from planning.actions.commenting import (
    Answer,
    Said,
    answer,
    comment_by_link,
    comment_on,
    hide,
)
from planning.actions.consulting import Introductions, open_consultation
from planning.actions.making import begin, keep_version
from planning.actions.sharing import Terms, make_link
from planning.models import (
    Consultation,
    Draft,
    DrawingRun,
    PlanImport,
    PreparedFile,
    ShareLink,
    WeightSet,
)
from planning.targets import target_of
from regions.models import Absence
from tests.factories.accounts import UserFactory, with_role
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.concerns import new_key, received, threat, written
from tests.factories.meetings import (
    InvitationFactory,
    MeetingFactory,
    ProposedTimeFactory,
    StateChangeFactory,
)
from tests.factories.planning import (
    brought_plan,
    kept_weights,
    ready_run,
    wanted_file,
)
from tests.factories.regions import (
    AbsenceFactory,
    SmallCountry,
    link,
    small_country,
)

ROLES: Final = (
    "visitor",
    "resident",
    "sender",
    "spokesperson",
    "expert",
    "officer",
    "other_officer",
    "deputy",
    "station_head",
    "prefecture_head",
    "planner",
    "content_editor",
    "auditor",
    "administrator",
)
"""The portal's roles, the officer of another place, and whoever sent the concerns."""

MARKS: Final = {
    "concern": "kuuvarjutus",
    "shared": "vihmaloik",
    "public": "tuuleveski",
    "community's": "laululava",
    "threat": "pimenurk",
    "note": "sisemärge",
    "answer": "vastukaja",
    "sender's name": "Siiri Saatja",
    "contact": "anonyymne.saatja@example.ee",
    "hidden spokesperson": "Salme Salanimi",
    "private meeting": "eraring",
    "waiting meeting": "ootejutt",
    "invitee": "Kutsutud Kuldar",
    "thanks": "südamlikud",
    "plan comment": "poolsaarel",
    "hidden plan comment": "sõimusõna",
    "comment by link": "lingikiri",
}


@dataclass(frozen=True)
class World:
    """Everything there is, by short names."""

    country: SmallCountry
    at: datetime
    community: Community
    absence: Absence
    thanks: Thanks
    notice: Notice
    expert_row: ConcernExpert
    draft: Draft
    run: DrawingRun
    plan_import: PlanImport
    plan_file: PreparedFile
    weight_set: WeightSet
    consultation: Consultation
    link: ShareLink
    link_code: str
    people: dict[str, User | None] = field(default_factory=dict)
    concerns: dict[str, Concern] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    """Receipt codes, by the concerns' names."""

    def client(self, role: str) -> Client:
        """Return a browser in which the person of a role is signed in."""
        client = Client()
        user = self.people[role]
        if user is not None:
            client.force_login(user)
        return client


def send_on_leave(world: World) -> None:
    """Let the deputy stand in for the officer of the place."""
    AbsenceFactory.create(
        officer=world.country.officers["elva_region"],
        deputy=world.country.officers["spare"],
        starts_on=(world.at - timedelta(days=2)).date(),
        ends_on=(world.at + timedelta(days=5)).date(),
    )


def build_world() -> World:
    """Make it, a few days old at the real time, which pages go by."""
    at = datetime.now(UTC)
    country = small_country()
    link(country.units["mustamae_1"], country.units["hellenurme"])
    people = _people(country)
    community = CommunityFactory.create(unit=country.units["elva"], name="Elva kogud")
    speaker = UserFactory.create(full_name=MARKS["hidden spokesperson"])
    SpokespersonFactory.create(community=community, user=speaker)
    SpokespersonFactory.create(community=community, is_public=True, order=2)
    people["spokesperson"] = speaker
    told_at = at - timedelta(days=2)
    codes: dict[str, str] = {}
    concerns = _concerns(country, community, people, codes, told_at)
    expert_row = actions.invite_expert(
        concerns["shared"],
        expert=_some(people["expert"]),
        until=at + timedelta(days=5),
        by=_some(people["officer"]),
        at=told_at,
    )
    draft = begin(
        name="Kevadine jaotus", copy=country.plan, by=people["planner"], at=told_at
    )
    share, link_code = _link(draft, people, told_at)
    return World(
        country=country,
        at=at,
        people=people,
        community=community,
        draft=draft,
        run=ready_run(draft, people["planner"], told_at),
        plan_import=brought_plan(draft, people["planner"], at),
        plan_file=wanted_file(draft, people["planner"], at),
        weight_set=kept_weights(people["planner"], told_at),
        consultation=_consultation(draft, people, told_at),
        link=share,
        link_code=link_code,
        concerns=concerns,
        codes=codes,
        expert_row=expert_row,
        meetings=_meetings(community, people, at),
        absence=AbsenceFactory.create(
            officer=country.officers["elva_region"],
            starts_on=(at + timedelta(days=30)).date(),
            ends_on=(at + timedelta(days=37)).date(),
        ),
        thanks=thank(
            country.elva_region,
            Words(f"Aitäh, olete {MARKS['thanks']}!", "et", "Elva laps"),
            form_key=new_key(),
            by=people["sender"],
            at=told_at,
        ),
        notice=Notice.objects.filter(recipient=people["sender"]).order_by("pk")[0],
    )


def _consultation(
    draft: Draft, people: dict[str, User | None], at: datetime
) -> Consultation:
    planner = _some(people["planner"])
    version = keep_version(draft, reason="Avalikuks aruteluks", by=planner, at=at)
    consultation = open_consultation(
        version,
        Introductions("Vaadake, kuhu teie koht läheks."),
        ends_on=(at + timedelta(days=20)).date(),
        by=planner,
        at=at,
    )
    for mark, about in (
        ("plan comment", "unit-4057"),
        ("hidden plan comment", "border-1-3"),
        ("", "region-3"),
    ):
        said = spoken(f"Siin on {MARKS.get(mark, 'kõik')} hästi.", about)
        comment = comment_on(consultation, said, by=people["sender"], at=at)
        if mark == "hidden plan comment":
            hide(comment, "Sõimab inimesi.", by=planner, at=at)
        elif not mark:
            answer(comment, Answer("Aitäh!", "et"), by=planner, at=at)
    return consultation


def _link(
    draft: Draft, people: dict[str, User | None], at: datetime
) -> tuple[ShareLink, str]:
    until = (at + timedelta(days=30)).date()
    terms = Terms("Elva vallavalitsus", until, may_comment=True)
    link, code = make_link(draft, terms, by=_some(people["planner"]), at=at)
    said = spoken(f"Siin on {MARKS['comment by link']}.", "plan")
    comment_by_link(link, said, by=None, at=at)
    return link, code


def spoken(text: str, about: str = "plan") -> Said:
    """Return a comment on a plan, in Estonian and without a name."""
    target = target_of(about)
    assert target is not None
    return Said(target, text, "et", "", new_key())


def _some(user: User | None) -> User:
    assert user is not None
    return user


def _people(country: SmallCountry) -> dict[str, User | None]:
    people: dict[str, User | None] = {
        "visitor": None,
        "resident": UserFactory.create(),
        "sender": UserFactory.create(full_name=MARKS["sender's name"]),
        "expert": UserFactory.create(),
        "officer": country.officers["elva_region"].user,
        "other_officer": country.officers["saue_region"].user,
        "deputy": country.officers["spare"].user,
        "station_head": country.elva_head.user,
        "prefecture_head": country.south_head.user,
        "planner": with_role(Role.PLANNER),
        "content_editor": with_role(Role.CONTENT_EDITOR),
        "auditor": with_role(Role.AUDITOR),
        "administrator": with_role(Role.ADMINISTRATOR),
    }
    administrator = _some(people["administrator"])
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    return people


def _concerns(
    country: SmallCountry,
    community: Community,
    people: dict[str, User | None],
    codes: dict[str, str],
    at: datetime,
) -> dict[str, Concern]:
    sender, officer = _some(people["sender"]), _some(people["officer"])
    here = country.units["elva"]

    def told(mark: str, by: User | None = None, **given: Any) -> Concern:
        receipt = received(here, at=at, by=by, text=f"Siin on {MARKS[mark]}.", **given)
        codes[mark] = receipt.code
        return receipt.concern

    concerns = {
        "concern": told("concern", sender),
        "shared": told(
            "shared",
            audience=Audience.SPOKESPERSONS,
            answer_by=AnswerBy.EMAIL,
            email=MARKS["contact"],
        ),
        "public": told("public", sender, audience=Audience.PUBLIC),
        "community's": told(
            "community's",
            people["spokesperson"],
            on_behalf_of=community,
            audience=Audience.SPOKESPERSONS,
        ),
        "threat": threat(
            here, at=at, by=sender, text=f"{MARKS['threat']} on ohtlik koht."
        ),
    }
    actions.add_note(concerns["shared"], written(MARKS["note"]), by=officer, at=at)
    actions.reply(concerns["public"], written(), by=officer, at=at)
    concerns["public"].refresh_from_db()
    actions.publish(concerns["public"], by=officer, at=at)
    actions.answer_as_sender(
        concerns["concern"], written(MARKS["answer"]), by=sender, at=at
    )
    for concern in concerns.values():
        concern.refresh_from_db()
    assert concerns["threat"].kind == ConcernKind.THREAT
    return concerns


def _meetings(
    community: Community, people: dict[str, User | None], at: datetime
) -> dict[str, Meeting]:
    soon = at + timedelta(days=6)
    asked = {"community": community, "requested_by": people["spokesperson"]}
    settled = {
        "status": Status.CONFIRMED,
        "starts_at": soon,
        "ends_at": soon + timedelta(hours=1),
    }
    meetings = {
        "public": MeetingFactory.create(**asked, **settled, is_public=True),
        "private": MeetingFactory.create(
            **asked, **settled, topic=MARKS["private meeting"]
        ),
        "waiting": MeetingFactory.create(**asked, topic=MARKS["waiting meeting"]),
    }
    for meeting in meetings.values():
        StateChangeFactory.create(meeting=meeting, by=people["spokesperson"])
        InvitationFactory.create(meeting=meeting, name=MARKS["invitee"])
    ProposedTimeFactory.create(
        meeting=meetings["waiting"],
        starts_at=soon,
        ends_at=soon + timedelta(hours=1),
        offered_by=Side.COMMUNITY,
    )
    MeetingExpert.objects.create(
        meeting=meetings["private"],
        expert=_some(people["expert"]),
        invited_by=_some(people["officer"]),
        invited_at=at - timedelta(days=1),
        until=at + timedelta(days=5),
    )
    return meetings
