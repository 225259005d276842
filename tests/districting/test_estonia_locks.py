"""The south of Estonia is drawn again, and the rest stays as it is."""

from collections import defaultdict

import pytest

from districting import PRESETS, Country, Plan, draw
from districting.reading import Sources, read_country
from tests.districting.countries import ESTONIA

pytestmark = pytest.mark.skipif(
    not (ESTONIA / "units.gpkg").is_file(),
    reason="The official polygons of Estonia are not beside the project.",
)


@pytest.fixture(scope="module")
def estonia() -> Country:
    sources = Sources(units=ESTONIA / "units.gpkg", links=ESTONIA / "links.csv")
    return read_country(sources, print)


@pytest.fixture(scope="module")
def plan(estonia: Country) -> Plan:
    """Draw 125 regions; that no `join_nearest` is needed shows that all is linked."""
    return draw(estonia, 125, preset="whole", effort=0.1)


@pytest.mark.parametrize("preset", PRESETS)
def test_redrawing_the_south_leaves_the_rest(
    estonia: Country, plan: Plan, preset: str
) -> None:
    north: dict[int, list[float]] = defaultdict(list)
    for code, y in zip(estonia.codes, estonia.y, strict=True):
        north[plan.regions[code]].append(y)
    order = sorted(north, key=lambda number: sum(north[number]) / len(north[number]))
    south = set(order[:12])
    kept = {code: n for code, n in plan.regions.items() if n not in south}
    again = draw(
        estonia,
        125,
        preset=preset,
        seed=7,
        effort=0.2,
        locked=kept,
        complete=dict.fromkeys(kept.values(), True),
    )
    assert {code: again.regions[code] for code in kept} == kept
    assert set(again.regions.values()) == set(range(1, 126))
    assert again.regions != plan.regions
    assert again.figures.loose == 0
    assert again.locks is not None
    assert set(again.locks.finished) == set(range(1, 126)) - south
    assert again.locks.begun == ()
