"""The pytest fixtures. pytest loads this module wherever the product is installed, so it imports nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from eid_sandbox.testing import RunningLink

_ALLOWED = "vnsg_outbound_allow"


def pytest_addoption(parser: pytest.Parser) -> None:
    """One setting, for the ini file."""
    parser.addini(
        _ALLOWED,
        "host:port on this machine that the bridge under test may fetch from, such as that of a jwks_uri",
        type="args",
        default=[],
    )


@pytest.fixture(scope="session")
def vnsg_running_link(request: pytest.FixtureRequest) -> "Iterator[RunningLink]":
    """The bridge between VNeID and Singpass, with both mocks, in a process of its own for the whole run."""
    # Not at the top: a test run that asks for no link must not pay for one.
    from eid_sandbox.testing import running_link  # noqa: PLC0415

    with running_link(outbound_allow=request.config.getini(_ALLOWED)) as link:
        yield link


@pytest.fixture
def vnsg_link(vnsg_running_link: "RunningLink") -> "RunningLink":
    """That link as at its start: the machine's time, no faults, no messages yet."""
    vnsg_running_link.reset()
    return vnsg_running_link
