"""What a comment is about, as an address and a form carry it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from planning.editions import Edition
from planning.models import Comment, CommentTarget

_SHAPE: Final = re.compile(
    r"plan|region-(?P<region>[1-9]\d{0,3})|unit-(?P<unit>[\w-]{1,40})"
    r"|border-(?P<one>[1-9]\d{0,3})-(?P<other>[1-9]\d{0,3})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Target:
    """The whole plan, a region, a unit, or the border of two regions.

    Of a border, `region` is the smaller number.
    """

    kind: CommentTarget
    region: int | None = None
    other_region: int | None = None
    unit: str = ""

    @classmethod
    def of(cls, comment: Comment) -> Target:
        """Return what a comment is about."""
        return cls(
            CommentTarget(comment.target),
            comment.region,
            comment.other_region,
            comment.unit,
        )

    @property
    def key(self) -> str:
        """Return what an address calls it: "plan", "region-3", "border-3-5"."""
        if self.kind == CommentTarget.REGION:
            return f"region-{self.region}"
        if self.kind == CommentTarget.UNIT:
            return f"unit-{self.unit}"
        if self.kind == CommentTarget.BORDER:
            return f"border-{self.region}-{self.other_region}"
        return "plan"

    def exists_in(self, edition: Edition) -> bool:
        """Test whether a plan has it; a border must be one."""
        if self.kind == CommentTarget.REGION:
            return self.region in edition.rows
        if self.kind == CommentTarget.UNIT:
            return edition.unit(self.unit) is not None
        if self.kind == CommentTarget.BORDER:
            return edition.touch(self.region or 0, self.other_region or 0)
        return True

    def label(self, edition: Edition) -> str:
        """Return what it is called, in the reader's language."""
        if self.kind == CommentTarget.REGION:
            name = edition.label(self.region or 0)
            return _("Region %(region)s") % {"region": name}
        if self.kind == CommentTarget.UNIT:
            unit = edition.unit(self.unit)
            return f"{unit.name}, {unit.municipality}" if unit else self.unit
        if self.kind == CommentTarget.BORDER:
            return _("The border between %(one)s and %(other)s") % {
                "one": edition.label(self.region or 0),
                "other": edition.label(self.other_region or 0),
            }
        return _("The whole plan")

    def regions(self, edition: Edition) -> set[int]:
        """Return the regions it concerns; none for the whole plan."""
        if self.kind == CommentTarget.UNIT:
            return {edition.region_of(self.unit)} - {0}
        return {n for n in (self.region, self.other_region) if n}


WHOLE_PLAN: Final = Target(CommentTarget.PLAN)


def target_of(key: str) -> Target | None:
    """Return what a key names, None when it is no key."""
    found = _SHAPE.fullmatch(key)
    if found is None:
        return None
    if found["region"]:
        return Target(CommentTarget.REGION, int(found["region"]))
    if found["unit"]:
        return Target(CommentTarget.UNIT, unit=found["unit"])
    if found["one"]:
        one, other = sorted((int(found["one"]), int(found["other"])))
        return Target(CommentTarget.BORDER, one, other) if one < other else None
    return WHOLE_PLAN
