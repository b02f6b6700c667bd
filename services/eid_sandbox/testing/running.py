"""A running link as a test sees it, and the context manager that runs one."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from eid_sandbox.testing.citizens import Citizen
from eid_sandbox.testing.control_client import ControlClient, send
from eid_sandbox.testing.messages import Message, Service, message_of
from eid_sandbox.testing.personas import Persona
from eid_sandbox.testing.process import clean_environment, isolated_python, started

_STARTS_WITHIN_S = 60


class RegistrationRefused(Exception):
    """The bridge refused the metadata; `body` is its error (RFC 7591 section 3.2.2)."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__(f"{body.get('error')}: {body.get('error_description')}")
        self.body = body


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of the link: of the bridge and both mocks together. Your own process keeps its own."""

    control: ControlClient

    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.fromisoformat(self.control.ask("GET", "/clock")["now"])

    def advance(self, by: timedelta | float) -> datetime:
        """Moves the time by a while, or by seconds; answers what it is then. Raises `ControlRefused`."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return self._move({"advance_seconds": seconds})

    def set(self, moment: datetime) -> datetime:
        """Makes it `moment`, which needs a time zone. Raises `ControlRefused`."""
        return self._move({"now": moment.isoformat()})

    def reset(self) -> datetime:
        """Back to the machine's time."""
        return self._move({"reset": True})

    def _move(self, body: Mapping[str, Any]) -> datetime:
        return datetime.fromisoformat(self.control.ask("PUT", "/clock", body)["now"])


@dataclass(frozen=True, slots=True)
class Faults:
    """The ways one identity provider can be told to misbehave. The bridge has none."""

    control: ControlClient
    provider: Service

    def set(self, *names: str) -> None:
        """Switches on exactly these; none without a name. Raises `ControlRefused`, naming those there are."""
        self.control.ask("PUT", f"/faults/{self.provider}", {"active": list(names)})

    def active(self) -> tuple[str, ...]:
        """Those switched on."""
        return tuple(self._shown()["active"])

    def known(self) -> Mapping[str, str]:
        """Every name, and what it does."""
        known: dict[str, str] = self._shown()["known"]
        return known

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.control.ask("GET", f"/faults/{self.provider}")
        return shown


@dataclass(frozen=True, slots=True)
class RunningLink:
    """The bridge and both identity providers. `issuer` is the bridge's; discovery is below it.

    `vneid` and `singpass` are the addresses of the mocks, where their front pages and `/sim` controls are.
    """

    issuer: str
    vneid: str
    singpass: str
    control: ControlClient

    @property
    def clock(self) -> Clock:
        """The time of all three services."""
        return Clock(self.control)

    @property
    def vneid_faults(self) -> Faults:
        """What the VNeID mock is told to get wrong."""
        return Faults(self.control, Service.VNEID)

    @property
    def singpass_faults(self) -> Faults:
        """What the Singpass mock is told to get wrong."""
        return Faults(self.control, Service.SINGPASS)

    def citizen(self, person: Persona | str) -> Citizen:
        """Somebody who signs in and decides; a persona, or the id of a person you put into a mock."""
        return Citizen(self.control, str(person))

    def register(self, metadata: Mapping[str, Any]) -> str:
        """Registers a partner by RFC 7591 metadata, its keys included; answers the `client_id`.

        Raises `RegistrationRefused`.
        """
        answer = send("POST", f"{self.issuer}/oauth/register", metadata)
        if answer.status != 201:
            raise RegistrationRefused(answer.body)
        return str(answer.body["client_id"])

    def messages(
        self, service: Service | str | None = None, *, method: str | None = None, path: str | None = None
    ) -> list[Message]:
        """What the services were asked since the last reset (500 each), in the order in which it came.

        At the bridge these come from partners, browsers and mocks; at a mock from browsers and the bridge.
        """
        seen = [message_of(document) for document in self.control.ask("GET", "/messages")["messages"]]
        wanted: Sequence[tuple[Callable[[Message], str], str | None]] = (
            (lambda message: message.service, service),
            (lambda message: message.method, method),
            (lambda message: message.path, path),
        )
        return [
            message for message in seen if all(value is None or of(message) == value for of, value in wanted)
        ]

    def reset(self) -> None:
        """The machine's time again, no faults, no messages. Registrations and people stay as they are."""
        self.control.ask("POST", "/reset")


@contextmanager
def running_link(
    *, outbound_allow: Sequence[str] = (), starts_within_s: float = _STARTS_WITHIN_S
) -> Iterator[RunningLink]:
    """A link of your own on free ports, with fresh keys and an empty database, until the block ends.

    `outbound_allow` are `host:port` of addresses on this machine that the bridge may fetch from, such as that
    of your `jwks_uri`. Raises `LinkDidNotStart`, or at the end `LinkEnded`, with what the process wrote.
    """
    with started(
        isolated_python("eid_sandbox.testing", *outbound_allow),
        environment=clean_environment(),
        folder=Path(tempfile.gettempdir()),
        is_ready=lambda line: line.startswith("{"),
        within_s=starts_within_s,
    ) as line:
        told: dict[str, str] = json.loads(line)
        control = ControlClient(told["control"], told["token"])
        yield RunningLink(told["issuer"], told["vneid"], told["singpass"], control)
