"""Adopting plans, posting officers, entering absences."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from regions import actions
from regions.models import (
    AbsenceReason,
    Officer,
    PlanStatus,
    Posting,
    Region,
    RegionPlan,
    SettlementUnit,
)
from regions.responsibility import officer_of, responsible_for
from tests.factories.accounts import with_role
from tests.factories.regions import (
    AbsenceFactory,
    OfficerFactory,
    RegionFactory,
    RegionPlanFactory,
    RegionUnitFactory,
    RegionVersionFactory,
    SettlementUnitFactory,
    SmallCountry,
    UnitShapeFactory,
    small_country,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
LATER = date(2026, 4, 1)


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


@pytest.fixture
def administrator() -> User:
    return with_role(Role.ADMINISTRATOR)


@pytest.fixture
def planner() -> User:
    return with_role(Role.PLANNER)


def draft(country: SmallCountry, *groups: list[str]) -> RegionPlan:
    """Return a draft that divides the units into the given groups."""
    plan = RegionPlanFactory.create()
    for number, group in enumerate(groups, start=1):
        known = country.regions[number - 1] if number <= 4 else RegionFactory.create()
        version = RegionVersionFactory.create(plan=plan, region=known, number=number)
        for key in group:
            RegionUnitFactory.create(version=version, unit=country.units[key])
    return plan


def sound_draft(country: SmallCountry) -> RegionPlan:
    return draft(
        country,
        ["mustamae_1", "mustamae_2", "mustamae_3"],
        ["laagri"],
        ["saue", "aila", "elva", "palupera", "hellenurme"],
    )


# --- plans


def test_adopt_puts_the_plan_in_force_and_ends_the_one_before(
    country: SmallCountry, planner: User
) -> None:
    plan = actions.adopt(sound_draft(country), LATER, by=planner, at=NOW)
    plan.refresh_from_db()
    country.plan.refresh_from_db()
    assert (plan.status, plan.valid_from) == (PlanStatus.ADOPTED, LATER)
    assert (plan.adopted_by, plan.adopted_at) == (planner, NOW)
    assert (country.plan.status, country.plan.valid_to) == ("SUPERSEDED", LATER)
    assert RegionPlan.objects.in_force(TODAY).get() == country.plan
    assert RegionPlan.objects.in_force(LATER).get() == plan
    event = Event.objects.get(verb="regions.adopt")
    assert (event.actor_id, event.actor_role) == (planner.pk, Role.PLANNER)


def test_adopt_ends_postings_to_regions_that_the_plan_does_not_have(
    country: SmallCountry, planner: User
) -> None:
    actions.adopt(sound_draft(country), LATER, by=planner, at=NOW)
    ends = dict(Posting.objects.values_list("region", "ends_on"))
    assert ends[country.elva_region.pk] == LATER
    assert ends[country.saue_region.pk] is None


def test_adopted_plan_changes_who_answers_from_its_day_on(
    country: SmallCountry, planner: User
) -> None:
    actions.adopt(sound_draft(country), LATER, by=planner, at=NOW)
    laagri = country.units["laagri"]
    then = datetime(2026, 4, 1, 10, tzinfo=UTC)
    assert responsible_for(laagri, NOW).region == country.saue_region
    assert responsible_for(laagri, then).region == country.mustamae_east
    before = officer_of(laagri, LATER - timedelta(days=1))
    assert before is not None
    assert before.officer == country.officers["saue_region"]


def test_adopt_refuses_a_plan_that_leaves_a_unit_out(
    country: SmallCountry, planner: User
) -> None:
    young = SettlementUnitFactory.create(municipality=country.saue)
    UnitShapeFactory.create(unit=young)
    with pytest.raises(WrongStateError, match=young.public_name):
        actions.adopt(sound_draft(country), LATER, by=planner, at=NOW)
    assert RegionPlan.objects.in_force(LATER).get() == country.plan


def test_adopt_refuses_a_plan_with_a_vanished_unit(
    country: SmallCountry, planner: User
) -> None:
    plan = sound_draft(country)
    SettlementUnit.objects.filter(code="1024").update(valid_to=TODAY)
    with pytest.raises(WrongStateError):
        actions.adopt(plan, LATER, by=planner, at=NOW)


def test_adopt_refuses_an_empty_region(country: SmallCountry, planner: User) -> None:
    plan = sound_draft(country)
    empty = RegionVersionFactory.create(plan=plan, number=9)
    with pytest.raises(WrongStateError, match=empty.region.name):
        actions.adopt(plan, LATER, by=planner, at=NOW)


def test_adopt_refuses_a_region_in_two_pieces(
    country: SmallCountry, planner: User
) -> None:
    plan = draft(
        country,
        ["mustamae_1", "hellenurme"],
        ["mustamae_2", "mustamae_3", "laagri", "saue", "aila", "elva", "palupera"],
    )
    with pytest.raises(WrongStateError, match="Mustamäe"):
        actions.adopt(plan, LATER, by=planner, at=NOW)


def test_adopt_refuses_a_second_time_a_past_day_and_strangers(
    country: SmallCountry, planner: User, administrator: User
) -> None:
    plan = sound_draft(country)
    with pytest.raises(NotAllowedError):
        actions.adopt(plan, LATER, by=administrator, at=NOW)
    with pytest.raises(InvalidInputError):
        actions.adopt(plan, TODAY - timedelta(days=1), by=planner, at=NOW)
    actions.adopt(plan, LATER, by=planner, at=NOW)
    with pytest.raises(WrongStateError):
        actions.adopt(plan, LATER, by=planner, at=NOW)
    second = sound_draft(country)
    with pytest.raises(InvalidInputError):
        actions.adopt(second, LATER - timedelta(days=1), by=planner, at=NOW)


# --- postings


def test_post_gives_a_region_a_new_officer_from_a_day_on(
    country: SmallCountry, administrator: User
) -> None:
    spare, before = country.officers["spare"], country.officers["saue_region"]
    posting = actions.post(
        country.saue_region,
        spare,
        starts_on=LATER,
        reason=" Moved house ",
        by=administrator,
        at=NOW,
    )
    ended = before.postings.get()
    assert (ended.ends_on, ended.end_reason) == (LATER, "Moved house")
    assert (posting.reason, posting.made_by, posting.ends_on) == (
        "Moved house",
        administrator,
        None,
    )
    event = Event.objects.get(verb="regions.post")
    assert event.details["officer"] == spare.pk
    assert "Moved house" not in str(event.details)


def test_post_replaces_somebody_posted_the_same_day(
    country: SmallCountry, administrator: User
) -> None:
    for officer in (country.officers["spare"], OfficerFactory.create()):
        actions.post(
            country.saue_region,
            officer,
            starts_on=LATER,
            reason="Change",
            by=administrator,
            at=NOW,
        )
    rows = Posting.objects.filter(region=country.saue_region).order_by("starts_on")
    assert [row.ends_on for row in rows] == [LATER, None]
    assert rows[1].officer == officer


def test_post_refuses_an_officer_who_serves_another_region(
    country: SmallCountry, administrator: User
) -> None:
    with pytest.raises(actions.OfficerIsTakenError, match="Elva"):
        actions.post(
            country.saue_region,
            country.officers["elva_region"],
            starts_on=LATER,
            reason="Change",
            by=administrator,
            at=NOW,
        )
    assert Posting.objects.count() == 4


def test_post_refuses_when_somebody_comes_later(
    country: SmallCountry, administrator: User
) -> None:
    spare, other = country.officers["spare"], OfficerFactory.create()
    actions.post(
        country.saue_region,
        spare,
        starts_on=LATER,
        reason="Change",
        by=administrator,
        at=NOW,
    )
    with pytest.raises(actions.RegionIsTakenError):
        actions.post(
            country.saue_region,
            other,
            starts_on=TODAY,
            reason="Change",
            by=administrator,
            at=NOW,
        )
    assert not other.postings.exists()


def test_post_refuses_no_reason_no_right_and_no_service(
    country: SmallCountry, administrator: User, planner: User
) -> None:
    spare = country.officers["spare"]

    def attempt(reason: str, by: User) -> None:
        actions.post(
            country.saue_region, spare, starts_on=LATER, reason=reason, by=by, at=NOW
        )

    with pytest.raises(InvalidInputError):
        attempt("  ", administrator)
    for person in (planner, country.mustamae_head.user, spare.user):
        with pytest.raises(NotAllowedError):
            attempt("Change", person)
    spare.user.is_active = False
    spare.user.save()
    with pytest.raises(WrongStateError):
        attempt("Change", administrator)
    assert Posting.objects.count() == 4


def test_end_posting_leaves_the_region_to_the_head(
    country: SmallCountry, administrator: User
) -> None:
    posting = country.officers["saue_region"].postings.get()
    actions.end_posting(
        posting, ends_on=TODAY, reason="Retired", by=administrator, at=NOW
    )
    assert responsible_for(country.units["saue"], NOW).officer == country.mustamae_head
    with pytest.raises(WrongStateError):
        actions.end_posting(
            posting, ends_on=LATER, reason="Again", by=administrator, at=NOW
        )


def test_end_posting_refuses_a_day_before_it_began(
    country: SmallCountry, administrator: User
) -> None:
    posting = country.officers["saue_region"].postings.get()
    with pytest.raises(InvalidInputError):
        actions.end_posting(
            posting,
            ends_on=posting.starts_on,
            reason="Retired",
            by=administrator,
            at=NOW,
        )


def swap(country: SmallCountry, by: User, on: date = TODAY) -> None:
    actions.swap(
        country.saue_region,
        country.elva_region,
        from_on=on,
        reason="They live the other way round",
        by=by,
        at=NOW,
    )


def test_swap_exchanges_two_officers_in_one_step(
    country: SmallCountry, administrator: User
) -> None:
    swap(country, administrator)
    saue, elva = country.units["saue"], country.units["elva"]
    assert responsible_for(saue, NOW).officer == country.officers["elva_region"]
    assert responsible_for(elva, NOW).officer == country.officers["saue_region"]
    yesterday = officer_of(saue, TODAY - timedelta(days=1))
    assert yesterday is not None
    assert yesterday.officer == country.officers["saue_region"]
    assert Event.objects.filter(verb="regions.swap").count() == 2


def test_swap_back_on_the_same_day_restores_both(
    country: SmallCountry, administrator: User
) -> None:
    swap(country, administrator)
    swap(country, administrator)
    saue = country.units["saue"]
    assert responsible_for(saue, NOW).officer == country.officers["saue_region"]


def test_swap_refuses_vacant_same_and_later_taken_regions(
    country: SmallCountry, administrator: User, planner: User
) -> None:
    with pytest.raises(NotAllowedError):
        swap(country, planner)
    with pytest.raises(InvalidInputError):
        actions.swap(
            country.saue_region,
            country.saue_region,
            from_on=TODAY,
            reason="Same",
            by=administrator,
            at=NOW,
        )
    Posting.objects.filter(region=country.elva_region).update(ends_on=TODAY)
    with pytest.raises(WrongStateError, match="Elva"):
        swap(country, administrator)
    assert country.officers["saue_region"].postings.get().ends_on is None


def test_database_refuses_two_open_postings(country: SmallCountry) -> None:
    def double(region: Region, officer: Officer) -> None:
        with transaction.atomic():
            Posting.objects.create(
                region=region,
                officer=officer,
                starts_on=LATER,
                reason="By hand",
                made_at=NOW,
            )

    with pytest.raises(IntegrityError):
        double(country.saue_region, country.officers["spare"])
    with pytest.raises(IntegrityError):
        double(RegionFactory.create(), country.officers["saue_region"])


# --- absences


def enter(
    officer: Officer,
    by: User | None,
    *,
    deputy: Officer | None = None,
    days: tuple[date, date] = (TODAY, LATER),
) -> None:
    actions.enter_absence(
        officer,
        starts_on=days[0],
        ends_on=days[1],
        deputy=deputy,
        reason=AbsenceReason.LEAVE,
        by=by,
        at=NOW,
    )


def test_officer_head_and_administrator_enter_absences(
    country: SmallCountry, administrator: User
) -> None:
    officer = country.officers["saue_region"]
    people = {
        officer.user: Role.OFFICER,
        country.mustamae_head.user: Role.STATION_HEAD,
        country.north_head.user: Role.PREFECTURE_HEAD,
        administrator: Role.ADMINISTRATOR,
    }
    for week, (person, role) in enumerate(people.items()):
        start = TODAY + timedelta(weeks=week)
        enter(officer, person, days=(start, start + timedelta(weeks=1)))
        event = Event.objects.filter(verb="regions.enter_absence").latest("pk")
        assert (event.actor_id, event.actor_role) == (person.pk, role)
    assert officer.absences.count() == 4


def test_strangers_do_not_enter_absences(country: SmallCountry) -> None:
    officer = country.officers["saue_region"]
    strangers = [
        country.elva_head,
        country.south_head,
        country.officers["spare"],
    ]
    for stranger in strangers:
        with pytest.raises(NotAllowedError):
            enter(officer, stranger.user)
    assert not officer.absences.exists()


def test_absence_refuses_days_and_deputies_that_do_not_fit(
    country: SmallCountry,
) -> None:
    officer, spare = country.officers["saue_region"], country.officers["spare"]
    with pytest.raises(InvalidInputError) as refusal:
        enter(officer, None, days=(TODAY, TODAY))
    assert refusal.value.field == "ends_on"
    with pytest.raises(InvalidInputError) as refusal:
        enter(officer, None, deputy=officer)
    assert refusal.value.field == "deputy"
    spare.user.is_active = False
    spare.user.save()
    with pytest.raises(InvalidInputError):
        enter(officer, None, deputy=spare)
    enter(officer, None)
    with pytest.raises(InvalidInputError) as refusal:
        enter(officer, None, days=(LATER - timedelta(days=1), LATER))
    assert refusal.value.field == "starts_on"
    enter(officer, None, days=(LATER, LATER + timedelta(days=1)))


def test_cancelled_absence_never_was_when_it_had_not_begun(
    country: SmallCountry,
) -> None:
    officer = country.officers["saue_region"]
    absence = AbsenceFactory.create(
        officer=officer, starts_on=LATER, ends_on=LATER + timedelta(days=5)
    )
    actions.cancel_absence(absence, by=officer.user, at=NOW)
    assert not officer.absences.exists()
    assert Event.objects.get(verb="regions.cancel_absence").details["until"]


def test_cancelled_absence_that_has_begun_ends_today(country: SmallCountry) -> None:
    officer = country.officers["saue_region"]
    absence = AbsenceFactory.create(officer=officer)
    actions.cancel_absence(absence, by=country.mustamae_head.user, at=NOW)
    absence.refresh_from_db()
    assert absence.ends_on == TODAY
    assert responsible_for(country.units["saue"], NOW).officer == officer
    with pytest.raises(WrongStateError):
        actions.cancel_absence(absence, by=officer.user, at=NOW)


def test_stranger_does_not_cancel_an_absence(country: SmallCountry) -> None:
    absence = AbsenceFactory.create(officer=country.officers["saue_region"])
    with pytest.raises(NotAllowedError):
        actions.cancel_absence(absence, by=country.elva_head.user, at=NOW)
