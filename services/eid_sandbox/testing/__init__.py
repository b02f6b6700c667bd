"""The test kit: the whole link in a process of its own, for the test suite of somebody's integration.

Owns    `running_link` and what it gives a test: addresses, registration, scripted citizens, the clock,
        faults and the messages of all three services; the process behind it and the controls between.
Not     a way round anything: a citizen here presses the buttons of the real pages; no consent is inserted.
        The pytest fixtures are in `eid_sandbox.pytest_plugin`, which pytest loads everywhere: it is small.
Spec    docs/testing.md.

A partner's process imports this package and the standard library, nothing else of ours: their folder may hold
a module of any name.
"""

from eid_sandbox.testing.citizens import Arrival, Citizen, CitizenStopped
from eid_sandbox.testing.control_client import ControlRefused
from eid_sandbox.testing.messages import Message, Service
from eid_sandbox.testing.personas import Persona
from eid_sandbox.testing.process import LinkDidNotStart, LinkEnded
from eid_sandbox.testing.running import Clock, Faults, RegistrationRefused, RunningLink, running_link

__all__ = [
    "Arrival",
    "Citizen",
    "CitizenStopped",
    "Clock",
    "ControlRefused",
    "Faults",
    "LinkDidNotStart",
    "LinkEnded",
    "Message",
    "Persona",
    "RegistrationRefused",
    "RunningLink",
    "Service",
    "running_link",
]
