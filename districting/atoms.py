"""What the first level groups: municipalities, and what heavy units leave of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from districting.country import Country, Edges
from districting.free_part import NOTHING_HELD, Held
from districting.graph import adjacency, municipality_pieces, pieces
from districting.options import Atlas, Atom

_LIGHT, _JOINED = 0.3, 0.6  # averages: what is joined beforehand, and up to what


def build_atlas(
    country: Country,
    edges: Edges,
    average: float,
    left_out: frozenset[int],
    held: Held = NOTHING_HELD,
) -> Atlas:
    """Return the atoms of a country without the units that are left out.

    A municipality that loses units falls into its connected pieces. Municipalities
    that share a core are one atom.
    """
    lessened = held.lessened | {country.municipality[unit] for unit in left_out}
    bodies = municipality_pieces(country, edges, left_out)
    atoms = [
        _atom(country, piece, average, whole=name not in lessened)
        for name, body in bodies.items()
        for piece in body
    ]
    width = max(country.x) - min(country.x)
    height = max(country.y) - min(country.y)
    share = average / sum(country.weights)
    atlas = Atlas(
        atoms=atoms,
        near=_near(atoms, edges),
        length=max(float(np.sqrt(width * height * share)), 1.0),
    )
    return _sown(atlas, held, edges) if held.cores else atlas


def _sown(atlas: Atlas, held: Held, edges: Edges) -> Atlas:
    """Count the cores of each atom; join atoms whose municipalities share one."""
    atom_of = {unit: k for k, atom in enumerate(atlas.atoms) for unit in atom.units}
    sown = {unit: names for unit, names in held.cores.items() if unit in atom_of}
    pairs = [
        (atom_of[unit], other)
        for unit, names in sown.items()
        for other in atlas.near[atom_of[unit]]
        if not names.isdisjoint(atlas.atoms[other].municipality)
    ]
    atoms = []
    for numbers in pieces(range(len(atlas.atoms)), pairs):
        first, *others = (atlas.atoms[k] for k in numbers)
        atom = reduce(_merged, others, first)
        atoms.append(replace(atom, cores=len(sown.keys() & set(atom.units))))
    return Atlas(atoms, _near(atoms, edges), atlas.length)


def _near(atoms: Sequence[Atom], edges: Edges) -> list[list[int]]:
    atom_of = {unit: k for k, atom in enumerate(atoms) for unit in atom.units}
    pairs = {
        (min(atom_of[a], atom_of[b]), max(atom_of[a], atom_of[b]))
        for a, b in edges
        if a in atom_of and b in atom_of and atom_of[a] != atom_of[b]
    }
    return adjacency(len(atoms), sorted(pairs))


def _atom(
    country: Country, units: Sequence[int], average: float, *, whole: bool
) -> Atom:
    weights = np.array([country.weights[unit] for unit in units])
    mass = weights if weights.sum() > 0 else np.ones(len(units))
    centres = _tally(
        (country.centre[unit], country.weights[unit] / average) for unit in units
    )
    return Atom(
        units=tuple(units),
        weight=float(weights.sum()) / average,
        municipality=(country.municipality[units[0]],),
        county=_commonest(_tally(_weighed(country, units, country.county))),
        prefecture=_commonest(_tally(_weighed(country, units, country.prefecture))),
        centres=centres,
        x=float(np.average([country.x[unit] for unit in units], weights=mass)),
        y=float(np.average([country.y[unit] for unit in units], weights=mass)),
        whole=whole,
    )


def _weighed(
    country: Country, units: Sequence[int], names: Sequence[str]
) -> Iterable[tuple[str, float]]:
    return ((names[unit], country.weights[unit] + 1e-9) for unit in units)


def _tally(rows: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    tally: dict[str, float] = {}
    for name, weight in rows:
        tally[name] = tally.get(name, 0.0) + weight
    return tuple(sorted(tally.items()))


def _commonest(tally: Sequence[tuple[str, float]]) -> str:
    return max(tally, key=lambda row: (row[1], row[0]))[0]


def coarsen(atlas: Atlas, zone: str) -> Atlas:
    """Join light atoms to their lightest neighbour inside the zone.

    For countries whose regions hold many municipalities: all their combinations are
    too many to look at, and most of them alike.
    """
    atoms: dict[int, Atom] = dict(enumerate(atlas.atoms))
    near = {k: set(row) for k, row in enumerate(atlas.near)}
    waiting = sorted(atoms, key=lambda k: (atoms[k].weight, k))
    while waiting:
        k = waiting.pop(0)
        host = _host(atoms, near, k, zone) if k in atoms else None
        if host is None:
            continue
        atoms[host] = _merged(atoms[host], atoms.pop(k))
        for other in near.pop(k):
            near[other].discard(k)
            if other != host:
                near[other].add(host)
                near[host].add(other)
        if atoms[host].weight < _LIGHT and host not in waiting:
            waiting.append(host)
        waiting.sort(key=lambda k: (atoms[k].weight, k) if k in atoms else (0.0, k))
    order = sorted(atoms)
    place = {k: n for n, k in enumerate(order)}
    return Atlas(
        atoms=[atoms[k] for k in order],
        near=[sorted(place[other] for other in near[k]) for k in order],
        length=atlas.length,
    )


def _host(
    atoms: dict[int, Atom], near: dict[int, set[int]], k: int, zone: str
) -> int | None:
    if atoms[k].weight >= _LIGHT or not atoms[k].whole:
        return None
    fits = [
        (atoms[other].weight, other)
        for other in sorted(near[k])
        if atoms[other].whole
        and atoms[k].weight + atoms[other].weight <= _JOINED
        and _same_zone(atoms[k], atoms[other], zone)
        and not (atoms[k].cores and atoms[other].cores)
    ]
    return min(fits)[1] if fits else None


def _same_zone(one: Atom, other: Atom, zone: str) -> bool:
    if zone == "county":
        return one.county == other.county
    return zone == "country" or one.prefecture == other.prefecture


def _merged(host: Atom, guest: Atom) -> Atom:
    weight = host.weight + guest.weight
    share = guest.weight / weight if weight else 0.5
    return replace(
        host,
        units=tuple(sorted(host.units + guest.units)),
        weight=weight,
        municipality=tuple(sorted({*host.municipality, *guest.municipality})),
        whole=host.whole and guest.whole,
        cores=host.cores + guest.cores,
        centres=_tally((*host.centres, *guest.centres)),
        x=host.x + (guest.x - host.x) * share,
        y=host.y + (guest.y - host.y) * share,
    )
