"""The bridge's settings, from `BRIDGE_*` environment variables. docs/settings.md lists every one."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from eid_kit.http.log_lines import LogFormat
from eid_kit.http.settings_values import Folder, Issuer, Link, OutboundAllow, Port, PublicOrigin, own_address
from eid_kit.oauth import urls


class Settings(BaseSettings):
    """Everything that may differ between installations. A wrong value is an error at start, never ignored."""

    model_config = SettingsConfigDict(env_prefix="BRIDGE_", frozen=True)

    port: Port = 8000  # before the address, which follows it
    public_url: PublicOrigin = Field(default_factory=own_address)
    host: str = "127.0.0.1"
    data_dir: Folder = Path(".local/bridge")
    database_url: str | None = None
    agreement_file: Path = Path("agreements/vn-sg.yaml")
    party_keys: Path | None = None
    partners_file: Path | None = None
    partner_sites: str = ""
    sandbox: bool = False
    outbound_allow: OutboundAllow = frozenset()
    dpop_nonce: bool = True
    vneid_issuer: Issuer = "http://localhost:8001"
    vneid_client_id: str = "vnsg-bridge"
    singpass_issuer: Issuer = "http://localhost:8002/fapi"
    # A longer one would leave no room for what tells one purpose's app from another's.
    singpass_client_prefix: Annotated[str, Field(max_length=22)] = "vnsgbridge"
    vneid_journey_url: Link | None = None
    singpass_journey_url: Link | None = None
    log_format: LogFormat = "text"
    drain_seconds: Annotated[float, Field(ge=0, le=300)] = 0

    @field_validator("partner_sites")
    @classmethod
    def _leads_to_sites(cls, value: str) -> str:
        """The front page links to them: an address that is none, or a script, must not get there."""
        for name, url in _pairs(value):
            try:
                urls.split(url)
            except ValueError as error:
                raise ValueError(f"must be name=url,…: {error}") from error
            if not name:
                raise ValueError("must be name=url,…, each with its name")
        return value

    @model_validator(mode="after")
    def _agreement_may_be_unsigned(self) -> Self:
        if not self.sandbox and self.party_keys is None:
            raise ValueError(
                "BRIDGE_SANDBOX is off, so the agreement must be signed: BRIDGE_PARTY_KEYS names the public "
                "keys of its two parties; or set BRIDGE_SANDBOX=true to run an unsigned one in a sandbox"
            )
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy URL; a SQLite file in the data folder unless `BRIDGE_DATABASE_URL` is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'bridge.sqlite3'}"

    @property
    def is_https(self) -> bool:
        """Whether cookies may be `Secure`."""
        return self.public_url.startswith("https://")

    @property
    def partner_site_urls(self) -> dict[str, str]:
        """Partner sites a visitor can go to, by name, in the order they were given."""
        return dict(_pairs(self.partner_sites))


def _pairs(text: str) -> list[tuple[str, str]]:
    """`name=value,…`"""
    pairs = (item.partition("=") for item in text.split(",") if item.strip())
    return [(name.strip(), value.strip()) for name, _, value in pairs]
