import pytest
from django.utils import translation

from concerns.models import WORKFLOW, Status
from groundwork.errors import WrongStateError
from regions.models import PLAN_WORKFLOW


def test_require_lets_a_known_step_pass() -> None:
    WORKFLOW.require(Status.RECEIVED, Status.READ)


def test_require_refuses_an_unknown_step_and_names_both_states() -> None:
    with translation.override("en"), pytest.raises(WrongStateError) as refusal:
        WORKFLOW.require(Status.DONE, Status.READ)
    assert "“done”" in str(refusal.value)
    assert "“read”" in str(refusal.value)


def test_next_offers_the_steps_in_the_order_of_the_enum() -> None:
    assert WORKFLOW.next(Status.HANDED_OVER) == [
        Status.IN_WORK,
        Status.WAITING,
        Status.DONE,
        Status.NOT_POSSIBLE,
    ]


def test_the_diagram_starts_at_the_first_state() -> None:
    assert "[*] --> RECEIVED" in WORKFLOW.as_mermaid()


def test_the_diagram_names_the_condition_of_a_step() -> None:
    diagram = PLAN_WORKFLOW.as_mermaid()
    assert "ADOPTED --> DRAFT: withdrawn before its day" in diagram
    assert "DRAFT --> ADOPTED\n" in diagram
