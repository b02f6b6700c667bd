"""What docker-compose.yml and the Dockerfile promise, read from the files: no Docker is needed."""

import re
from typing import Any

import pytest

from architecture.compose import compose_file, instructions, interpolated, services
from architecture.repository import ROOT
from bridge.settings import Settings
from eid_kit.http import serve

SERVICES = services({})
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
SITES = {"hospital": 8010, "university": 8011, "hotel": 8012, "clinic": 8013, "admissions": 8014}
PINNED = {"bridge": 8000, "vneid": 8001, "singpass": 8002, **SITES}
# The Compose file format as version 1.29 reads it, and of that what is in use here.
KEYS_OF_1_29 = {
    "build",
    "cap_drop",
    "command",
    "depends_on",
    "environment",
    "healthcheck",
    "image",
    "network_mode",
    "ports",
    "security_opt",
    "stop_grace_period",
    "stop_signal",
    "user",
    "volumes",
}

NESTED_KEYS_OF_1_29 = {
    "build": {"context", "args"},
    "healthcheck": {"test", "interval", "timeout", "retries", "start_period"},
    "depends_on": {"condition"},
}


def each(table: dict[str, dict[str, Any]] = SERVICES) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "service", [pytest.param(service, id=name) for name, service in table.items()]
    )


def test_the_whole_link_is_there() -> None:
    assert SERVICES.keys() == {"net", "ready", "database", *PINNED}


def test_all_share_one_network_namespace() -> None:
    # localhost:8000 must be the bridge for a browser, a mock and a partner alike: it is an issuer.
    modes = {name: service.get("network_mode") for name, service in SERVICES.items()}
    assert modes == {**dict.fromkeys(SERVICES, "service:net"), "net": None}


def test_ports_are_published_on_this_machine_alone_and_under_their_own_number() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"net": [f"127.0.0.1:{port}:{port}" for port in PINNED.values()]}


@pytest.mark.parametrize("name", PINNED)
def test_a_port_from_the_environment_moves_the_service_and_its_address(name: str) -> None:
    moved = services({f"{name.upper()}_PORT": "9999"})
    port = str(PINNED[name])
    assert port not in str({each: moved[each] for each in ("net", "ready", "bridge", "vneid", "singpass")})
    assert moved["database"] != SERVICES["database"], "it would stay behind in the namespace of the old `net`"


@each()
def test_a_health_check_asks_what_a_caller_would(service: dict[str, Any]) -> None:
    test = service["healthcheck"]["test"]
    if service.get("image") == "postgres:17":
        assert test[:2] == ["CMD", "pg_isready"]
        return
    assert test[:3] == ["CMD", "python", "-c"]
    assert "/healthz" in test[3] or "/readyz" in test[3]
    compile(test[3], "health check", "exec")
    assert {int(port) for port in test[4:]} <= set(PINNED.values())
    assert test[4:], "a check of no port cannot fail"


@pytest.mark.parametrize("name", PINNED)
def test_a_service_is_asked_on_its_own_port(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][4:] == [str(PINNED[name])]


@pytest.mark.parametrize("name", ["bridge", "vneid", "singpass"])
def test_what_can_say_whether_it_is_ready_is_asked_that(name: str) -> None:
    # The bridge answers before its database does, and would be called healthy without it.
    assert '"/readyz"' in SERVICES[name]["healthcheck"]["test"][3]


@pytest.mark.parametrize("name", ["bridge", "vneid", "singpass"])
def test_log_lines_in_containers_are_for_machines(name: str) -> None:
    assert SERVICES[name]["environment"][f"{name.upper()}_LOG_FORMAT"] == "json"


@pytest.mark.parametrize("name", ["net", "ready"])
def test_the_link_is_healthy_when_all_of_it_is(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][4:] == [str(port) for port in PINNED.values()]


def test_nothing_of_ours_runs_as_root() -> None:
    users = [rest for name, rest in instructions() if name == "USER"]
    assert users
    assert users[-1] not in ("root", "0")
    assert not [name for name, service in OURS.items() if "user" in service]
    assert SERVICES["net"]["user"].split(":")[0] not in ("root", "0")


@each({name: service for name, service in SERVICES.items() if name != "database"})
def test_no_service_can_gain_a_privilege(service: dict[str, Any]) -> None:
    # The database's image starts as root and changes to its own user, which takes capabilities.
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", ["database", *PINNED])
def test_state_is_in_a_volume_of_its_own(name: str) -> None:
    ((volume, _, path),) = (entry.partition(":") for entry in SERVICES[name]["volumes"])
    assert volume == name
    assert path == ("/var/lib/postgresql/data" if name == "database" else "/state")
    assert volume in compose_file({})["volumes"]


