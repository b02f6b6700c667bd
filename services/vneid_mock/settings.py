"""Settings, from the environment: `VNEID_…`. Each is explained in docs/vneid-mock.md."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from eid_kit.http.log_lines import LogFormat
from eid_kit.oauth import urls


class Settings(BaseSettings):
    """What this mock is told from outside."""

    model_config = SettingsConfigDict(env_prefix="VNEID_", extra="forbid", frozen=True)

    public_url: Annotated[str, AfterValidator(urls.require_public_origin)] = "http://localhost:8001"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8001
    data_dir: Path = Path(".local/vneid")
    clients_file: Path | None = None
    outbound_allow: str = ""
    sim_token: Annotated[str, Field(min_length=1)] | None = None
    log_format: LogFormat = "text"

    @property
    def allowed_targets(self) -> frozenset[str]:
        """`host:port` of the private addresses that may be fetched from."""
        return frozenset(target.strip() for target in self.outbound_allow.split(",") if target.strip())
