"""State machines as tables: which state may follow which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from groundwork.errors import WrongStateError

StateT = TypeVar("StateT", bound=TextChoices)


@dataclass(frozen=True, slots=True)
class Workflow(Generic[StateT]):
    """For each state, the states that may come next. States without any are ends.

    `conditions` says in a few words what else a step wants; the action looks after it.
    """

    first: StateT
    steps: Mapping[StateT, frozenset[StateT]]
    conditions: Mapping[tuple[StateT, StateT], str] = field(default_factory=dict)

    def next(self, current: StateT) -> list[StateT]:
        """Return what may follow `current`, in the order the enum names them."""
        return [state for state in self.steps if state in self.steps[current]]

    def allows(self, current: StateT, target: StateT) -> bool:
        """Test whether `target` may follow `current`."""
        return target in self.steps[current]

    def require(self, current: StateT, target: StateT) -> None:
        """Do nothing when `target` may follow `current`.

        Raises:
            WrongStateError: when it may not.
        """
        if not self.allows(current, target):
            raise WrongStateError(
                _("Its state is “%(current)s” now, so it cannot become “%(target)s”.")
                % {"current": current.label, "target": target.label}
            )

    def ends(self) -> list[StateT]:
        """Return the states that nothing follows."""
        return [state for state, following in self.steps.items() if not following]

    def as_mermaid(self) -> str:
        """Return the table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first.value}"]
        for state in self.steps:
            lines += [self._line(state, following) for following in self.next(state)]
        lines += [f"    {state.value} --> [*]" for state in self.ends()]
        return "\n".join(lines)

    def _line(self, state: StateT, following: StateT) -> str:
        condition = self.conditions.get((state, following))
        step = f"    {state.value} --> {following.value}"
        return f"{step}: {condition}" if condition else step
