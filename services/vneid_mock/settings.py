"""Settings, from the environment: `VNEID_…`. Each is explained in docs/vneid-mock.md."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from eid_kit.http.log_lines import LogFormat
from eid_kit.http.settings_values import Folder, OutboundAllow, Port, PublicOrigin, Secret, own_address


class Settings(BaseSettings):
    """What this mock is told from outside."""

    model_config = SettingsConfigDict(env_prefix="VNEID_", extra="forbid", frozen=True)

    port: Port = 8001  # before the address, which follows it
    public_url: PublicOrigin = Field(default_factory=own_address)
    host: str = "127.0.0.1"
    data_dir: Folder = Path(".local/vneid")
    clients_file: Path | None = None
    outbound_allow: OutboundAllow = frozenset()
    sim_token: Secret | None = None
    log_format: LogFormat = "text"
