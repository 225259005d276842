"""Around the first day of a plan: lists, readers and stand-ins follow the place.

No worker runs here.
"""

from datetime import date, datetime, timedelta

import pytest

from accounts.models import User
from communities.models import Community
from concerns.models import Concern
from concerns.rules import may_handle, standing
from desks.officer import OfficerDesk
from groundwork.workdays import TALLINN
from meetings.models import Meeting
from planning.models import Draft
from regions.models import Region
from regions.responsibility import responsible_for
from tests.factories.communities import CommunityFactory
from tests.factories.concerns import received, threat
from tests.factories.meetings import MeetingFactory
from tests.factories.regions import AbsenceFactory, SmallCountry
from tests.planning.adopting import adopted, move_saue_to_elva
from tests.planning.conftest import NOW

pytestmark = pytest.mark.django_db

LAST = datetime(2026, 3, 8, 23, 59, tzinfo=TALLINN)
FIRST = datetime(2026, 3, 9, 0, 0, tzinfo=TALLINN)
SIDES = {"saue_region": (True, False), "elva_region": (False, True)}


@pytest.fixture
def moving(draft: Draft, planner: User) -> None:
    adopted(move_saue_to_elva(draft, planner), planner)


@pytest.mark.parametrize("officer", SIDES)
def test_concerns_and_sealed_threats_change_readers_at_midnight(
    moving: None, country: SmallCountry, officer: str
) -> None:
    here = country.units["laagri"]
    user = country.officers[officer].user
    for concern in (
        received(here, at=NOW).concern,
        threat(here, at=NOW, text="Siin on ohtlik."),
    ):
        seen = [
            Concern.objects.visible_to(user, at).filter(pk=concern.pk).exists()
            for at in (LAST, FIRST)
        ]
        readable = [
            bool(may_handle(standing(user, concern, at=at))) for at in (LAST, FIRST)
        ]
        assert (tuple(seen), tuple(readable)) == (SIDES[officer], SIDES[officer])


@pytest.mark.parametrize("officer", SIDES)
def test_communities_meetings_and_desk_change_sides(
    moving: None, country: SmallCountry, officer: str
) -> None:
    community = CommunityFactory.create(unit=country.units["laagri"])
    meeting = MeetingFactory.create(community=community)
    user = country.officers[officer].user
    region = getattr(country, officer)
    for at, expected in zip((LAST, FIRST), SIDES[officer], strict=True):
        regions = Region.objects.filter(pk=region.pk)
        near = Community.objects.in_regions(regions, at.date())
        assert near.filter(pk=community.pk).exists() == expected
        mine = Meeting.objects.of_person(user, at)
        assert mine.filter(pk=meeting.pk).exists() == expected
        desk = OfficerDesk(user, regions, at)
        assert (meeting in list(desk.requests)) == expected


def test_deputy_across_the_day_stands_in_for_the_new_officer(
    moving: None, country: SmallCountry
) -> None:
    elva, saue = country.officers["elva_region"], country.officers["saue_region"]
    spare = country.officers["spare"]
    for away in (elva, saue):
        AbsenceFactory.create(
            officer=away,
            deputy=spare if away == elva else None,
            starts_on=date(2026, 3, 6),
            ends_on=date(2026, 3, 12),
        )
    laagri = country.units["laagri"]
    before, after = responsible_for(laagri, LAST), responsible_for(laagri, FIRST)
    assert (before.officer, before.stands_in_for) == (country.mustamae_head, saue)
    assert (after.officer, after.stands_in_for) == (spare, elva)
    assert after.until == date(2026, 3, 12)
    back = responsible_for(laagri, FIRST + timedelta(days=3))
    assert back.officer == elva
