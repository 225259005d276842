"""Which region is which: those of a plan go on as the ones there are, or are founded.

A founded region gets a name, an address of its own and the nearest station. This
module loads scipy; import it where it is used.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from regions.identity import ever_adopted, name_of
from regions.models import Prefecture, Region, SettlementUnit, Station
from regions.naming import Body, Name, bodies_of, names_for, slug_for


def regions_of(
    groups: Sequence[Sequence[SettlementUnit]],
    *,
    everywhere: Sequence[SettlementUnit],
    kept: Mapping[int, Region],
    named: Mapping[int, Name],
) -> list[Region]:
    """Return the region of each group.

    Args:
        groups: The units of each, municipality and prefecture loaded.
        everywhere: All units of the country.
        kept: Regions that go on, by the place of their group.
        named: Names that somebody chose, by the place of the group. A region of that
            name that no other group goes on as is the one meant.
    """
    fixed = {k: name_of(region) for k, region in kept.items()}
    bodies = [
        dataclasses.replace(body, fixed=fixed.get(k) or named.get(k))
        for k, body in enumerate(bodies_of(groups, everywhere=everywhere))
    ]
    others = Region.objects.exclude(pk__in=[region.pk for region in kept.values()])
    adopted = ever_adopted()
    wanted = set(named.values())
    spare = {
        name_of(region): region
        for region in others
        if region.pk not in adopted or name_of(region) in wanted
    }
    taken = {name_of(region) for region in others} - spare.keys()
    founder = _Founder()
    return [
        kept.get(k) or spare.get(name) or founder.found(name, bodies[k], units)
        for k, (name, units) in enumerate(
            zip(names_for(bodies, taken=taken), groups, strict=True)
        )
    ]


class _Founder:
    """Founds regions: an address of their own, and the nearest station."""

    def __init__(self) -> None:
        self._slugs = set(Region.objects.values_list("slug", flat=True))
        self._stations = list(Station.objects.order_by("pk"))

    def found(self, name: Name, body: Body, units: Sequence[SettlementUnit]) -> Region:
        slug = slug_for(name, taken=self._slugs)
        self._slugs.add(slug)
        return Region.objects.create(
            slug=slug, name=name[0], part=name[1], station=self._nearest(body, units)
        )

    def _nearest(self, body: Body, units: Sequence[SettlementUnit]) -> Station:
        """Return the nearest station of the prefecture in which most people live."""
        people: Counter[Prefecture] = Counter()
        for unit in units:
            people[unit.municipality.county.prefecture] += unit.population + 1
        prefecture = people.most_common(1)[0][0]
        own = [each for each in self._stations if each.prefecture_id == prefecture.pk]
        return min(own, key=lambda station: _distance(station, body))


def _distance(station: Station, body: Body) -> float:
    """Return degrees north between them, infinite when the station has no place."""
    if station.lat is None or station.lon is None:
        return math.inf
    narrow = math.cos(math.radians(body.lat))
    return math.hypot(station.lat - body.lat, (station.lon - body.lon) * narrow)
