"""How many minutes an officer drives from a base to each settlement unit.

Along the driving times that were imported, by Dijkstra's algorithm. Where they lead
to no unit, its minutes are estimated from the straight line, and whoever shows them
says so: metres times `DETOUR` at `KMH` on one landmass, and over the links between
landmasses with `WAIT` minutes for each crossing by ferry or boat, which goes at
`AFLOAT_KMH` in a straight line.

Plain Python, so that a web process can ask. What it reads is kept for a process until
an import, a link or a unit changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from heapq import heappop, heappush
from math import cos, dist, inf, radians
from threading import Lock
from typing import Final, NamedTuple

from django.db.models import Max

from audit.models import Event
from regions.models import (
    DrivingTime,
    LinkKind,
    LinkSeason,
    SettlementUnit,
    UnitBorder,
    UnitLink,
)

DETOUR: Final = 1.3
"""How much longer roads are than the straight line."""
KMH: Final = 50.0
AFLOAT_KMH: Final = 20.0
WAIT: Final = 30.0
"""Minutes one waits for a ferry or a boat."""
_AFLOAT: Final = frozenset({LinkKind.FERRY, LinkKind.BOAT})
_KM_NORTH: Final = 111.3
_MIDDLE_LAT: Final = 58.6
_KM_EAST: Final = _KM_NORTH * cos(radians(_MIDDLE_LAT))
_BY_ROAD: Final = 60 * DETOUR / KMH
_KEPT: Final = 2
_TREES_KEPT: Final = 400

Graph = Sequence[Sequence[tuple[int, float]]]


class Minutes(NamedTuple):
    """A driving time.

    Attributes:
        value: Minutes one way.
        is_estimate: Whether it is estimated from the straight line.
    """

    value: float
    is_estimate: bool


def minutes_from(base: SettlementUnit, on: date) -> Mapping[int, Minutes]:
    """Return the minutes from a unit to every unit of a day, by the unit's key.

    Empty when `base` does not exist on that day. At most three short queries when the
    roads are known to this process already.
    """
    return _roads(on).from_unit(base.pk)


class Roads:
    """Roads, landmasses and links of one day; never changed but for what it keeps."""

    def __init__(self, on: date) -> None:
        rows = list(
            SettlementUnit.objects.existing(on)
            .order_by("pk")
            .values_list("pk", "lat", "lon")
        )
        self._pks = [pk for pk, _lat, _lon in rows]
        self._place = {pk: k for k, pk in enumerate(self._pks)}
        self._at = [_in_km(lat, lon) for _pk, lat, lon in rows]
        self._roads = _road_graph(self._place)
        self._land = _landmasses(self._place)
        self._links = _links(self._place, on)
        self._trees: dict[int, dict[int, Minutes]] = {}

    def from_unit(self, pk: int) -> Mapping[int, Minutes]:
        """Return the minutes from a unit to every other, and 0 to itself."""
        found = self._trees.get(pk)
        if found is None and pk in self._place:
            if len(self._trees) >= _TREES_KEPT:
                self._trees = {}
            found = self._trees[pk] = self._measured(self._place[pk])
        return found or {}

    def by_road_from(self, pks: Iterable[int]) -> dict[int, float]:
        """Return minutes by road from the nearest of several units, where one leads."""
        start = {self._place[pk]: 0.0 for pk in pks if pk in self._place}
        spent = dijkstra(self._roads, start)
        return {
            pk: minutes
            for pk, minutes in zip(self._pks, spent, strict=True)
            if minutes < inf
        }

    def _measured(self, base: int) -> dict[int, Minutes]:
        roads = dijkstra(self._roads, {base: 0.0})
        if inf not in roads:
            return {
                pk: Minutes(value, is_estimate=False)
                for pk, value in zip(self._pks, roads, strict=True)
            }
        lines = self._estimated(base)
        return {
            pk: Minutes(line, is_estimate=True)
            if road == inf
            else Minutes(road, is_estimate=False)
            for pk, road, line in zip(self._pks, roads, lines, strict=True)
        }

    def _estimated(self, base: int) -> list[float]:
        """Return minutes by the straight line to every unit."""
        landings = self._landings(base)
        home = self._land[base]
        found = []
        for k, land in enumerate(self._land):
            direct = self._drive(base, k)
            if land == home:
                found.append(direct)
            elif land in landings:
                found.append(
                    min(spent + self._drive(port, k) for port, spent in landings[land])
                )
            else:
                # No link is known: as if a boat went there.
                found.append(direct + WAIT)
        return found

    def _drive(self, one: int, other: int) -> float:
        return dist(self._at[one], self._at[other]) * _BY_ROAD

    def _landings(self, base: int) -> dict[int, list[tuple[int, float]]]:
        """Return, by landmass, where one lands on it and minutes after what.

        Links of one season count only for landmasses that none leads to all year.
        """
        always = [link for link in self._links if link.season == LinkSeason.ALL_YEAR]
        found = self._reached(base, self._links)
        return found | self._reached(base, always)

    def _reached(
        self, base: int, links: Sequence[_Link]
    ) -> dict[int, list[tuple[int, float]]]:
        ports = sorted({base, *(port for link in links for port in link.ends)})
        graph = self._port_graph(ports, links)
        spent = dijkstra(graph, {ports.index(base): 0.0})
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for port, minutes in zip(ports, spent, strict=True):
            if minutes < inf:
                found[self._land[port]].append((port, minutes))
        return dict(found)

    def _port_graph(self, ports: Sequence[int], links: Sequence[_Link]) -> Graph:
        """Return the ways between ports: on one landmass, and over the links."""
        place = {port: k for k, port in enumerate(ports)}
        graph = [
            [
                (place[other], self._drive(port, other))
                for other in ports
                if other != port and self._land[other] == self._land[port]
            ]
            for port in ports
        ]
        for link in links:
            first, second = (place[port] for port in link.ends)
            minutes = self._crossing(link)
            graph[first].append((second, minutes))
            graph[second].append((first, minutes))
        return graph

    def _crossing(self, link: _Link) -> float:
        minutes = self._drive(*link.ends)
        if link.kind not in _AFLOAT:
            return minutes
        km = minutes / _BY_ROAD
        return WAIT + km * 60 / AFLOAT_KMH


def km_between(one: SettlementUnit, other: SettlementUnit) -> float:
    """Return the kilometres between the points of two units, in a straight line."""
    return dist(_in_km(one.lat, one.lon), _in_km(other.lat, other.lon))


def _in_km(lat: float, lon: float) -> tuple[float, float]:
    return lon * _KM_EAST, lat * _KM_NORTH


class _Link(NamedTuple):
    ends: tuple[int, int]
    kind: str
    season: str


def dijkstra(graph: Graph, start: Mapping[int, float]) -> list[float]:
    """Return the least minutes to each node of a graph, infinite where none leads.

    Args:
        graph: For each node the nodes it leads to, with minutes of zero or more.
        start: Nodes to start from, with the minutes spent already.
    """
    spent = [inf] * len(graph)
    queue: list[tuple[float, int]] = []
    for node, minutes in start.items():
        spent[node] = minutes
        heappush(queue, (minutes, node))
    while queue:
        minutes, node = heappop(queue)
        if minutes > spent[node]:
            continue
        for other, more in graph[node]:
            total = minutes + more
            if total < spent[other]:
                spent[other] = total
                heappush(queue, (total, other))
    return spent


def _road_graph(place: Mapping[int, int]) -> Graph:
    rows = DrivingTime.objects.values_list("origin", "target", "minutes")
    given = {
        (place[a], place[b]): minutes
        for a, b, minutes in rows.iterator(5000)
        if a in place and b in place
    }
    graph: list[list[tuple[int, float]]] = [[] for _unit in place]
    for (a, b), minutes in given.items():
        graph[a].append((b, minutes))
        if (b, a) not in given:
            graph[b].append((a, minutes))
    return graph


def _landmasses(place: Mapping[int, int]) -> list[int]:
    """Return the landmass of each unit: units that touch are on the same one."""
    rows = UnitBorder.objects.values_list("first", "second")
    near: list[list[int]] = [[] for _unit in place]
    for a, b in rows.iterator(5000):
        if a in place and b in place:
            near[place[a]].append(place[b])
            near[place[b]].append(place[a])
    land = [-1] * len(near)
    for start in range(len(near)):
        if land[start] < 0:
            _flood(near, land, start)
    return land


def _flood(near: Sequence[Iterable[int]], land: list[int], start: int) -> None:
    land[start] = start
    waiting = [start]
    while waiting:
        for other in near[waiting.pop()]:
            if land[other] < 0:
                land[other] = start
                waiting.append(other)


def _links(place: Mapping[int, int], on: date) -> list[_Link]:
    rows = UnitLink.objects.on(on).order_by("pk")
    return [
        _Link((place[a], place[b]), kind, season)
        for a, b, kind, season in rows.values_list("first", "second", "kind", "season")
        if a in place and b in place
    ]


# --- what a process keeps ----------------------------------------------------------

_Stamp = tuple[date, int | None, int | None, int | None]
_kept: dict[_Stamp, Roads] = {}
_making = Lock()


def _roads(on: date) -> Roads:
    stamp = _stamp(on)
    found = _kept.get(stamp)
    if found is None:
        with _making:
            found = _kept.get(stamp) or _make(stamp)
    return found


def _make(stamp: _Stamp) -> Roads:
    made = Roads(stamp[0])
    while len(_kept) >= _KEPT:
        _kept.pop(next(iter(_kept)))
    _kept[stamp] = made
    return made


def _stamp(on: date) -> _Stamp:
    """Return what changes with every import and link: the history tells of each."""
    kinds = [
        model._meta.label_lower for model in (DrivingTime, UnitLink, SettlementUnit)
    ]
    change = Event.objects.filter(target_kind__in=kinds).aggregate(Max("pk"))
    pairs = DrivingTime.objects.aggregate(Max("pk"))
    units = SettlementUnit.objects.aggregate(Max("pk"))
    return on, change["pk__max"], pairs["pk__max"], units["pk__max"]


def forget() -> None:
    """Drop what this process knows of roads, for whoever changed rows in place."""
    _kept.clear()
