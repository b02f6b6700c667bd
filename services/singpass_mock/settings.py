"""Settings, from the environment with the prefix `SINGPASS_`. Each is described in docs/settings.md."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class SingpassSettings(BaseSettings):
    """What an operator may choose. `public_url` is the base; the issuer is `{public_url}/fapi`."""

    model_config = SettingsConfigDict(env_prefix="SINGPASS_", frozen=True, extra="forbid")

    public_url: str = "http://localhost:8002"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8002
    data_dir: Path = Path(".local/singpass")
    clients_file: Path | None = None
    outbound_allow: Annotated[frozenset[str], NoDecode] = frozenset()
    sim_token: str | None = None

    @property
    def issuer(self) -> str:
        """The FAPI issuer."""
        return f"{self.public_url}/fapi"

    @field_validator("public_url")
    @classmethod
    def _require_base_url(cls, value: str) -> str:
        base = value.rstrip("/")
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be an http or https URL without query or fragment")
        return base

    @field_validator("outbound_allow", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """`host:port,host:port` as written in the environment."""
        if isinstance(value, str):
            return frozenset(part.strip() for part in value.split(",") if part.strip())
        return value
