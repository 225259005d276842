import pytest
from django.utils import translation

from concerns.models import WORKFLOW, Status
from groundwork.errors import WrongStateError


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
