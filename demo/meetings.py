"""Invented meetings: behind us, ahead of us, asked for, declined, called off."""

import random
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from communities.models import Spokesperson
from demo.hours import at_work, evening
from demo.texts.meetings import CANCELS, DECLINES, MOVES, PLACES, TOPICS
from groundwork.errors import InvalidInputError
from groundwork.workdays import is_working_day
from meetings import actions
from meetings.models import Meeting, MeetingKind
from regions.models import UnitType
from regions.responsibility import responsible_for

BACK, AHEAD = 340, 45
"""Days behind and ahead of today in which meetings lie."""

KINDS: Final = (MeetingKind.MEETING, MeetingKind.ROUND_TABLE, MeetingKind.SEMINAR)


class MeetingLives:
    """Lives invented meetings one after another."""

    def __init__(self, chance: random.Random, until: datetime) -> None:
        self._chance, self._until = chance, until
        self._speakers = list(
            Spokesperson.objects.filter(ends_on=None)
            .select_related("user", "community__unit__municipality")
            .order_by("pk")
        )

    def live_one(self) -> None:
        """Ask for one meeting and carry it as far as its time allows."""
        chance = self._chance
        speaker = chance.choice(self._speakers)
        ahead = chance.random() < 0.35
        days = chance.randrange(1, AHEAD) if ahead else -chance.randrange(BACK)
        held_near = self._until + timedelta(days=days)
        while not is_working_day(held_near.date()):
            held_near += timedelta(days=1)
        asked_at = min(
            at_work(
                chance, held_near - timedelta(days=chance.randrange(12, 30)), days=0
            ),
            self._until - timedelta(hours=chance.randrange(1, 500)),
        )
        spans = [evening(chance, held_near + timedelta(days=d)) for d in (0, 1, 7)]
        spans = spans[: chance.randrange(1, 4)]
        try:
            meeting = self._ask(speaker, spans, asked_at)
        except InvalidInputError:
            return  # too soon, or somebody has a meeting then: as in life
        self._carry(meeting, speaker, asked_at)

    def _ask(
        self,
        speaker: Spokesperson,
        spans: list[tuple[datetime, datetime]],
        asked_at: datetime,
    ) -> Meeting:
        chance, community = self._chance, speaker.community
        kind = chance.choices(KINDS, (6, 3, 3))[0]
        rural = community.unit.type in (UnitType.VILLAGE, UnitType.SMALL_TOWN)
        place = chance.choice(PLACES["village" if rural else "town"])
        return actions.request(
            community,
            kind=kind,
            topic=chance.choice(TOPICS[community.language][kind]),
            times=spans,
            language=community.language,
            place=f"{place}, {community.unit.public_name}",
            is_public=chance.random() < 0.7,
            form_key=secrets.token_hex(16),
            by=speaker.user,
            at=asked_at,
        )

    def _carry(
        self, meeting: Meeting, speaker: Spokesperson, asked_at: datetime
    ) -> None:
        chance = self._chance
        at = at_work(chance, asked_at, days=chance.uniform(0.2, 2.5))
        if at >= self._until:
            return
        officer = responsible_for(speaker.community.unit, at).officer.user
        fate = chance.random()
        if fate < 0.06:
            reason = chance.choice(DECLINES[speaker.community.language])
            actions.decline(meeting, reason=reason, by=officer, at=at)
            return
        time = meeting.times.order_by("starts_at")[0]
        try:
            meeting = actions.confirm(meeting, time=time, by=officer, at=at)
        except InvalidInputError:
            return
        if fate < 0.1:
            self._call_off(meeting, speaker, at)
            return
        if fate < 0.25:
            self._move(meeting, speaker, at)
        self._hold(meeting, speaker)

    def _hold(self, meeting: Meeting, speaker: Spokesperson) -> None:
        if meeting.ends_at is None:
            return
        after = meeting.ends_at + timedelta(minutes=30)
        if after < self._until:
            officer = responsible_for(speaker.community.unit, after).officer.user
            actions.mark_held(meeting, by=officer, at=after)

    def _move(self, meeting: Meeting, speaker: Spokesperson, at: datetime) -> None:
        """Move it by a day, when it is ahead: moved meetings behind us were held."""
        then = at + timedelta(hours=3)
        if meeting.starts_at is None or meeting.ends_at is None:
            return
        if not then < self._until < meeting.starts_at:
            return
        day = timedelta(days=1)
        reason = self._chance.choice(MOVES[speaker.community.language])
        with suppress(InvalidInputError):  # somebody has a meeting then
            actions.move(
                meeting,
                to=(meeting.starts_at + day, meeting.ends_at + day),
                reason=reason,
                by=speaker.user,
                at=then,
            )

    def _call_off(self, meeting: Meeting, speaker: Spokesperson, at: datetime) -> None:
        then = at + timedelta(days=1)
        if then < self._until and meeting.starts_at and then < meeting.starts_at:
            reason = self._chance.choice(CANCELS[speaker.community.language])
            actions.cancel(meeting, reason=reason, by=speaker.user, at=then)
