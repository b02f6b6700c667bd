"""The bridge's settings, from `BRIDGE_*` environment variables. docs/settings.md lists every one."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from eid_kit.http.log_lines import LogFormat

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(BaseSettings):
    """Everything that may differ between installations. A wrong value is an error at start, never ignored."""

    model_config = SettingsConfigDict(env_prefix="BRIDGE_", frozen=True)

    public_url: str = "http://localhost:8000"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    data_dir: Path = Path(".local/bridge")
    database_url: str | None = None
    agreement_file: Path = Path("agreements/vn-sg.yaml")
    party_keys: Path | None = None
    partners_file: Path | None = None
    partner_sites: str = ""
    sandbox: bool = False
    outbound_allow: str = ""
    dpop_nonce: bool = True
    vneid_issuer: str = "http://localhost:8001"
    vneid_client_id: str = "vnsg-bridge"
    singpass_issuer: str = "http://localhost:8002/fapi"
    # A longer one would leave no room for what tells one purpose's app from another's.
    singpass_client_prefix: Annotated[str, Field(max_length=22)] = "vnsgbridge"
    vneid_journey_url: str | None = None
    singpass_journey_url: str | None = None
    log_format: LogFormat = "text"
    drain_seconds: Annotated[float, Field(ge=0, le=300)] = 0

    @field_validator("public_url", "vneid_issuer", "singpass_issuer")
    @classmethod
    def _is_an_issuer(cls, value: str) -> str:
        """RFC 8414 section 2: https, no query, no fragment; plain http on loopback only."""
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be an absolute http(s) URL without query or fragment")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ValueError("plain http is for loopback only; use an https URL behind a TLS proxy")
        if value.endswith("/"):
            raise ValueError("must not end in a slash: issuers are compared character by character")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        """Cookie paths and the Origin of our forms begin at the root of this address."""
        parts = urlsplit(value)
        if parts.path or "@" in parts.netloc:
            raise ValueError("must be scheme, host and port alone, without a path or a user name")
        return value

    @field_validator("partner_sites")
    @classmethod
    def _leads_to_sites(cls, value: str) -> str:
        """The front page links to them: an address that is none, or a script, must not get there."""
        for name, url in _pairs(value):
            parts = urlsplit(url)
            if not name or parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError("must be name=url,… with absolute http(s) URLs")
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
    def outbound_allowlist(self) -> frozenset[str]:
        """`host:port` pairs of private addresses that may be called, from a comma-separated list."""
        return frozenset(item.strip() for item in self.outbound_allow.split(",") if item.strip())

    @property
    def partner_site_urls(self) -> dict[str, str]:
        """Partner sites a visitor can go to, by name, in the order they were given."""
        return dict(_pairs(self.partner_sites))


def _pairs(text: str) -> list[tuple[str, str]]:
    """`name=value,…`"""
    pairs = (item.partition("=") for item in text.split(",") if item.strip())
    return [(name.strip(), value.strip()) for name, _, value in pairs]
