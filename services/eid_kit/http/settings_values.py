"""What a setting may be, said once for every service: a value that cannot be stops the start."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from eid_kit.oauth import urls

_TARGET: Final = re.compile(r"(?:[a-z0-9._-]+|\[[0-9a-f:]+\]):([0-9]{1,5})")


def is_target(text: str) -> bool:
    """Tell whether ``text`` is host and port as the outbound client compares them."""
    match = _TARGET.fullmatch(text)
    return match is not None and 1 <= int(match[1]) <= 65535


def own_address(settings: Mapping[str, Any]) -> str:
    """Return where a service is reached that was told only its port: the default of its public URL."""
    return f"http://localhost:{settings['port']}"


def _targets(text: str) -> frozenset[str]:
    # One without its port would match nothing, and say nothing of it.
    found = [part for part in map(str.strip, text.split(",")) if part]
    if not all(map(is_target, found)):
        raise ValueError("must be host:port,… in lower case with the port of each, as in localhost:8010")
    return frozenset(found)


def _split(value: object) -> object:
    return _targets(value) if isinstance(value, str) else value


def _not_empty(value: object) -> object:
    if value == "":
        raise ValueError("must not be empty; leave it out for the default")
    return value


def _link(value: str) -> str:
    urls.split(value)
    return value


Port = Annotated[int, Field(ge=1, le=65535)]
PublicOrigin = Annotated[str, AfterValidator(urls.require_public_origin)]
Issuer = Annotated[str, AfterValidator(urls.require_issuer)]
OutboundAllow = Annotated[frozenset[str], NoDecode, BeforeValidator(_split)]
# A page links to it: a script must not get there.
Link = Annotated[str, AfterValidator(_link)]
# An empty one would be the folder that the service happens to be started in.
Folder = Annotated[Path, BeforeValidator(_not_empty)]
Secret = Annotated[str, Field(min_length=1)]
