"""Colour classes that tell neighbouring regions apart."""

from collections.abc import Iterable, Sequence

CLASSES = 6


def colour_classes(
    labels: Sequence[str], pairs: Iterable[tuple[str, str]], classes: int = CLASSES
) -> dict[str, int]:
    """Return a class from 0 for each label so that no pair shares one.

    The region with the fewest uncoloured neighbours is set aside first and coloured
    last; on a map drawn on paper it then meets at most five others, so that six
    classes always do. Source: Matula and Beck, smallest-last ordering, 1983. Among
    the classes that are free the least used is taken, so that all appear about
    equally often. Should six not do (regions in several pieces), more are used.

    Args:
        labels: The regions; the order does not matter.
        pairs: Regions that share a border.
        classes: How many classes to spread the regions over.
    """
    near: dict[str, set[str]] = {label: set() for label in labels}
    for a, b in pairs:
        if a != b:
            near[a].add(b)
            near[b].add(a)
    used = [0] * classes
    found: dict[str, int] = {}
    for label in reversed(_smallest_first(near)):
        taken = {found[other] for other in near[label] if other in found}
        free = [place for place in range(len(used)) if place not in taken]
        if not free:
            free = [len(used)]
            used.append(0)
        choice = min(free, key=lambda place: (used[place], place))
        used[choice] += 1
        found[label] = choice
    return {label: found[label] for label in labels}


def _smallest_first(near: dict[str, set[str]]) -> list[str]:
    left = {label: len(others) for label, others in near.items()}
    order: list[str] = []
    while left:
        label = min(left, key=lambda each: (left[each], each))
        del left[label]
        order.append(label)
        for other in near[label] & left.keys():
            left[other] -= 1
    return order
