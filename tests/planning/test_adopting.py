"""Adopting a plan and withdrawing it: by days alone, once, as a whole."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role, User
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from planning.actions import adopting, editing, making
from planning.actions.adopting import NotReadyError
from planning.models import Adoption, Draft
from planning.standing import standing_of
from regions import actions
from regions.models import PlanStatus, Posting, RegionPlan, SettlementUnit
from regions.responsibility import responsible_for
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry
from tests.planning.adopting import (
    MONDAY,
    adopted,
    give_saue_a_region,
    move_saue_to_elva,
    ready,
)
from tests.planning.conftest import LAAGRI, NOW, SAUE, SOUTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]

TODAY = date(2026, 3, 3)
WEEK = timedelta(days=7)


def postings() -> list[dict[str, object]]:
    return list(Posting.objects.order_by("pk").values())


def adopt(draft: Draft, day: date, by: User | None, **given: object) -> Adoption:
    given.setdefault("form_key", uuid4().hex)
    return adopting.adopt(draft, day, by=by, at=NOW, **given)  # type: ignore[arg-type]  # as given


def test_plan_takes_effect_by_its_date(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    adoption = adopted(draft, planner)
    laagri = country.units["laagri"]
    last = datetime(2026, 3, 8, 21, 59, tzinfo=UTC)  # 23:59 in Tallinn
    first = datetime(2026, 3, 8, 22, 0, tzinfo=UTC)  # 00:00 in Tallinn
    assert responsible_for(laagri, last).region == country.saue_region
    assert responsible_for(laagri, first).region == country.elva_region
    assert adoption.preview["people"] == 900
    event = Event.objects.get(verb="planning.adopt")
    assert (event.actor_id, event.details["from"]) == (planner.pk, "2026-03-09")


def test_states_are_told_by_the_day(draft: Draft, planner: User) -> None:
    before = RegionPlan.objects.get(status=PlanStatus.ADOPTED)
    adopted(draft, planner)
    before.refresh_from_db()
    plan = RegionPlan.objects.get(pk=draft.plan_id)
    assert standing_of(before, TODAY).label == "in force until: 8 March 2026"
    assert standing_of(before, TODAY).code == PlanStatus.ADOPTED
    assert standing_of(plan, TODAY).label == "in force from: 9 March 2026"
    assert standing_of(plan, MONDAY).label == "in force since: 9 March 2026"
    assert "to 8 March 2026" in standing_of(before, MONDAY).label
    assert standing_of(before, MONDAY).code == PlanStatus.SUPERSEDED


def test_two_adoptions_ahead_follow_one_another(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    later = making.begin(name="Sügis", copy=draft.plan, by=planner, at=NOW)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    first = adopted(draft, planner)
    second = adopted(later, planner, day=MONDAY + WEEK)
    laagri = country.units["laagri"]
    noon = datetime(2026, 3, 9, 12, tzinfo=UTC)
    regions = [
        responsible_for(laagri, noon + days * timedelta(days=1)).region
        for days in (-1, 0, 6, 7)
    ]
    saue, elva = country.saue_region, country.elva_region
    assert regions == [saue, elva, elva, saue]
    with pytest.raises(WrongStateError, match="Withdraw that one first"):
        adopting.withdraw(first, reason="Ei", by=planner, at=NOW)
    adopting.withdraw(second, reason="Ei", by=planner, at=NOW)
    assert responsible_for(laagri, noon + WEEK).region == elva
    adopting.withdraw(first, reason="Ei", by=planner, at=NOW)
    assert responsible_for(laagri, noon).region == saue
    assert RegionPlan.objects.get(status=PlanStatus.ADOPTED) == country.plan


def test_plan_may_begin_today(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    adoption = adopted(draft, planner, day=TODAY)
    laagri = country.units["laagri"]
    assert responsible_for(laagri, NOW).region == country.elva_region
    with pytest.raises(WrongStateError, match="in force"):
        adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)


@pytest.mark.parametrize(
    "day", [TODAY - timedelta(days=1), date(2024, 1, 1), date(2036, 3, 9)]
)
def test_days_past_or_far_ahead_are_refused(
    draft: Draft, planner: User, day: date
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        adopt(ready(draft), day, planner)
    assert refused.value.field == "from_date"
    assert RegionPlan.objects.get(pk=draft.plan_id).status == PlanStatus.DRAFT


def test_day_on_which_another_plan_begins_is_refused(
    draft: Draft, planner: User
) -> None:
    other = making.begin(name="Teine", copy=draft.plan, by=planner, at=NOW)
    adopted(draft, planner)
    with pytest.raises(InvalidInputError, match="Withdraw it first"):
        adopted(other, planner)


def test_same_form_twice_adopts_once(draft: Draft, planner: User) -> None:
    key = uuid4().hex
    first = adopt(ready(draft), MONDAY, planner, form_key=key)
    before = postings()
    assert adopt(draft, MONDAY, planner, form_key=key) == first
    assert postings() == before
    with pytest.raises(WrongStateError):
        adopt(draft, MONDAY + WEEK, planner)
    adopting.withdraw(first, reason="Ei", by=planner, at=NOW)
    assert adopt(draft, MONDAY, planner, form_key=key).withdrawn_at == NOW
    assert RegionPlan.objects.get(pk=draft.plan_id).status == PlanStatus.DRAFT


def test_interrupted_adoption_changes_nothing(
    draft: Draft, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = ready(move_saue_to_elva(draft, planner))
    before = postings()

    def fail(*_args: object, **_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(adopting, "record", fail)
    with pytest.raises(RuntimeError):
        adopt(gone, MONDAY, planner)
    assert postings() == before
    assert not Adoption.objects.exists()
    assert RegionPlan.objects.get(pk=draft.plan_id).status == PlanStatus.DRAFT


def test_unsound_draft_is_refused_by_name(draft: Draft, planner: User) -> None:
    ready(draft)
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    with pytest.raises(NotReadyError, match="Laagri"):
        adopt(Draft.objects.get(pk=draft.pk), MONDAY, planner)


def test_draft_edited_since_it_was_prepared_is_refused(
    draft: Draft, planner: User
) -> None:
    ready(draft)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    with pytest.raises(NotReadyError, match="outlines"):
        adopt(Draft.objects.get(pk=draft.pk), MONDAY, planner)


def test_draft_edited_since_it_was_looked_at_is_refused(
    draft: Draft, planner: User
) -> None:
    seen = draft.revision
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    with pytest.raises(NotReadyError, match="meanwhile"):
        adopt(ready(draft), MONDAY, planner, seen_revision=seen)


@pytest.mark.parametrize("change", ["ended", "new"])
def test_units_that_change_until_the_day_are_in_the_way(
    draft: Draft, planner: User, change: str
) -> None:
    made = ready(draft)
    unit = SettlementUnit.objects.get(code=LAAGRI)
    if change == "ended":
        SettlementUnit.objects.filter(pk=unit.pk).update(valid_to=MONDAY)
    else:
        unit.pk, unit.code, unit.name = None, "9001", "Uusküla"
        unit.valid_from = MONDAY
        unit.save(force_insert=True)
    with pytest.raises(NotReadyError, match="Laagri" if change == "ended" else "Uus"):
        adopt(made, MONDAY, planner)
    adopt(made, MONDAY - timedelta(days=1), planner)


def test_only_planners_adopt_and_withdraw(draft: Draft, planner: User) -> None:
    made = ready(draft)
    stranger = with_role(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        adopt(made, MONDAY, stranger)
    adoption = adopt(made, MONDAY, planner)
    with pytest.raises(NotAllowedError):
        adopting.withdraw(adoption, reason="Ei", by=stranger, at=NOW)


# --- postings


def test_withdrawal_gives_postings_back_exactly(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    administrator = with_role(Role.ADMINISTRATOR)
    country.saue_region.postings.all().delete()
    actions.post(
        country.saue_region,
        country.officers["saue_region"],
        starts_on=TODAY,
        reason="Tähtajaline",
        by=administrator,
        at=NOW,
    )
    before = postings()
    adoption = adopted(move_saue_to_elva(draft, planner), planner)
    assert Posting.objects.on(MONDAY).filter(region=country.saue_region).count() == 0
    assert Posting.objects.on(TODAY).filter(region=country.saue_region).count() == 1
    done = adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)
    assert (done.given_back, done.left) == (1, [])
    assert postings() == before
    country.plan.refresh_from_db()
    assert (country.plan.status, country.plan.valid_to) == (PlanStatus.ADOPTED, None)


def test_posting_that_was_to_begin_later_is_given_back_too(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    country.saue_region.postings.all().delete()
    actions.post(
        country.saue_region,
        country.officers["spare"],
        starts_on=MONDAY + WEEK,
        reason="Hiljem",
        by=with_role(Role.ADMINISTRATOR),
        at=NOW,
    )
    before = postings()
    adoption = adopted(move_saue_to_elva(draft, planner), planner)
    assert len(postings()) == len(before) - 1
    adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)
    assert postings() == before


def test_officer_posted_otherwise_meanwhile_stays_there(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    adoption = adopted(move_saue_to_elva(draft, planner), planner)
    officer = country.officers["saue_region"]
    country.mustamae_east.postings.all().delete()
    actions.post(
        country.mustamae_east,
        officer,
        starts_on=MONDAY,
        reason="Uus koht",
        by=with_role(Role.ADMINISTRATOR),
        at=NOW,
    )
    done = adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)
    assert [row["officer_id"] for row in done.left] == [officer.pk]
    assert Posting.objects.on(MONDAY).get(officer=officer).region == (
        country.mustamae_east
    )


def test_posting_to_a_new_region_goes_with_it(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    before = postings()
    adoption = adopted(give_saue_a_region(draft, planner), planner)
    region = adoption.plan.versions.get(number=5).region
    spare = country.officers["spare"]
    actions.post(
        region,
        spare,
        starts_on=MONDAY,
        reason="Uus",
        by=with_role(Role.ADMINISTRATOR),
        at=NOW,
    )
    noon = datetime(2026, 3, 9, 12, tzinfo=UTC)
    assert responsible_for(country.units["laagri"], noon).officer == spare
    adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)
    assert postings() == before


@pytest.mark.parametrize("when", [MONDAY, MONDAY + WEEK])
def test_withdrawal_is_refused_from_the_day_on(
    draft: Draft, planner: User, when: date
) -> None:
    adoption = adopted(draft, planner)
    moment = datetime.combine(when, datetime.min.time(), UTC)
    with pytest.raises(WrongStateError, match="in force"):
        adopting.withdraw(adoption, reason="Ei", by=planner, at=moment)


def test_withdrawal_wants_a_reason_and_happens_once(
    draft: Draft, planner: User
) -> None:
    adoption = adopted(draft, planner)
    with pytest.raises(InvalidInputError) as refused:
        adopting.withdraw(adoption, reason=" ", by=planner, at=NOW)
    assert refused.value.field == "reason"
    adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)
    with pytest.raises(WrongStateError, match="already"):
        adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)


def test_withdrawn_plan_may_be_changed_and_adopted_again(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    adoption = adopted(draft, planner)
    adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)
    again = Draft.objects.get(pk=draft.pk)
    editing.move(again, {LAAGRI: SOUTH}, by=planner, at=NOW)
    second = adopted(again, planner, day=MONDAY + WEEK)
    assert second.pk != adoption.pk
    then = datetime(2026, 3, 16, 12, tzinfo=UTC)
    assert responsible_for(country.units["laagri"], then).region == country.elva_region
    assert SAUE != SOUTH


# --- the command


def test_command_prepares_and_adopts(draft: Draft, country: SmallCountry) -> None:
    out = StringIO()
    call_command("adopt_plan", draft.plan.public_id, stdout=out)
    assert RegionPlan.objects.get(pk=draft.plan_id).status == PlanStatus.DRAFT
    day = date.today() + WEEK  # noqa: DTZ011 -- the command reads the clock as well
    call_command(
        "adopt_plan", draft.plan.public_id, "--from", day.isoformat(), stdout=out
    )
    assert Adoption.objects.get().effective_on == day
    assert "first day" in out.getvalue().lower()


def test_command_says_what_is_wrong(draft: Draft, planner: User) -> None:
    with pytest.raises(CommandError, match="no such plan"):
        call_command("adopt_plan", "nothing")
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    with pytest.raises(CommandError, match="Laagri"):
        call_command("adopt_plan", draft.plan.public_id)
