"""Invented concerns, each from its first words to where it stands today."""

import random
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from communities.models import Community, Spokesperson
from concerns import actions
from concerns.models import AnswerBy, Audience, Concern, ConcernKind, Status
from demo.accounts import HOME, invented, keep
from demo.hours import at_work, some_time
from demo.texts.stories import HANDED_TO, NOTES, STORIES, Story
from regions.models import RegionUnit, SettlementUnit, UnitType
from regions.responsibility import responsible_for

YEAR: Final = 365.0
NEWEST: Final = 40
"""The last so many are of the past days, so that every desk has something open."""

Step = Callable[[Concern, datetime], Concern]


class ConcernLives:
    """Lives invented concerns one after another."""

    def __init__(
        self, chance: random.Random, residents: list[User], until: datetime
    ) -> None:
        self._chance, self._residents, self._until = chance, residents, until
        self._units = _inhabited()
        self._weights = [unit.population for unit in self._units]
        self._speakers = list(
            Spokesperson.objects.filter(ends_on=None)
            .select_related("user", "community__unit__municipality")
            .order_by("pk")
        )
        self._lived = 0

    def live_one(self) -> None:
        """Tell one concern and carry it as far as its age allows."""
        self._lived += 1
        recent = self._lived % 5 == 0
        told_at = some_time(
            self._chance, until=self._until, days=9.0 if recent else YEAR
        )
        story, telling, sender = self._telling()
        receipt = actions.receive(
            telling, form_key=secrets.token_hex(16), by=sender, at=told_at
        )
        self._carry(receipt.concern, story, sender, told_at)

    def _telling(self) -> tuple[Story, actions.Telling, User | None]:
        chance = self._chance
        for_community = chance.random() < 0.4
        speaker = chance.choice(self._speakers) if for_community else None
        resident = chance.choice(self._residents) if chance.random() < 0.6 else None
        sender = speaker.user if speaker else resident
        if speaker:
            unit = speaker.community.unit
        else:
            unit = chance.choices(self._units, self._weights)[0]
        language = (
            sender.language if sender else chance.choice(("et", "et", "ru", "en"))
        )
        story = self._story(language, unit, for_community=for_community)
        email = (
            f"{chance.choice(('kask', 'kuusk', 'lepp'))}{chance.randrange(999)}@{HOME}"
        )
        answer_by = (
            AnswerBy.ACCOUNT
            if sender
            else chance.choice((AnswerBy.EMAIL, AnswerBy.CODE))
        )
        telling = actions.Telling(
            kind=story.kind,
            text=chance.choice(story.texts),
            unit=unit,
            language=story.language,
            answer_by=answer_by,
            audience=self._audience(story, speaker.community if speaker else None),
            place_words=chance.choice(story.where),
            when_words=chance.choice(story.when),
            name=sender.full_name if sender and chance.random() < 0.8 else "",
            email=email if answer_by == AnswerBy.EMAIL else "",
            on_behalf_of=speaker.community if speaker else None,
        )
        return story, telling, sender

    def _story(
        self, language: str, unit: SettlementUnit, *, for_community: bool
    ) -> Story:
        urban = unit.type not in (UnitType.VILLAGE, UnitType.SMALL_TOWN)
        fitting = [
            story
            for story in STORIES
            if story.language == language
            and story.urban in (None, urban)
            and not (for_community and story.kind == ConcernKind.THREAT)
        ]
        return self._chance.choice(fitting or STORIES[:4])

    def _audience(self, story: Story, community: Community | None) -> Audience:
        if story.kind == ConcernKind.THREAT:
            return Audience.OFFICER
        if story.kind == ConcernKind.ACTIVITY:
            return Audience.PUBLIC
        if community:
            return self._chance.choice((Audience.SPOKESPERSONS, Audience.PUBLIC))
        return self._chance.choice(
            (Audience.OFFICER, Audience.OFFICER, Audience.PUBLIC)
        )

    def _carry(
        self, concern: Concern, story: Story, sender: User | None, told_at: datetime
    ) -> None:
        """Take the steps of one life, as long as they lie before today."""
        at = told_at
        for days, step in self._steps(concern, story, sender):
            at = at_work(self._chance, at, days=days)
            if at >= self._until:
                return
            concern = step(concern, at)

    def _steps(
        self, concern: Concern, story: Story, sender: User | None
    ) -> Iterator[tuple[float, Step]]:
        """Yield (days after the step before, step)."""
        chance = self._chance
        lazy = 4.0 if chance.random() < 0.06 else 1.0
        yield chance.uniform(0.1, 1.2) * lazy, self._by_police(actions.acknowledge)
        if chance.random() < 0.12:
            note = self._written(chance.choice(NOTES[concern.language]), concern)
            yield 0.1, self._by_police(actions.add_note, note)
        if chance.random() < 0.2:
            question = self._written(story.question, concern)
            yield 0.4, self._by_police(actions.ask_sender, question)
            if chance.random() < 0.85:
                yield chance.uniform(0.2, 3.0), self._by_sender(story.answer, sender)
            else:
                return
        reply = self._written(story.reply, concern)
        yield (
            chance.uniform(0.2, 2.0) * lazy,
            self._by_police(actions.reply, reply, then=Status.IN_WORK),
        )
        if concern.audience == Audience.PUBLIC and chance.random() < 0.7:
            yield 0.1, self._by_police(actions.publish)
        yield from self._end(concern, story)

    def _end(self, concern: Concern, story: Story) -> Iterator[tuple[float, Step]]:
        chance = self._chance
        fate = chance.random()
        if fate < 0.05:
            return
        if fate < 0.13 and story.kind != ConcernKind.THREAT:
            words = self._written(story.refusal, concern)
            yield (
                chance.uniform(1, 6),
                self._by_police(
                    actions.hand_over,
                    words,
                    to=chance.choice(HANDED_TO[concern.language]),
                ),
            )
            if chance.random() < 0.4:
                return
        done = fate < 0.9
        words = self._written(story.ending if done else story.refusal, concern)
        status = Status.DONE if done else Status.NOT_POSSIBLE
        yield (
            chance.uniform(2, 25),
            self._by_police(actions.close, words, status=status),
        )

    def _written(self, text: str, concern: Concern) -> actions.Written:
        return actions.Written(
            text, form_key=secrets.token_hex(16), language=concern.language
        )

    def _by_police(
        self, act: Callable[..., Concern], *words: object, **how: object
    ) -> Step:
        def step(concern: Concern, at: datetime) -> Concern:
            by = responsible_for(concern.unit, at).officer.user
            return act(concern, *words, by=by, at=at, **how)

        return step

    def _by_sender(self, text: str, sender: User | None) -> Step:
        def step(concern: Concern, at: datetime) -> Concern:
            words = self._written(text, concern)
            return actions.answer_as_sender(concern, words, by=sender, at=at)

        return step

    def invite_an_expert(self) -> None:
        """Let an invented traffic engineer into one open matter of a community."""
        expert = keep([invented(f"ekspert@{HOME}", "Rein Ristteepuu", "et")])[0]
        matter = (
            Concern.objects.open()
            .filter(kind=ConcernKind.PROBLEM, on_behalf_of__isnull=False)
            .select_related("unit", "mandate__user")
            .order_by("-received_at")
            .first()
        )
        if matter is None or matter.mandate is None:
            return
        actions.invite_expert(
            matter,
            expert=expert,
            until=self._until + timedelta(days=60),
            by=matter.mandate.user,
            at=self._until - timedelta(minutes=5),
        )


def _inhabited() -> list[SettlementUnit]:
    rows = RegionUnit.objects.filter(unit__population__gt=0).select_related(
        "unit__municipality"
    )
    return [row.unit for row in rows.order_by("unit__code")]
