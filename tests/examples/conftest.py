"""A running link for the examples, which know it by its addresses alone."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from running_link import ROOT, Addresses, free_ports, running_link

# The examples are programs beside the product, not part of what is installed.
sys.path.append(str(ROOT))


@pytest.fixture(scope="session")
def link(tmp_path_factory: pytest.TempPathFactory, node_port: int) -> Iterator[Addresses]:
    with running_link(tmp_path_factory.mktemp("link"), allow=f"localhost:{node_port}") as addresses:
        yield addresses


@pytest.fixture(scope="session")
def node_port() -> int:
    """Where the hospital in JavaScript is going to answer: the bridge must be allowed to call it there."""
    (port,) = free_ports(1)
    return port


@pytest.fixture(scope="session")
def examples() -> Path:
    return ROOT / "examples"
