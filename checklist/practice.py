"""The good practice as data: ten tips, two lists of expectations, in our own words.

Source: "Good Practice of Collaboration between Regional Police and Community",
Estonian Village Movement Kodukant and the Police and Border Guard Board. Meaning and
number are the source's, the sentences are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Tip:
    """One of the ten tips: whom it speaks to, what it says, how one sees it done."""

    number: int
    title: Words
    text: Words
    sign: Words


@dataclass(frozen=True, slots=True)
class TipGroup:
    """Tips that belong together, under the source's heading."""

    title: Words
    addressee: Words
    tips: Sequence[Tip]


BOTH: Final = _("For both sides")
COMMUNITY: Final = _("For the community")
POLICE: Final = _("For the police")

TIP_GROUPS: Final[Sequence[TipGroup]] = (
    TipGroup(
        _("Working together, drawing people in, making contacts"),
        BOTH,
        (
            Tip(
                1,
                _("Meet often enough to know each other"),
                _(
                    "Sit down together on a steady rhythm: a round table, a village meeting, an evening on one subject."
                ),
                _("We met at least twice in the past year and know the next date."),
            ),
            Tip(
                2,
                _("Start things together"),
                _(
                    "Take up projects that need several partners: police, community, school, businesses, municipality."
                ),
                _("There is something we are doing together right now."),
            ),
            Tip(
                3,
                _("Know how to reach each other"),
                _(
                    "Exchange contact data and settle on the channels that really work: telephone, mailing list, Facebook group, notice board."
                ),
                _("Each side can reach the other today, and the numbers are right."),
            ),
            Tip(
                4,
                _("Notice the good, and say so"),
                _(
                    "Thank people for a good deed, a good idea or courage. Tell each other how it went."
                ),
                _("In the past half year somebody was thanked by name."),
            ),
        ),
    ),
    TipGroup(
        _("Preventing and telling"),
        COMMUNITY,
        (
            Tip(
                5,
                _("Say what is on your mind"),
                _(
                    "Tell the police about your worries, wishes and problems, and about what you are planning."
                ),
                _("Our officer has heard from us what worries us and what we plan."),
            ),
            Tip(
                6,
                _("Look after your own safety"),
                _(
                    "Lock, light, watch, help a neighbour: take on what is in your own hands to change."
                ),
                _("We have done something ourselves to make our place safer."),
            ),
        ),
    ),
    TipGroup(
        _("Preventing and telling"),
        POLICE,
        (
            Tip(
                7,
                _("Make safety a matter of everybody here"),
                _(
                    "Draw local people in, and talk with them, not only when something has happened."
                ),
                _("People were asked and took part in solving a problem."),
            ),
            Tip(
                8,
                _("Be there, and be seen"),
                _(
                    "Be an example, an adviser, a partner and a teacher for the community, and a keeper of order too."
                ),
                _("People here know their officer by face."),
            ),
        ),
    ),
    TipGroup(
        _("When it is serious"),
        COMMUNITY,
        (
            Tip(
                9,
                _("Speak up about dangers in time"),
                _(
                    "Keep your eyes open for whatever threatens your neighbourhood, and tell the police before it is too late. No worry is too small."
                ),
                _("Dangers are told early, and people know how to tell them."),
            ),
        ),
    ),
    TipGroup(
        _("When it is serious"),
        POLICE,
        (
            Tip(
                10,
                _("Answer, and care"),
                _(
                    "People count on your help and want to feel safe: react, and let them know that you did."
                ),
                _("Whoever told us something has heard what became of it."),
            ),
        ),
    ),
)

POLICE_EXPECT: Final[Sequence[Words]] = (
    _("Work with us"),
    _("Exchange information with us"),
    _("Notice what goes on"),
    _("Be active"),
    _("Look for solutions together with us"),
    _("Take responsibility"),
    _("Have the courage to step forward"),
    _("Give safety a line in the municipality's budget"),
    _("Let us know"),
    _("Draw others in"),
    _("Do your part for the common good"),
    _("Start things yourselves"),
    _("Spot what threatens safety"),
    _("Think things through with us"),
    _("Keep the people of your community in touch"),
)
"""What regional officers expect of communities: fifteen lines, in the source's order."""

COMMUNITIES_EXPECT: Final[Sequence[Words]] = (
    _("Work together with us"),
    _("Let yourself be seen"),
    _("Tell us what we should know"),
    _("Work to prevent trouble"),
    _("Be here with us"),
    _("React quickly"),
    _("Warn us in time"),
    _("Be somebody we can trust"),
    _("Be friendly"),
    _("Give us advice"),
    _("Know your trade"),
    _("Lend a hand"),
    _("Act without delay"),
    _("Want to cooperate"),
    _("Take an interest in our life here"),
    _("Be somebody we look up to"),
    _("Love people and your work"),
)
"""What communities expect of regional police: seventeen lines, in the source's order."""
