"""Server time and queries of the pages, with all of Estonia and 20,000 concerns."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks.report import calibration_ms, median_ms, table
from communities.models import Community
from concerns.models import Concern
from demo.officers import administrator
from regions.models import Region
from regions.responsibility import responsible_for


@dataclass(frozen=True, slots=True)
class Page:
    """One address, who asks for it, and what it may take."""

    name: str
    path: str
    user: User | None = None
    aim_ms: float = 30
    aim_queries: int = 8


def run() -> None:
    """Measure every page and print the table."""
    settings.ALLOWED_HOSTS.append("testserver")
    loop = calibration_ms()
    rows = [_measured(page, loop) for page in pages()]
    table(
        f"Pages: median server time, whole stack ({Concern.objects.count()} concerns)",
        ["page", "status", "ms", "aim", "queries", "aim", "ratio to loop", "kB"],
        rows,
    )


def _measured(page: Page, loop: float) -> list[str]:
    client = Client()
    if page.user is not None:
        client.force_login(
            page.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    client.get(page.path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page.path)
        asked = len(queries)
    took = median_ms(lambda: client.get(page.path))
    size = len(response.content) / 1024
    return [
        page.name,
        str(response.status_code),
        f"{took:.1f}",
        f"{page.aim_ms:.0f}",
        str(asked),
        str(page.aim_queries),
        f"{took / loop:.2f}",
        f"{size:.0f}",
    ]


def pages() -> Iterator[Page]:
    """Yield what is measured, each with somebody who may see it."""
    today = timezone.localdate()
    concern = Concern.objects.open().order_by("-received_at")[0]
    officer = responsible_for(concern.unit, timezone.now()).officer.user
    region = Region.objects.public(today).order_by("pk")[0]
    community = Community.objects.order_by("pk")[0]
    speaker = community.spokespersons.order_by("pk")[0].user
    boss = administrator()
    search = reverse("regions:find")
    yield Page("home", "/et/")
    yield Page("find: one region", f"{search}?q=Ruhnu")
    yield Page("find: several regions", f"{search}?q=Mustamae")
    yield Page("regions, list and map", "/et/regions/")
    yield Page("region", region.get_absolute_url())
    yield Page("community", community.get_absolute_url())
    yield Page("communities", "/et/communities/")
    yield Page("meetings", "/et/meetings/")
    yield Page("good practice", "/et/good-practice/")
    yield Page("concern, as its officer", concern.get_absolute_url(), officer)
    yield Page("concerns, as an officer", "/et/concerns/", officer)
    yield Page("concerns, as a spokesperson", "/et/concerns/", speaker)
    yield Page("desk, as an officer", "/et/desk/", officer)
    yield Page("desk, as a spokesperson", "/et/desk/", speaker)
    yield Page("assignments, as administrator", "/et/regions/assignments/", boss)
    yield Page("inbox", "/et/notices/", officer)
    find = "/api/v1/find-my-officer"
    yield Page("JSON by point", f"{find}?lat=59.4&lon=24.68", aim_ms=3)
    yield Page("JSON by name", f"{find}?q=Ruhnu", aim_ms=20)
    yield Page("JSON by misspelt name", f"{find}?q=Mustmae", aim_ms=20)
    yield Page("JSON: nothing found", f"{find}?q=xqzwvbn", aim_ms=20)
    yield Page("map of all regions", "/api/v1/regions.geojson")
