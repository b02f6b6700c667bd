"""Settings, from the environment with the prefix `SINGPASS_`. Each is described in docs/settings.md."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from eid_kit.http.log_lines import LogFormat
from eid_kit.http.settings_values import Folder, OutboundAllow, Port, PublicOrigin, Secret, own_address


class SingpassSettings(BaseSettings):
    """What an operator may choose. `public_url` is the base; the issuer is `{public_url}/fapi`."""

    model_config = SettingsConfigDict(env_prefix="SINGPASS_", frozen=True, extra="forbid")

    port: Port = 8002  # before the address, which follows it
    public_url: PublicOrigin = Field(default_factory=own_address)
    host: str = "127.0.0.1"
    data_dir: Folder = Path(".local/singpass")
    clients_file: Path | None = None
    outbound_allow: OutboundAllow = frozenset()
    sim_token: Secret | None = None
    log_format: LogFormat = "text"

    @property
    def issuer(self) -> str:
        """The FAPI issuer."""
        return f"{self.public_url}/fapi"
