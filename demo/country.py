"""The real country, and invented police stations in it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from demo.progress import Report
from regions.actions import adopt, draw_plan
from regions.gazetteer import load as load_units
from regions.gazetteer import read_gazetteer
from regions.models import Prefecture, Station

REGIONS: Final = 125
ADOPTED_BEFORE: Final = timedelta(days=430)


class StationSeed(NamedTuple):
    """An invented station: prefecture, name, where it stands."""

    prefecture: str
    name: str
    lat: float
    lon: float


STATIONS: Final[Sequence[StationSeed]] = (
    StationSeed("Põhja", "Kesklinna politseijaoskond", 59.434, 24.750),
    StationSeed("Põhja", "Lasnamäe politseijaoskond", 59.441, 24.850),
    StationSeed("Põhja", "Mustamäe politseijaoskond", 59.401, 24.682),
    StationSeed("Põhja", "Põhja-Tallinna politseijaoskond", 59.447, 24.705),
    StationSeed("Põhja", "Haabersti politseijaoskond", 59.415, 24.640),
    StationSeed("Põhja", "Nõmme politseijaoskond", 59.376, 24.680),
    StationSeed("Põhja", "Pirita ja Viimsi politseijaoskond", 59.490, 24.850),
    StationSeed("Põhja", "Keila politseijaoskond", 59.303, 24.413),
    StationSeed("Põhja", "Saue politseijaoskond", 59.322, 24.553),
    StationSeed("Põhja", "Rae politseijaoskond", 59.350, 24.950),
    StationSeed("Põhja", "Kuusalu politseijaoskond", 59.440, 25.440),
    StationSeed("Põhja", "Kose politseijaoskond", 59.187, 25.160),
    StationSeed("Ida", "Narva politseijaoskond", 59.377, 28.190),
    StationSeed("Ida", "Jõhvi politseijaoskond", 59.359, 27.421),
    StationSeed("Ida", "Kohtla-Järve politseijaoskond", 59.400, 27.280),
    StationSeed("Ida", "Rakvere politseijaoskond", 59.346, 26.355),
    StationSeed("Ida", "Tapa politseijaoskond", 59.260, 25.960),
    StationSeed("Lõuna", "Tartu kesklinna politseijaoskond", 58.378, 26.729),
    StationSeed("Lõuna", "Tartu maakonna politseijaoskond", 58.350, 26.650),
    StationSeed("Lõuna", "Jõgeva politseijaoskond", 58.747, 26.394),
    StationSeed("Lõuna", "Viljandi politseijaoskond", 58.364, 25.590),
    StationSeed("Lõuna", "Valga politseijaoskond", 57.778, 26.047),
    StationSeed("Lõuna", "Võru politseijaoskond", 57.834, 27.019),
    StationSeed("Lõuna", "Põlva politseijaoskond", 58.060, 27.069),
    StationSeed("Lääne", "Pärnu politseijaoskond", 58.385, 24.497),
    StationSeed("Lääne", "Põhja-Pärnumaa politseijaoskond", 58.610, 24.500),
    StationSeed("Lääne", "Haapsalu politseijaoskond", 58.943, 23.541),
    StationSeed("Lääne", "Kuressaare politseijaoskond", 58.253, 22.485),
    StationSeed("Lääne", "Kärdla politseijaoskond", 58.998, 22.749),
    StationSeed("Lääne", "Rapla politseijaoskond", 59.007, 24.793),
    StationSeed("Lääne", "Paide politseijaoskond", 58.885, 25.557),
)


def load(*, at: datetime, report: Report) -> None:
    """Load all settlement units from the gazetteer."""
    load_units(read_gazetteer(), at=at, tell=lambda _what: report(0, 1))


@transaction.atomic
def draw(*, by: User, seed: int, at: datetime, report: Report) -> None:
    """Found the invented stations, draw the regions and put the plan in force."""
    for row in STATIONS:
        slug = slugify(row.name)
        Station.objects.create(
            slug=slug,
            name=row.name,
            prefecture=Prefecture.objects.get(name__startswith=row.prefecture),
            phone="+372 612 3000",
            email=f"{slug}@politsei.example",
            lat=row.lat,
            lon=row.lon,
        )
    then = at - ADOPTED_BEFORE
    plan = draw_plan(
        regions=REGIONS,
        seed=seed,
        preset="whole",
        name="Piirkondade jaotus",
        by=by,
        at=at,
        tell=lambda done, total, _what: report(done, total),
    )
    adopt(plan, then.date(), by=by, at=then)
