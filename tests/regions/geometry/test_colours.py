from itertools import pairwise

import pytest

from regions.geometry.colours import colour_classes
from regions.geometry.outlines import outlines
from regions.geometry.projection import Geometries
from tests.regions.geometry.conftest import Estonia


def test_neighbours_get_different_classes_all_over_estonia(
    estonia: Estonia, stored_cells: Geometries
) -> None:
    drawing = outlines(stored_cells, estonia.column("municipality_code"))
    pairs = [(a, b) for a, b, _ in drawing.borders]
    found = colour_classes(list(drawing.outlines), pairs)
    assert len(found) == 79
    assert len(pairs) > 150
    assert all(found[a] != found[b] for a, b in pairs)
    assert set(found.values()) == set(range(6))


def test_order_of_regions_and_pairs_changes_nothing() -> None:
    labels = [f"{number:02}" for number in range(20)]
    pairs = [*pairwise(labels), ("00", "19"), ("03", "11")]
    mixed = colour_classes(labels[::-1], [(b, a) for a, b in reversed(pairs)])
    assert mixed == colour_classes(labels, pairs)


def test_classes_appear_about_equally_often() -> None:
    found = list(colour_classes([str(n) for n in range(12)], []).values())
    assert sorted(found.count(place) for place in range(6)) == [2] * 6


@pytest.mark.parametrize("size", [3, 7])
def test_everybody_beside_everybody_takes_a_class_each(size: int) -> None:
    labels = [str(number) for number in range(size)]
    pairs = [(a, b) for a in labels for b in labels if a < b]
    found = colour_classes(labels, pairs, classes=5)
    assert sorted(found.values()) == list(range(size))
