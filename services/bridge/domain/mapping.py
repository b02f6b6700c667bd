"""One mapped value: the claim, where it came from, and how faithful the passage was."""

from dataclasses import dataclass
from enum import StrEnum


class Quality(StrEnum):
    """`lossy` loses detail on the way, `derived` is computed, `unavailable` means the source has none."""

    EXACT = "exact"
    DERIVED = "derived"
    LOSSY = "lossy"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Mapped:
    """`value` is JSON data, `None` exactly when `unavailable`; `source` is the field's own name."""

    claim: str
    value: object
    quality: Quality
    source: str

    @property
    def available(self) -> bool:
        """Whether there is a value to show, consent to and release."""
        return self.quality is not Quality.UNAVAILABLE


def unavailable(claim: str, source: str) -> Mapped:
    """The source has no such value, or not in a form that may cross."""
    return Mapped(claim, None, Quality.UNAVAILABLE, source)
