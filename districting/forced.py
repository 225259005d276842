"""What keeps a plan's largest deviation from being less, in words and codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from districting.columns import Rules, inside_zones
from districting.graph import pieces
from districting.options import Atlas


@dataclass(frozen=True)
class Forced:
    """What forces the largest deviation.

    Attributes:
        by: `unit` (heavier than the average region), `municipality`, `municipalities`
            (all of one zone), or `limits` (the number of regions, and how many may be
            made of parts).
        deviation: What no plan under the same rules goes below.
        municipalities: Codes.
        counties: Codes.
        sentence: Why nothing better exists.
    """

    by: str
    deviation: float
    municipalities: tuple[str, ...]
    counties: tuple[str, ...]
    sentence: str


def zone_pieces(atlas: Atlas, rules: Rules) -> list[list[int]]:
    """Return the atoms that can share regions with each other, directly or not."""
    near = inside_zones(atlas, rules.zone)
    pairs = [(k, other) for k, row in enumerate(near) for other in row]
    return pieces(range(len(near)), pairs)


def forced_by(
    atlas: Atlas, members: Sequence[int], rules: Rules, deviation: float
) -> Forced:
    """Return the reason that these atoms are; without any the limits are."""
    atoms = [atlas.atoms[k] for k in members]
    codes = sorted({code for atom in atoms for code in atom.municipality})
    weight = f"{sum(atom.weight for atom in atoms):.2f} average regions"
    zone = "the country" if rules.zone == "country" else f"its {rules.zone}"
    end = f"to the average than {deviation:.1%}."
    if len(members) == 1:
        by = "municipality"
        sentence = (
            f"Municipality {codes[0]} weighs {weight}: no set of municipalities in "
            f"{zone} that holds it comes nearer {end}"
        )
    elif members:
        by = "municipalities"
        sentence = (
            f"Municipalities {', '.join(codes)} weigh {weight} and can share regions "
            f"with each other alone: no way to do so comes nearer {end}"
        )
    else:
        by = "limits"
        sentence = (
            f"Each {rules.zone} alone could do better. With this number of regions and "
            f"at most {rules.straddles:g} of them made of parts of several "
            f"municipalities, all together come no nearer {end}"
        )
    return Forced(
        by=by,
        deviation=round(deviation, 4),
        municipalities=tuple(codes),
        counties=tuple(sorted({atom.county for atom in atoms})),
        sentence=sentence,
    )


def forced_by_unit(code: str, municipality: str, county: str, off: float) -> Forced:
    """Return the reason that a unit heavier than the average region is."""
    return Forced(
        by="unit",
        deviation=round(off, 4),
        municipalities=(municipality,),
        counties=(county,),
        sentence=f"Unit {code} is a region of its own and {off:.1%} heavier than the "
        "average; a unit is never divided.",
    )
