"""The settings of the environment as the services would read them, and the variables that none reads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from eid_cli.doctor_findings import Finding, fault, fine, warning
from eid_kit.http.settings_faults import unknown_settings
from eid_kit.oauth import urls

# tests/cli holds this table to the services' own settings.
SETTINGS: Final[Mapping[str, Collection[str]]] = {
    "BRIDGE_": (
        "public_url", "host", "port", "data_dir", "database_url", "agreement_file", "party_keys",
        "partners_file",
        "sandbox", "outbound_allow", "partner_sites", "dpop_nonce", "vneid_issuer", "vneid_client_id",
        "singpass_issuer", "singpass_client_prefix", "vneid_journey_url", "singpass_journey_url",
        "log_format", "drain_seconds",
    ),
    "VNEID_": (
        "public_url", "host", "port", "data_dir", "clients_file", "outbound_allow", "sim_token", "log_format",
    ),
    "SINGPASS_": (
        "public_url", "host", "port", "data_dir", "clients_file", "outbound_allow", "sim_token", "log_format",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Installation:
    """What the doctor looks at. Built by `read`; the defaults are those of docs/settings.md."""

    public_url: str
    host: str
    port: int
    data_dir: Path
    database_url: str
    agreement_file: Path
    vneid_issuer: str
    vneid_client_id: str
    singpass_issuer: str
    singpass_client_prefix: str

    @property
    def keys(self) -> Path:
        """The key folder."""
        return self.data_dir / "keys"


def read(environment: Mapping[str, str]) -> Installation:
    """The installation that the environment describes. Raises `ValueError` for a port that is no number."""

    def setting(name: str, default: str) -> str:
        return environment.get(f"BRIDGE_{name}") or default

    data_dir = Path(setting("DATA_DIR", ".local/bridge"))
    port = int(setting("PORT", "8000"))
    return Installation(
        public_url=environment.get("BRIDGE_PUBLIC_URL", f"http://localhost:{port}"),
        host=setting("HOST", "127.0.0.1"),
        port=port,
        data_dir=data_dir,
        database_url=setting("DATABASE_URL", f"sqlite:///{data_dir / 'bridge.sqlite3'}"),
        agreement_file=Path(setting("AGREEMENT_FILE", "agreements/vn-sg.yaml")),
        vneid_issuer=setting("VNEID_ISSUER", "http://localhost:8001"),
        vneid_client_id=setting("VNEID_CLIENT_ID", "vnsg-bridge"),
        singpass_issuer=setting("SINGPASS_ISSUER", "http://localhost:8002/fapi"),
        singpass_client_prefix=setting("SINGPASS_CLIENT_PREFIX", "vnsgbridge"),
    )


def check_settings(environment: Mapping[str, str]) -> list[Finding]:
    """Variables that no service reads, and a public address that cannot be one."""
    sentences = [
        sentence
        for prefix, known in SETTINGS.items()
        for sentence in unknown_settings(environment, prefix=prefix, known=known)
    ]
    found = [_unread(sentence) for sentence in sentences]
    return found or [fine("settings", "every variable that looks like a setting is one")]


def _unread(sentence: str) -> Finding:
    what, _, advice = sentence.partition("; ")
    return warning(
        "settings",
        what,
        why="the setting that was meant keeps its default, and nothing else says so",
        mend=advice[0].upper() + advice[1:],
    )


def check_public_url(installation: Installation) -> list[Finding]:
    """BRIDGE_PUBLIC_URL by itself, before anybody is asked."""
    url = installation.public_url
    try:
        urls.require_public_origin(url)
    except ValueError as error:
        return [
            fault(
                "public URL",
                f"BRIDGE_PUBLIC_URL cannot be an issuer: {error}",
                why="the bridge refuses to start with it",
                mend="Set it to what browsers and partners type, such as https://bridge.example",
            )
        ]
    port = urlsplit(url).port
    if urlsplit(url).scheme == "http" and port != installation.port:
        return [
            warning(
                "public URL",
                f"{url} names port {port or 80}, but BRIDGE_PORT is {installation.port}",
                why="without a proxy between the two, nobody finds the bridge at its own address",
                mend="Change one of them, or leave it so when something forwards the one to the other",
            )
        ]
    return [fine("public URL", url)]
