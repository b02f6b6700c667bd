"""What the doctor says of an installation: each thing looked at, and how to mend what is wrong."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """A fault will stop a journey, or has already; a warning may, or cannot be known from here."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `why` says what goes wrong, `mend` what to do; both are empty where all is well.

    None of them may hold a secret: what is found is pasted into tickets.
    """

    check: str
    severity: Severity
    what: str
    why: str = ""
    mend: str = ""


def fine(check: str, what: str) -> Finding:
    return Finding(check, Severity.OK, what)


def warning(check: str, what: str, *, why: str, mend: str) -> Finding:
    return Finding(check, Severity.WARNING, what, why, mend)


def fault(check: str, what: str, *, why: str, mend: str) -> Finding:
    return Finding(check, Severity.FAULT, what, why, mend)
