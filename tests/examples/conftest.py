"""A running link for the examples, which know it by its addresses alone."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from running_link import ROOT, Addresses, running_link

# The examples are programs beside the product, not part of what is installed.
sys.path.append(str(ROOT))


@pytest.fixture(scope="session")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    with running_link(tmp_path_factory.mktemp("link")) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def examples() -> Path:
    return ROOT / "examples"
