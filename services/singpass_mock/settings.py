"""Settings, from the environment with the prefix `SINGPASS_`. Each is described in docs/settings.md."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from eid_kit.http.log_lines import LogFormat
from eid_kit.oauth import urls


class SingpassSettings(BaseSettings):
    """What an operator may choose. `public_url` is the base; the issuer is `{public_url}/fapi`."""

    model_config = SettingsConfigDict(env_prefix="SINGPASS_", frozen=True, extra="forbid")

    public_url: Annotated[str, AfterValidator(urls.require_public_origin)] = "http://localhost:8002"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8002
    data_dir: Path = Path(".local/singpass")
    clients_file: Path | None = None
    outbound_allow: Annotated[frozenset[str], NoDecode] = frozenset()
    sim_token: str | None = None
    log_format: LogFormat = "text"

    @property
    def issuer(self) -> str:
        """The FAPI issuer."""
        return f"{self.public_url}/fapi"

    @field_validator("outbound_allow", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """`host:port,host:port` as written in the environment."""
        if isinstance(value, str):
            return frozenset(part.strip() for part in value.split(",") if part.strip())
        return value
