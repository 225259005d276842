"""Server time of the workshop's editing page, with all of Estonia and 125 regions."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.report import calibration_ms, median_ms, table
from demo.officers import planner
from planning.actions.making import begin
from planning.models import Draft
from planning.unit_maps import file_of
from planning.workbench import bench_of
from regions.models import RegionPlan
from regions.unit_maps import draw_missing

_AIM_MS = 30
_UNITS = 12


def run() -> None:
    """Measure what a planner waits for, and print the table."""
    settings.ALLOWED_HOSTS.append("testserver")
    draft = _draft()
    desk = _Desk(draft)
    loop = calibration_ms()
    rows = [
        _measured(name, aim, ask, loop)
        for name, aim, ask in (
            ("preview of a stroke", _AIM_MS, desk.preview),
            ("move, there and back", _AIM_MS, desk.move),
            ("undo and redo", _AIM_MS, desk.step),
            ("changes: none", _AIM_MS, desk.changes),
            ("state of the plan", _AIM_MS, desk.state),
            ("problems, locks, journal", 60, desk.panels),
            ("the page", 120, desk.page),
        )
    ]
    table(
        f"Editing: median server time, whole stack ({draft.region_count} regions,"
        f" {_UNITS} units a stroke)",
        ["what", "ms", "aim", "queries", "ratio to loop", "kB"],
        rows,
    )
    _tell_map(draft)


def _draft() -> Draft:
    at = timezone.now()
    plan = RegionPlan.objects.in_force(timezone.localdate(at)).get()
    draft = begin(name="Mõõtmine", copy=plan, by=planner(), at=at)
    file_of(draft.units_on, at=at)
    draw_missing(at=at)
    return draft


@dataclass
class _Desk:
    """A planner at the editing page."""

    draft: Draft
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(
            planner(),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        bench = bench_of(self.draft)
        self._home, self._guest = _neighbours(bench.tally)
        inside = bench.tally.units(self._home)[:_UNITS]
        self._units = [bench.terrain.codes[k] for k in inside]
        self._turn = 0

    def preview(self) -> bytes:
        """Ask what a stroke would do."""
        return self._post("preview", self._guest)

    def move(self) -> bytes:
        """Move a stroke's units, every second time back."""
        self._turn += 1
        return self._post("move", self._guest if self._turn % 2 else self._home)

    def step(self) -> bytes:
        """Undo, every second time redo."""
        self._turn += 1
        name = "undo" if self._turn % 2 else "redo"
        return self._answer(
            self.client.post(f"{self._path(name)}?since={self._revision()}")
        )

    def changes(self) -> bytes:
        """Look whether somebody else has changed something."""
        path = f"{self._path('changes')}?since={self._revision()}"
        return self._answer(self.client.get(path))

    def state(self) -> bytes:
        """Load the plan."""
        return self._answer(self.client.get(self._path("edit-state")))

    def panels(self) -> bytes:
        """Load what stands beside the map."""
        return self._answer(self.client.get(self._path("edit-panels")))

    def page(self) -> bytes:
        """Open the page."""
        return self._answer(self.client.get(self._path("edit")))

    def _post(self, name: str, region: int) -> bytes:
        told = {
            "units": self._units,
            "region": region,
            "revision": self._revision(),
        }
        return self._answer(
            self.client.post(
                self._path(name), json.dumps(told), content_type="application/json"
            )
        )

    def _answer(self, response: Any) -> bytes:
        if response.status_code != 200:  # noqa: PLR2004 -- anything else measures nothing
            raise SystemExit(f"Editing answered {response.status_code}.")
        content: bytes = response.content
        return content

    def _path(self, name: str) -> str:
        return reverse(f"planning:{name}", args=[self.draft.plan.public_id])

    def _revision(self) -> int:
        rows = Draft.objects.filter(pk=self.draft.pk).values_list("revision", flat=True)
        return rows.get()


def _neighbours(tally: Any) -> tuple[int, int]:
    """Return a region of average size and one beside it."""
    for home in range(1, tally.regions + 1):
        units = tally.units(home)
        for guest in range(1, tally.regions + 1):
            enough = len(units) > 2 * _UNITS
            if guest != home and enough and any(tally.border(home, guest)):
                return home, guest
    raise SystemExit("No two regions have a common border.")


def _measured(
    name: str, aim: float, ask: Callable[[], bytes], loop: float
) -> list[str]:
    size = len(ask()) / 1024
    with CaptureQueriesContext(connection) as queries:
        ask()
        asked = len(queries)
    took = median_ms(ask, times=26, warm=4)
    return [
        name, f"{took:.1f}", f"{aim:.0f}", str(asked), f"{took / loop:.2f}",
        f"{size:.0f}",
    ]  # fmt: skip


def _tell_map(draft: Draft) -> None:
    file = file_of(draft.units_on, at=timezone.now())
    if file is None:
        raise SystemExit("The map of the units was not drawn.")
    table(
        "Map of all units, as it is sent",
        ["packed with", "kB", "aim"],
        [
            [coding or "nothing", f"{len(body) / 1000:.0f}", "400" if coding else "-"]
            for coding, body in file.body.items()
        ],
    )
