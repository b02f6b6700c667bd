"""An endpoint's demands as one visible, ordered tuple of named checks."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

Subject = TypeVar("Subject")

Check: TypeAlias = Callable[[Subject], None]
"""Returns when its demand is met; raises an ``OAuthError`` when it is not."""


def run_checks(checks: tuple[Check[Subject], ...], subject: Subject) -> None:
    """Run the checks in the order in which they are written; the first unmet demand is the answer."""
    for check in checks:
        check(subject)
