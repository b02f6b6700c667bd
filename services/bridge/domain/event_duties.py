"""What a recipient must do about data whose consent ended, and by when: of both countries, the stricter."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done by an aware time, on a basis modelled on both countries' law."""

    by: datetime
    basis: str


# Nghị định 356/2025 art 5 counts 15 days to stop and 20 to delete; the PDPA says as soon as reasonable (s 16)
# and as soon as the purpose is no longer served (s 25). A number of days is the stricter of the two.
STOP_DAYS: Final = 15
ERASE_DAYS: Final = 20
_STOP: Final = (timedelta(days=STOP_DAYS), "NĐ 356/2025 art 5; PDPA s 16")
_ERASE: Final = (timedelta(days=ERASE_DAYS), "NĐ 356/2025 art 5; PDPA s 25")


def stop(ended_at: datetime) -> Duty:
    """No further use for the purpose."""
    return Duty(ended_at + _STOP[0], _STOP[1])


def erase(ended_at: datetime) -> Duty:
    """Nothing of it left with the recipient, or with whoever it was passed on to."""
    return Duty(ended_at + _ERASE[0], _ERASE[1])
