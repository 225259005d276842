"""Answers to "may they?" that carry their reason.

One rule serves three callers: a template hides the button (`{% if may_confirm %}`),
a view explains (`may_confirm.reason`), an action refuses (`.require()`).
"""

from dataclasses import dataclass

from groundwork.errors import NotAllowedError


@dataclass(frozen=True, slots=True)
class Verdict:
    """True when allowed; otherwise false, with the reason in the person's language."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Do nothing when allowed.

        Raises:
            NotAllowedError: with the reason, when not.
        """
        if not self.allowed:
            raise NotAllowedError(self.reason)


ALLOWED = Verdict(allowed=True)


def denied(reason: str) -> Verdict:
    """Return a no with its reason."""
    return Verdict(allowed=False, reason=reason)


def allowed_if(condition: object, reason: str) -> Verdict:
    """Return a yes when `condition` holds, else a no with `reason`."""
    return ALLOWED if condition else denied(reason)
