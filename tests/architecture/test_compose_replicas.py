"""What docker-compose.replicas.yml lays over the compose file, read from the files: no Docker is needed."""

from typing import Any

import pytest

from architecture.compose import merged_services, services

LAID_OVER = merged_services({}, "docker-compose.replicas.yml")
BRIDGE, OTHER, PROXY = (LAID_OVER[name] for name in ("bridge", "bridge-2", "proxy"))
ALONE = services({})["bridge"]
OWN = {"BRIDGE_PORT", "BRIDGE_HOST"}


def _bridge_settings(service: dict[str, Any]) -> dict[str, str]:
    settings: dict[str, str] = service["environment"]
    return {name: value for name, value in settings.items() if name.startswith("BRIDGE_")}


def test_everything_else_is_as_without_replicas() -> None:
    rest = {
        name: service for name, service in LAID_OVER.items() if name not in ("bridge-2", "proxy", "bridge")
    }
    assert rest == {name: service for name, service in services({}).items() if name != "bridge"}


@pytest.mark.parametrize("replica", [BRIDGE, OTHER], ids=["first", "second"])
def test_a_replica_differs_from_the_one_bridge_in_its_address_alone(replica: dict[str, Any]) -> None:
    settings, alone = _bridge_settings(replica), _bridge_settings(ALONE)
    assert {name: settings[name] for name in settings.keys() - OWN} == {
        name: alone[name] for name in alone.keys() - OWN
    }
    assert replica["volumes"] == ALONE["volumes"], (
        "replicas with keys of their own deny each other's journeys"
    )
    for name in ("command", "network_mode", "cap_drop", "security_opt", "stop_grace_period", "depends_on"):
        assert replica[name] == ALONE[name]


def test_the_proxy_alone_answers_on_the_public_port_and_leads_to_both() -> None:
    ports = {replica["environment"]["BRIDGE_PORT"] for replica in (BRIDGE, OTHER)}
    assert len(ports | {"8000"}) == 3
    configuration = PROXY["environment"]["PROXY"]
    assert "listen 8000;" in configuration
    for port in ports:
        assert f"server 127.0.0.1:{port};" in configuration
    for replica in (BRIDGE, OTHER):
        assert replica["environment"]["BRIDGE_HOST"] == "127.0.0.1"


def test_the_proxy_is_confined_and_writes_no_address_down() -> None:
    assert PROXY["user"].split(":")[0] not in ("root", "0")
    assert (PROXY["cap_drop"], PROXY["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert PROXY["network_mode"] == "service:net"
    assert "access_log off;" in PROXY["environment"]["PROXY"]


def test_a_moved_port_moves_the_proxy_and_what_the_replicas_are_called() -> None:
    moved = merged_services({"BRIDGE_PORT": "9999"}, "docker-compose.replicas.yml")
    assert "listen 9999;" in moved["proxy"]["environment"]["PROXY"]
    for name in ("bridge", "bridge-2"):
        assert moved[name]["environment"]["BRIDGE_PUBLIC_URL"] == "http://localhost:9999"
        assert moved[name]["environment"]["BRIDGE_PORT"] != "9999"


@pytest.mark.parametrize("service", [BRIDGE, OTHER, PROXY], ids=["first", "second", "proxy"])
def test_each_has_a_health_check(service: dict[str, Any]) -> None:
    assert "/readyz" in str(service["healthcheck"]["test"])
