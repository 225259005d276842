"""What keeps a draft from being adopted on a day. Plain Python: a web process asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from planning.models import Draft
from planning.workbench import Bench, bench_of
from regions.models import SettlementUnit

_NAMED: Final = 8
"""So many units or regions of a kind are named; the others are counted."""


class FaultKind(models.TextChoices):
    """What may be wrong with a plan, as it stands on a day."""

    GAP = "GAP", gettext_lazy("settlement units without a region")
    LOOSE = "LOOSE", gettext_lazy("regions that are not in one piece")
    EMPTY = "EMPTY", gettext_lazy("regions without settlement units")
    ENDED = "ENDED", gettext_lazy("settlement units that no longer exist then")
    NEW = "NEW", gettext_lazy("settlement units that the draft does not know")
    ALIKE = "ALIKE", gettext_lazy("regions with the same name")


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault with what it befalls; `names` are the first of them."""

    kind: FaultKind
    count: int
    names: Sequence[str]

    @property
    def text(self) -> str:
        """Return it as a sentence."""
        words = {"kind": self.kind.label, "names": ", ".join(self.names)}
        if self.count == len(self.names):
            return _("%(kind)s: %(names)s") % words
        more = self.count - len(self.names)
        return ngettext(
            "%(kind)s: %(names)s and %(more)d more",
            "%(kind)s: %(names)s and %(more)d more",
            more,
        ) % {**words, "more": more}

    @property
    def is_doubt(self) -> bool:
        """Test whether it is seen from points, and the polygons may say otherwise.

        Whoever prepares the draft looks at these; a prepared draft has no such fault.
        """
        return self.kind == FaultKind.LOOSE

    @property
    def is_of_units(self) -> bool:
        """Test whether bringing the draft to the units of today may mend it."""
        return self.kind in {FaultKind.ENDED, FaultKind.NEW}


def faults_of(draft: Draft, on: date) -> list[Fault]:
    """Return what keeps a draft from being in force from a day on; empty when sound.

    Of a prepared draft the pieces are not asked once more: `planning.preparing` has
    seen the polygons, which join islands otherwise than their points would.
    """
    bench = bench_of(draft)
    tally, units = bench.tally, bench.terrain.units
    loose = [] if draft.prepared_revision == draft.revision else tally.loose()
    labels = {row.number: row.label for row in draft.regions.all()}
    alike = Counter(labels.values())
    return [
        *_fault(FaultKind.GAP, (units[k].name for k in tally.units(0))),
        *_fault(FaultKind.LOOSE, (labels.get(n, str(n)) for n in loose)),
        *_fault(FaultKind.EMPTY, (labels.get(n, str(n)) for n in tally.empty())),
        *_fault(FaultKind.ALIKE, (name for name, n in alike.items() if n > 1)),
        *_unit_faults(draft, bench, on),
    ]


def _fault(kind: FaultKind, names: Iterable[str]) -> list[Fault]:
    found = list(names)
    return [Fault(kind, len(found), found[:_NAMED])] if found else []


def _unit_faults(draft: Draft, bench: Bench, on: date) -> list[Fault]:
    known = bench.terrain.place
    gone = sorted(draft.assignment.keys() - known.keys())
    then: set[str] = set()
    if on != draft.units_on:
        rows = SettlementUnit.objects.existing(on)
        then = set(rows.values_list("code", flat=True))
    ended = [known[code] for code in known.keys() - then] if then else []
    names = [bench.terrain.units[k].name for k in sorted(ended)]
    new = SettlementUnit.objects.existing(on).filter(code__in=then - known.keys())
    return [
        *_fault(FaultKind.ENDED, [*names, *gone]),
        *_fault(FaultKind.NEW, new.order_by("code").values_list("name", flat=True)),
    ]
