"""Every address of the portal, from its URL patterns and the records of a world."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from regions.models import UnitLink
from tests.world import World


@dataclass(frozen=True, slots=True)
class Door:
    """One address; `name` is the URL's name and, after a space, which record."""

    name: str
    path: str


def url_names() -> list[str]:
    """Return the names of all URLs but those of the reference rows."""
    return sorted(set(_names(get_resolver().url_patterns)))


def _names(
    patterns: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        elif entry.namespace != "admin":
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _names(entry.url_patterns, inner)


STEPS: Final = ("kind", "what", "where", "when", "answer", "readers")


_OF_A_PLAN: Final[dict[str, dict[str, Any]]] = {
    "planning:edit-units": {"number": 1},
    "planning:edit-layer": {"key": "weight"},
    "planning:region": {"number": 1},
    "planning:region-remove": {"number": 1},
    "planning:unlock": {"number": 1},
}
"""What the addresses of one plan's parts need besides the plan."""


def doors(world: World) -> list[Door]:
    """Return every door of the portal; several where the record makes a difference."""
    return [
        Door(
            f"{name} {label}".strip(), reverse(name, kwargs=kwargs, current_app="admin")
        )
        for name in url_names()
        for label, kwargs in _records(world, name)
    ]


def _records(world: World, name: str) -> list[tuple[str, dict[str, Any]]]:
    concern, meeting = world.concerns["shared"], world.meetings["private"]
    region = {"slug": world.country.elva_region.slug}
    plan = {"public_id": world.draft.plan.public_id}
    person = _person(world, "spokesperson")
    special: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "concerns:detail": [
            (label, {"public_id": row.public_id})
            for label, row in world.concerns.items()
        ],
        "concerns:withdraw-expert": [
            ("", {"public_id": concern.public_id, "number": world.expert_row.pk})
        ],
        "concerns:tell-step": [("", {"step": "kind"})],
        "concerns:publish": [("", {"public_id": world.concerns["public"].public_id})],
        "concerns:unpublish": [("", {"public_id": world.concerns["public"].public_id})],
        "concerns:answer": [("", {"public_id": world.concerns["concern"].public_id})],
        "meetings:detail": _each_meeting(world),
        "meeting-calendar": _each_meeting(world),
        "meetings:confirm": [("", {"public_id": world.meetings["waiting"].public_id})],
        "meetings:decline": [("", {"public_id": world.meetings["waiting"].public_id})],
        "meetings:other-times": [
            ("", {"public_id": world.meetings["waiting"].public_id})
        ],
        "meetings:withdraw-expert": [
            ("", {"public_id": meeting.public_id, "person": _person(world, "expert")})
        ],
        "communities:end-spokesperson": [
            ("", {"public_id": world.community.public_id, "person": person})
        ],
        "notifications:open": [("", {"public_id": world.notice.public_id})],
        "officer-photo": [("", {"path": "nobody.jpg"})],
        "regions:absence-cancel": [("", {"pk": world.absence.pk})],
        "region-page": [("", region)],
        "planning:units-map": [
            ("", {"on": f"{world.draft.units_on}", "stamp": "drawn-never"})
        ],
        "planning:link-end": [("", {"number": UnitLink.objects.get().pk})],
        **{name: [("", plan | more)] for name, more in _OF_A_PLAN.items()},
        "region-history": [("", region)],
        "community-page": [("", {"public_id": world.community.public_id})],
    }
    special |= _drawings_and_files(world)
    if name in special:
        return special[name]
    by_app = {
        "concerns": {"public_id": concern.public_id},
        "meetings": {"public_id": meeting.public_id},
        "communities": {"public_id": world.community.public_id},
        "regions": region,
        "planning": _of_planning(world, name.partition(":")[2]),
    }
    wanted = _wanted(name)
    given = by_app.get(name.partition(":")[0], {})
    if not given.keys() >= set(wanted):
        return []
    return [("", {key: given[key] for key in wanted})]


def _drawings_and_files(world: World) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    plan = {"public_id": world.draft.plan.public_id}
    run = plan | {"run_id": world.run.public_id}
    return {
        "planning:run": [("", run)],
        "planning:run-state": [("", run)],
        "planning:run-cancel": [("", run)],
        "planning:run-put-aside": [("", run)],
        "planning:forget-weights": [("", plan | {"pk": world.weight_set.pk})],
        "planning:export": [("", plan | {"what": "units.csv"})],
        "planning:prepare": [("", plan | {"file_format": "gpkg"})],
        "planning:download": [("", plan | {"file_id": world.plan_file.public_id})],
        "planning:import": [("", plan | {"import_id": world.plan_import.public_id})],
    }  # fmt: skip


def _each_meeting(world: World) -> list[tuple[str, dict[str, Any]]]:
    return [
        (label, {"public_id": row.public_id}) for label, row in world.meetings.items()
    ]


def _of_planning(world: World, page: str) -> dict[str, Any]:
    if page.startswith("consultation"):
        return {"public_id": world.consultation.public_id, "number": 3}
    comment = world.consultation.comments.order_by("pk")[0]
    return {
        "public_id": world.draft.plan.public_id,
        "number": world.link.pk if page.startswith("share-") else 1,
        "code": world.link_code,
        "consultation": world.consultation.public_id,
        "comment": comment.public_id,
    }


def _person(world: World, role: str) -> str:
    user = world.people[role]
    assert user is not None
    return user.public_id


def _wanted(name: str) -> list[str]:
    """Return which parts of an address are left open."""
    resolver = get_resolver()
    *namespaces, last = name.split(":")
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    possibilities = resolver.reverse_dict.getlist(last)
    return list(possibilities[0][0][0][1])
