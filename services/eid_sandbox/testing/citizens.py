"""A citizen at a browser, from the test's side."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from eid_sandbox.testing.control_client import ControlClient


class CitizenStopped(Exception):
    """The citizen could not go on. The message says why; `page` is the text of the page before them."""

    def __init__(self, complaint: str, *, page: str) -> None:
        super().__init__(f"{complaint}\n{page}".strip())
        self.page = page


@dataclass(frozen=True, slots=True)
class Arrival:
    """The redirect back to the partner, which nobody has followed: give it to your app.

    `url` is where the browser was sent, and `parameters` its query: `code`, `state` and `iss`, or `error` and
    the rest. `read` is the text of the last page of the bridge that the citizen saw: the consent page, or the
    page that explains a refusal. `offered` are the optional attributes that the consent page had a box for.
    """

    url: str
    parameters: Mapping[str, str]
    read: str
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citizen:
    """One person of the simulator. Each call is one journey, in a browser that nobody has used before."""

    control: ControlClient
    person: str

    def approve(self, authorization_url: str, *, optional: Collection[str] = ()) -> Arrival:
        """Signs in, reads, ticks the `optional` attributes and agrees. Raises `CitizenStopped`.

        Where the rules refuse the person there is nothing to agree to: the citizen reads why, goes back, and
        the arrival carries the error.
        """
        return self._visit(authorization_url, "approve", optional)

    def deny(self, authorization_url: str) -> Arrival:
        """Signs in, reads, and does not agree. Raises `CitizenStopped`."""
        return self._visit(authorization_url, "deny", ())

    def refuse_sign_in(self, authorization_url: str) -> Arrival:
        """Refuses already at the identity provider. Raises `CitizenStopped`."""
        return self._visit(authorization_url, "refuse_sign_in", ())

    def _visit(self, url: str, answer: str, optional: Collection[str]) -> Arrival:
        plan = {"person": self.person, "url": url, "answer": answer, "optional": sorted(optional)}
        seen: dict[str, Any] = self.control.ask("POST", "/visits", plan)
        if "stopped" in seen:
            raise CitizenStopped(seen["stopped"], page=seen["read"])
        return Arrival(seen["url"], seen["parameters"], seen["read"], tuple(seen["offered"]))
