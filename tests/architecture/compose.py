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


def compose_file(environment: Mapping[str, str], name: str = "docker-compose.yml") -> dict[str, Any]:
    """The whole file as data."""
    text = (ROOT / name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe").load(interpolated(text, environment))
    return loaded


def services(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Each service by its name."""
    found: dict[str, dict[str, Any]] = compose_file(environment)["services"]
    return found


def merged_services(environment: Mapping[str, str], name: str) -> dict[str, dict[str, Any]]:
    """Each service once the file `name` is laid over the compose file: of a service that both have, mappings
    are joined and everything else is replaced, which is what Compose does with the keys in use here.
    """
    laid_over: dict[str, dict[str, Any]] = compose_file(environment, name)["services"]
    below = services(environment)
    return below | {each: _joined(below.get(each, {}), changes) for each, changes in laid_over.items()}


def _joined(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **below,
        **{
            key: {**below[key], **value} if isinstance(value, dict) and key in below else value
            for key, value in above.items()
        },
    }


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, one line each."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def image_environment() -> dict[str, str]:
    """What the image sets for whatever runs in it."""
    return dict(_ENV.findall(" ".join(rest for name, rest in instructions() if name == "ENV")))
