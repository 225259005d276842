"""What changes from one plan to another, in names: regions, people and officers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from planning.comparing import Comparison, Moved, compare, handovers
from planning.editions import Edition
from planning.officers import officers_of
from planning.terrain import UnitFact
from regions.models import Officer


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A unit that moves, in names; officers are empty for nobody yet."""

    unit: UnitFact
    before: str
    after: str
    officer_before: str
    officer_after: str

    @property
    def changes_officer(self) -> bool:
        """Test whether another officer would come."""
        return self.officer_before != self.officer_after


@dataclass(frozen=True, slots=True)
class MovedGroup:
    """What moves in one municipality."""

    municipality: str
    people: int
    lines: Sequence[MovedLine]


@dataclass(frozen=True, slots=True)
class NamedHandover:
    """People whose officer changes; empty for nobody yet."""

    before: str
    after: str
    people: int
    units: Sequence[UnitFact]


class Changes:
    """Two editions and who serves their regions on a day."""

    def __init__(self, before: Edition, after: Edition, on: date) -> None:
        self.before, self.after, self._on = before, after, on

    @cached_property
    def comparison(self) -> Comparison:
        """What is different."""
        return compare(self.before, self.after)

    @cached_property
    def groups(self) -> list[MovedGroup]:
        """What moves, by municipality, most people first."""
        return [
            MovedGroup(
                there.municipality,
                there.people,
                [self._line(row) for row in there.moved],
            )
            for there in self.comparison.by_municipality
        ]

    @cached_property
    def handovers(self) -> list[NamedHandover]:
        """Whose officer changes, most people first."""
        keys = {region: officer.pk for region, officer in self._officers.items()}
        names = {o.pk: o.user.full_name for o in self._officers.values()}
        return [
            NamedHandover(
                names.get(row.before or 0, ""),
                names.get(row.after or 0, ""),
                row.people,
                row.units,
            )
            for row in handovers(self.comparison, keys)
        ]

    @cached_property
    def people_changing(self) -> int:
        """How many inhabitants would have another officer."""
        return sum(row.people for row in self.handovers)

    @property
    def new(self) -> list[str]:
        """The regions that go on from none."""
        return sorted(self.after.label(number) for number in self.comparison.new)

    @property
    def gone(self) -> list[str]:
        """The regions that do not go on."""
        return sorted(self.before.label(number) for number in self.comparison.gone)

    @property
    def renamed(self) -> list[tuple[str, str]]:
        """The regions that go on under another name."""
        return sorted(
            (self.before.label(old), self.after.label(number))
            for old, number in self.comparison.renamed
        )

    def officer(self, edition: Edition, number: int) -> str:
        """Return the name of a region's officer, empty for nobody yet."""
        row = edition.rows.get(number)
        officer = self._officers.get(row.region or 0) if row else None
        return officer.user.full_name if officer else ""

    def table(self) -> Iterator[list[str]]:
        """Yield the units that move as the rows of a file, the head first."""
        yield [
            _("code"),
            _("settlement unit"),
            _("municipality"),
            _("inhabitants"),
            _("region before"),
            _("region after"),
            _("officer before"),
            _("officer after"),
        ]
        for row in self.comparison.moved:
            line = self._line(row)
            yield [
                line.unit.code,
                _cell(line.unit.name),
                _cell(line.unit.municipality),
                str(line.unit.population),
                _cell(line.before),
                _cell(line.after),
                _cell(line.officer_before),
                _cell(line.officer_after),
            ]

    def _line(self, row: Moved) -> MovedLine:
        return MovedLine(
            row.unit,
            self.before.label(row.before),
            self.after.label(row.after),
            self.officer(self.before, row.before),
            self.officer(self.after, row.after),
        )

    @cached_property
    def _officers(self) -> Mapping[int, Officer]:
        return officers_of(self.before, self.after, on=self._on)


def _cell(text: str) -> str:
    """Return words that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
