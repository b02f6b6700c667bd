"""docker-compose.yml and the Dockerfile as their tests read them: interpolated, and as data."""

import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML

from architecture.repository import ROOT

_VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")
_ENV = re.compile(r"(\w+)=(\S+)")


def interpolated(text: str, environment: Mapping[str, str]) -> str:
    """`${NAME:-default}` as Compose replaces it: the default also for an empty value."""
    return _VARIABLE.sub(lambda match: environment.get(match[1]) or match[2], text)


def compose_file(environment: Mapping[str, str]) -> dict[str, Any]:
    """The whole file as data."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe").load(interpolated(text, environment))
    return loaded


def services(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Each service by its name."""
    found: dict[str, dict[str, Any]] = compose_file(environment)["services"]
    return found


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, one line each."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def image_environment() -> dict[str, str]:
    """What the image sets for whatever runs in it."""
    return dict(_ENV.findall(" ".join(rest for name, rest in instructions() if name == "ENV")))
