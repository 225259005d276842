"""What a tally answers: figures of the country and of a region, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CountryFigures:
    """The figures of a whole plan, named as in `scoring.Figures`.

    Attributes:
        units: Units in the country.
        regions: Regions that hold at least one.
        uncovered: Units without a region.
        loose: Regions of more than one piece.
        max_dev: Largest |weight / average - 1| of a region; 0.05 is five per cent.
            The average is the covered weight shared by the regions that hold units.
        mean_dev: Mean of the same.
        p95_dev: 95th percentile of the same.
        straddles: Regions that hold a part of a municipality together with anything
            of another one.
        split_municipalities: Municipalities in more than one region.
        needless_splits: Split municipalities lighter than the average region.
        split_communities: Communities in more than one region.
        county_cross: Regions in more than one county.
        prefecture_cross: Regions in more than one prefecture.
        border_km: Length of the borders between regions.
        distance_km: Weighted mean distance of units from their region's centre.
        commuting: Share of weight whose commuting centre is its region's commonest.
        compactness: Mean of 4 pi area / perimeter^2, 1 for circles; None without
            regions.
    """

    units: int
    regions: int
    uncovered: int
    loose: int
    max_dev: float
    mean_dev: float
    p95_dev: float
    straddles: int
    split_municipalities: int
    needless_splits: int
    split_communities: int
    county_cross: int
    prefecture_cross: int
    border_km: float
    distance_km: float
    commuting: float
    compactness: float | None


@dataclass(frozen=True)
class RegionFigures:
    """The figures of one region.

    Attributes:
        number: 1 to N.
        weight: The sum of its units' weights.
        deviation: weight / average - 1; below 0 is too light, -1 is empty.
        units: How many.
        pieces: How many pieces it is in; 1 is sound, 0 is empty.
        straddle: Whether it holds a part of a municipality together with anything
            of another one.
        municipalities: Weight by municipality, heaviest first.
        counties: How many.
        prefectures: How many.
        centre: Its commonest commuting centre; empty without units.
        commuting: Share of its weight that commutes there; None without weight.
        compactness: 4 pi area / perimeter^2; None without units.
        area_km2: Square kilometres.
        distance_km: Weighted mean distance from its centre; None without weight.
    """

    number: int
    weight: float
    deviation: float
    units: int
    pieces: int
    straddle: bool
    municipalities: Mapping[str, float]
    counties: int
    prefectures: int
    centre: str
    commuting: float | None
    compactness: float | None
    area_km2: float
    distance_km: float | None


@dataclass(frozen=True)
class Preview:
    """What moves would change: the regions they touch and the country."""

    before: Mapping[int, RegionFigures]
    after: Mapping[int, RegionFigures]
    country_before: CountryFigures
    country_after: CountryFigures


@dataclass(frozen=True)
class Offer:
    """A region that units could be attached to.

    Attributes:
        region: Its number.
        border_m: Metres of common border; 0 across a ferry, bridge or join.
        deviation: Of the region with the units.
    """

    region: int
    border_m: float
    deviation: float


@dataclass(frozen=True)
class Straddle:
    """A region that mixes municipalities, and which of them go on outside it."""

    region: int
    municipalities: tuple[str, ...]
    cut: tuple[str, ...]


@dataclass(frozen=True)
class Split:
    """A municipality or community that lies in several regions.

    Attributes:
        name: The municipality's code, or the community.
        regions: Weight by region, heaviest first.
        weight: All of its weight, without a region included.
        apart: The weight that is not in its heaviest part.
        needless: Whether it is lighter than the average region.
    """

    name: str
    regions: Mapping[int, float]
    weight: float
    apart: float
    needless: bool
