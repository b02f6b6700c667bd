"""What must be so before a mock serves a sign-in.

Its keys and clients were read at the start, or it did not start.
"""

from collections.abc import Callable

from eid_kit.http.readiness import NotReady, ReadinessCheck


def people_check(count: Callable[[], int]) -> ReadinessCheck:
    """The check that there is somebody who can sign in."""

    async def somebody_lives_here() -> str:
        living = count()
        if living == 0:
            raise NotReady("nobody lives in this simulator")
        return f"{living} people"

    return ReadinessCheck("people", somebody_lives_here)
