"""Prepare a database of its own under var/bench, measure, print.

    python -m benchmarks [--fresh]

`--fresh` builds the database anew (its load time is one of the figures).
"""

import os
import shutil
import sys

from benchmarks.report import ROOT, machine_line

FOLDER = ROOT / "var" / "bench"


def main() -> None:
    """Run every measurement."""
    if "--fresh" in sys.argv:
        shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "static").mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "PORTAL_VAR": str(FOLDER),
        "PORTAL_PLAIN_HTTP": "1",
        "PORTAL_DEMO": "1",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "policing_portal.settings",
    }
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()

    from benchmarks import (
        cells,
        editing,
        growth,
        loading,
        memory,
        pages,
        planning_data,
        tallying,
    )

    sys.stdout.write(machine_line())
    loading.run()
    pages.run()
    planning_data.run()
    editing.run()
    memory.run()
    cells.run()
    tallying.run()
    growth.run()


if __name__ == "__main__":
    main()
