"""The three services and their documents."""

from collections.abc import Iterator
from typing import Any

import pytest

from journeys.world import BRIDGE, SINGPASS, VNEID, Link, open_link

SERVICES = {"bridge": BRIDGE, "vneid": VNEID, "singpass": SINGPASS}


@pytest.fixture(scope="session")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """One link for all of these tests: none of them counts what others leave behind."""
    link = open_link(tmp_path_factory.mktemp("openapi"))
    yield link
    link.world.ledger._shut()


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def app(link: Link, service: str) -> Any:
    """The application of the service."""
    return link.switchboard.app_at(SERVICES[service])


@pytest.fixture
def document(app: Any) -> dict[str, Any]:
    """What `/openapi.json` answers."""
    return dict(app.openapi())
