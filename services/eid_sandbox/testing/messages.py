"""What the three services were asked, as a list to assert on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Service(StrEnum):
    """The three services of the link."""

    BRIDGE = "bridge"
    VNEID = "vneid"
    SINGPASS = "singpass"


@dataclass(frozen=True, slots=True)
class Message:
    """One request and how it was answered.

    Codes, tokens, assertions and proofs are `sha256:` and 12 hex digits: two messages that carried the same
    secret show the same digest. `answer` is what a refusal said (`error`, `reason`, …) or where a redirect
    led (`location`, and the parameters of its query); it is empty for any other answer.
    """

    service: Service
    at: datetime
    method: str
    path: str
    status: int
    parameters: Mapping[str, list[str]]
    authorization: str | None
    dpop: str | None
    answer: Mapping[str, str]


def message_of(document: Mapping[str, Any]) -> Message:
    """A message from the JSON of the controls."""
    return Message(
        service=Service(document["service"]),
        at=datetime.fromisoformat(document["at"]),
        method=document["method"],
        path=document["path"],
        status=document["status"],
        parameters=document["parameters"],
        authorization=document["authorization"],
        dpop=document["dpop"],
        answer=document["answer"],
    )
