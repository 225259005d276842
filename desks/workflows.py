"""The state machines of all apps, as the page of documentation that shows them."""

from collections.abc import Mapping
from typing import Any, Final

from concerns.models import WORKFLOW as CONCERNS
from groundwork.workflows import Workflow
from meetings.models import WORKFLOW as MEETINGS
from planning.models import RUN_WORKFLOW
from regions.models import PLAN_WORKFLOW

WORKFLOWS: Final[Mapping[str, Workflow[Any]]] = {
    "Concern": CONCERNS,
    "Meeting": MEETINGS,
    "Region plan": PLAN_WORKFLOW,
    "Drawing of a plan": RUN_WORKFLOW,
}


def as_markdown() -> str:
    """Return `docs/workflows.md`."""
    parts = [
        "# Workflows\n",
        "Made from the transition tables in the code: `manage.py write_workflows`.\n",
    ]
    for title, workflow in WORKFLOWS.items():
        parts += [f"## {title}\n", f"```mermaid\n{workflow.as_mermaid()}\n```\n"]
    return "\n".join(parts)