def test_every_folder_of_state_is_in_the_volume() -> None:
    folders = re.findall(r"\w+_DATA_DIR=(\S+)", " ".join(rest for name, rest in instructions()))
    assert len(folders) == len(PINNED)
    assert [folder for folder in folders if not folder.startswith("/state/")] == []


def test_the_bridge_is_a_sandbox_on_postgresql_that_waits_for_its_database() -> None:
    environment = SERVICES["bridge"]["environment"]
    assert environment["BRIDGE_SANDBOX"] == "true"
    assert environment["BRIDGE_DATABASE_URL"].startswith("postgresql+psycopg://bridge:")
    assert SERVICES["bridge"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert SERVICES["database"]["command"][1:] == ["-c", "listen_addresses=localhost"]


def test_the_front_page_leads_to_every_partner_site() -> None:
    given = SERVICES["bridge"]["environment"]["BRIDGE_PARTNER_SITES"]
    urls = {name: f"http://localhost:{port}" for name, port in SITES.items()}
    assert Settings(sandbox=True, partner_sites=given).partner_site_urls == urls


def test_images_are_named_without_a_host() -> None:
    named = {service["image"] for service in SERVICES.values() if "image" in service}
    named |= {rest for name, rest in instructions() if name == "FROM"}
    assert named == {"python:3.13-slim", "postgres:17"}


def test_only_what_compose_1_29_knows_is_used() -> None:
    for name in ("docker-compose.yml", "docker-compose.replicas.yml"):
        file = compose_file({}, name)
        assert {key for key in file if not key.startswith("x-")} <= {"services", "volumes"}
        for service in file["services"].values():
            assert service.keys() <= KEYS_OF_1_29
            for key, within in NESTED_KEYS_OF_1_29.items():
                for nested in nested_in(service, key):
                    assert nested.keys() <= within, key


def nested_in(service: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The mappings under a key of a service; of `depends_on` those of each service it names."""
    found = service.get(key, {})
    nested = list(found.values()) if key == "depends_on" and isinstance(found, dict) else [found]
    return [each for each in nested if isinstance(each, dict)]


@pytest.mark.parametrize(
    ("service", "key"),
    [
        pytest.param({"healthcheck": {"start_interval": "1s"}}, "healthcheck", id="of a health check"),
        pytest.param({"depends_on": {"a": {"required": False}}}, "depends_on", id="of what is waited for"),
        pytest.param({"build": {"dockerfile_inline": ""}}, "build", id="of the build"),
    ],
)
def test_a_newer_key_further_in_would_be_noticed(service: dict[str, Any], key: str) -> None:
    assert [each for each in nested_in(service, key) if not each.keys() <= NESTED_KEYS_OF_1_29[key]]


@each(OURS)
def test_a_service_has_longer_to_stop_than_it_waits_for_its_requests(service: dict[str, Any]) -> None:
    assert service["stop_grace_period"] == "20s"
    assert serve._GRACE_S < 20


def test_no_syntax_is_used_that_only_buildkit_knows() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert not re.search(r"^# *syntax=|--mount|--link|--chmod|--parents|<<", text, re.MULTILINE)


def test_packages_are_installed_by_their_hashes_from_wherever_the_installer_says() -> None:
    installs = [rest for name, rest in instructions() if name == "RUN" and "pip install" in rest]
    locked, project = installs
    assert "--require-hashes" in locked
    assert locked.endswith("-r requirements.lock")
    assert "--no-deps" in project
    assert "--no-build-isolation" in project
    assert ("ARG", "PIP_INDEX_URL") in instructions(), "an index has no default here: it is pip's"


def test_the_image_can_hold_nothing_but_what_is_named() -> None:
    # A key or a database in .local/ would otherwise travel with the image.
    patterns = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in patterns if line and not line.startswith("#")]
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {source for name, rest in instructions() if name == "COPY" for source in rest.split()[:-1]}
    assert rules[0] == "*"
    assert allowed == copied


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({}, "localhost:8000/x", id="unset"),
        pytest.param({"BRIDGE_PORT": ""}, "localhost:8000/x", id="empty"),
        pytest.param({"BRIDGE_PORT": "9000"}, "localhost:9000/x", id="set"),
    ],
)
def test_a_variable_is_replaced_as_compose_does(environment: dict[str, str], expected: str) -> None:
    assert interpolated("localhost:${BRIDGE_PORT:-8000}/x", environment) == expected
