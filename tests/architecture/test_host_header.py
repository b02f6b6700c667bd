"""No address is made of what a client says in Host: the public URL is configured."""

import ast

import pytest

from architecture.repository import ROOT, SERVICES, files

# What Starlette makes of the Host header.
OF_THE_HOST = frozenset({"base_url", "url_for", "url_path_for"})
# Each with its reason; there is no silent exception.
MAY_READ_HOST = {
    "services/eid_kit/simulator/control.py": "asks whether it is reached from this machine",
    "services/eid_kit/http/outbound_client.py": "its requests are those that it sends",
    "services/eid_cli/doctor_settings.py": "a setting of that name",
}


def uses(source: str) -> set[str]:
    """The names in a program that give it an address made of the Host header."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in OF_THE_HOST:
            found.add(node.attr)
        if isinstance(node, ast.Attribute) and node.attr == "url" and ast.unparse(node.value) == "request":
            found.add("request.url")
        if isinstance(node, ast.Constant) and str(node.value).lower() in (
            "host",
            "x-forwarded-host",
            "forwarded",
        ):
            found.add("the header")
    return found


def test_nothing_asks_the_host_header_for_an_address() -> None:
    found = {
        str(path.relative_to(ROOT)): used
        for path in files(SERVICES, suffix=".py")
        if (used := uses(path.read_text(encoding="utf-8")))
    }
    assert set(found) == set(MAY_READ_HOST), found


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("link = request.base_url", id="the base URL"),
        pytest.param("link = request.url_for('page')", id="a URL for a route"),
        pytest.param("link = str(request.url)", id="the request's own URL"),
        pytest.param("host = request.headers['host']", id="the header itself"),
        pytest.param("host = request.headers.get('X-Forwarded-Host')", id="what a proxy says"),
    ],
)
def test_each_way_of_asking_is_found(source: str) -> None:
    assert uses(source)
