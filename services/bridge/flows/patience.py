"""How long one request may wait for the database in all: each of its steps waits out of the same time."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Waiting:
    """The waiting of one request: the most there may be of it, and how much there was so far, in seconds."""

    most_s: float = math.inf
    so_far_s: float = 0


_of_request: ContextVar[Waiting | None] = ContextVar("waiting_of_request", default=None)


@contextmanager
def one_patience(most_s: float = math.inf) -> Iterator[None]:
    """Around a request. `most_s` where it would rather go without the database than wait long for it."""
    token = _of_request.set(Waiting(most_s))
    try:
        yield
    finally:
        _of_request.reset(token)


def waiting() -> Waiting:
    """That of the request being answered; outside of one, such as while purging, each step has its own."""
    return _of_request.get() or Waiting()
