"""The map that every page of the workshop draws on: units with their borders.

One file a division holds the borders as arcs, who lies beside them, and what is known
of each unit in the order of the codes. It is the same for all plans of a day.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from threading import Lock
from typing import Final, Generic, TypeVar

import brotli
from django.urls import reverse

from planning.models import Draft
from planning.terrain import Terrain, terrain
from regions.models import UnitMap
from regions.unit_maps import digest_of, map_of

_KEPT: Final = 2
_LEVEL: Final = 9  # of gzip
_QUALITY: Final = 6  # of brotli: as small as 9 here, and faster
_DECIMALS: Final = 4


@dataclass(frozen=True, slots=True)
class Packed:
    """The file of one day, as it is sent.

    Attributes:
        stamp: Changes with whatever the file says.
        body: JSON, by its content encoding.
    """

    stamp: str
    body: Mapping[str, bytes]


_files: dict[int, tuple[Terrain, Packed]] = {}
_making = Lock()


def file_of(on: date, *, at: datetime) -> Packed | None:
    """Return the map of the units of a day; None while the worker draws it.

    One short query more than the terrain needs once this process has it.
    """
    ground = terrain(on)
    row = map_of(digest_of(unit.pk for unit in ground.units), on, at=at)
    if row is None:
        return None
    known = _files.get(row.pk)
    if known is None or known[0] is not ground:
        with _making:
            known = _remember(row, ground)
    return known[1]


def address_of(on: date, *, at: datetime) -> str:
    """Return where the map of a day is; its address changes with what it says.

    While it is being drawn, the address is the one that says so.
    """
    file = file_of(on, at=at)
    stamp = file.stamp if file else "soon"
    return reverse("planning:units-map", args=[on.isoformat(), stamp])


def is_divided(on: date) -> bool:
    """Test whether some plan divides the units of a day."""
    return Draft.objects.filter(units_on=on).exists()


def forget() -> None:
    """Drop every file of this process."""
    _files.clear()


def _remember(row: UnitMap, ground: Terrain) -> tuple[Terrain, Packed]:
    while len(_files) >= _KEPT:
        _files.pop(next(iter(_files)))
    _files[row.pk] = ground, _packed(row, ground)
    return _files[row.pk]


def _packed(row: UnitMap, ground: Terrain) -> Packed:
    facts = json.dumps(_facts(ground), ensure_ascii=False, separators=(",", ":"))
    body = f'{{"topology":{row.topology},"units":{facts}}}'.encode()
    return Packed(
        stamp=blake2b(body, digest_size=8).hexdigest(),
        body={
            "": body,
            "gzip": gzip.compress(body, _LEVEL, mtime=0),
            "br": brotli.compress(body, quality=_QUALITY),
        },
    )


def _facts(ground: Terrain) -> dict[str, object]:
    """Return what is known of the units, by columns; `…_of` point into lists."""
    towns = _Pool[tuple[str, str, int]]()
    counties, centres, kinds = (
        _Pool[tuple[str, str]](),
        _Pool[str](),
        _Pool[str](),
    )
    units = ground.units
    town_of = [
        towns.of(
            (
                unit.municipality_code,
                unit.municipality,
                counties.of((unit.county_code, unit.county)),
            )
        )
        for unit in units
    ]
    return {
        "codes": [unit.code for unit in units],
        "names": [unit.name for unit in units],
        "kind_of": [kinds.of(unit.kind) for unit in units],
        "kinds": kinds.entries,
        "population": [unit.population for unit in units],
        "lat": _steps(unit.lat for unit in units),
        "lon": _steps(unit.lon for unit in units),
        "municipality_of": town_of,
        "municipalities": towns.entries,
        "counties": counties.entries,
        "centre_of": [centres.of(unit.centre) for unit in units],
        "centres": centres.entries,
    }


def _steps(degrees: Iterable[float]) -> list[float]:
    return [round(each, _DECIMALS) for each in degrees]


Entry = TypeVar("Entry", bound=Hashable)


class _Pool(Generic[Entry]):
    """Gives each different entry a number, in the order of coming."""

    def __init__(self) -> None:
        self._number: dict[Entry, int] = {}

    def of(self, entry: Entry) -> int:
        return self._number.setdefault(entry, len(self._number))

    @property
    def entries(self) -> list[Entry]:
        return list(self._number)
