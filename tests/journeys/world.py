"""The whole link in one process, without sockets: three applications on one switchboard, one clock."""

import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from bridge.app import create_app
from bridge.domain.agreement import Agreement
from bridge.domain.audit_events import AuditEvent, parse_body
from bridge.settings import Settings as BridgeSettings
from bridge.world import World, open_world
from eid_cli.audit import verify_log
from eid_cli.log_checks import Verdict
from eid_cli.log_database import open_log
from eid_kit.http.outbound import Outbound
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.faults import Faults
from eid_sandbox.clients import singpass_apps, vneid_client, write_clients_file
from openapi_contract import Contract, require_kept
from singpass_mock.app import create_app as create_singpass
from singpass_mock.faults import SingpassFault
from singpass_mock.settings import SingpassSettings
from vneid_mock.app import create_app as create_vneid
from vneid_mock.faults import VneidFault
from vneid_mock.settings import Settings as VneidSettings

BRIDGE = "http://localhost:8000"
VNEID = "http://localhost:8001"
SINGPASS = "http://localhost:8002"
AGREEMENT = Path(__file__).parents[2] / "agreements" / "vn-sg.yaml"


_RECORD = (
    "SELECT id, state, version FROM transactions ORDER BY id",
    "SELECT secret_digest, hop FROM carriers ORDER BY secret_digest",
    "SELECT id, body FROM consents ORDER BY id",
    "SELECT token_digest FROM access_grants ORDER BY token_digest",
    "SELECT id, body FROM records ORDER BY id",
    "SELECT id, body FROM outbox ORDER BY id",
    "SELECT client_id, body FROM registrations ORDER BY client_id",
    "SELECT leaf_index FROM log_leaves ORDER BY leaf_index",
)


class Switchboard(httpx.AsyncBaseTransport):
    """Leads each address to its application. An exception that leaves an application fails the test, and so
    does an answer that the application's own OpenAPI document does not promise.
    """

    def __init__(self) -> None:
        self.lines: dict[str, httpx.ASGITransport] = {}
        self.contracts: dict[str, Contract] = {}

    def connect(self, url: str, app: Any) -> None:
        self.lines[urlsplit(url).netloc] = httpx.ASGITransport(app)

    def promise(self, url: str, app: Any) -> None:
        """Holds the answers from this address to the document of the application."""
        self.contracts[urlsplit(url).netloc] = _contract(url, app)

    def app_at(self, url: str) -> Any:
        """The application behind an address."""
        return self.lines[urlsplit(url).netloc].app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        line = self.lines.get(request.url.netloc.decode())
        if line is None:
            raise httpx.ConnectError(f"nothing answers at {request.url.host}", request=request)
        response = await line.handle_async_request(request)
        if contract := self.contracts.get(request.url.netloc.decode()):
            response.request = request
            await response.aread()
            require_kept(contract, response)
        return response


@dataclass(frozen=True, slots=True)
class Link:
    """The running link, and what a test may reach into."""

    settings: BridgeSettings
    world: World
    switchboard: Switchboard
    clock: MovableClock
    vneid_faults: Faults
    singpass_faults: Faults

    def client(self) -> httpx.AsyncClient:
        """A browser's or a partner's connection: cookies of its own, redirects left to the test."""
        return httpx.AsyncClient(transport=self.switchboard, trust_env=False)

    def connect(self, url: str, app: Any) -> None:
        """Puts another application on the switchboard."""
        self.switchboard.connect(url, app)

    def verdict(self) -> Verdict:
        """The whole log checked again from its first entry."""
        return verify_log(self.settings.database, self.settings.data_dir / "keys" / "log.jwk")

    def put_in_force(self, agreement: Agreement) -> None:
        """Another agreement than the database's, for whatever is decided next."""
        treaty = self.world.treaty
        treaty._held = replace(treaty._held, agreement=agreement)

    def log(self) -> list[AuditEvent]:
        """Every entry so far, read past the bridge."""
        with open_log(self.settings.database) as database:
            return [parse_body(entry.body or b"") for entry in database.entries()]

    def count(self, table: str) -> int:
        """How many rows a table holds."""
        with closing(self._database()) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.settings.data_dir / 'bridge.sqlite3'}?mode=ro", uri=True)

    def record(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row that a step may change; one-time claims and expiry aside."""
        with closing(self._database()) as database:
            return {query: database.execute(query).fetchall() for query in _RECORD}

    async def person(self, mock: str, person_id: str) -> dict[str, Any]:
        """One person of a mock, as its controls show them."""
        async with self.client() as client:
            return dict((await client.get(f"{mock}/sim/people/{person_id}")).json())

    async def put_person(self, mock: str, person_id: str, document: Mapping[str, Any]) -> None:
        """Creates or replaces a person."""
        async with self.client() as client:
            response = await client.put(f"{mock}/sim/people/{person_id}", json=dict(document))
            assert response.status_code == 200, response.text

    async def close(self) -> None:
        await self.world.close()


def open_link(folder: Path, **settings: Any) -> Link:
    """The link with its state in `folder`; a second call on the same folder is a restart."""
    clock, switchboard = MovableClock(), Switchboard()
    usual: dict[str, Any] = {"agreement_file": AGREEMENT, "sandbox": True}
    bridge = BridgeSettings(
        public_url=BRIDGE,
        data_dir=folder / "bridge",
        vneid_issuer=VNEID,
        singpass_issuer=f"{SINGPASS}/fapi",
        **usual | settings,
    )
    outbound = Outbound(transport=switchboard)
    world = open_world(bridge, outbound=outbound, now=clock.now, random_bytes=secrets.token_bytes)
    _bring_keys(folder)
    vneid_faults, singpass_faults = Faults(VneidFault), Faults(SingpassFault)
    switchboard.connect(bridge.public_url, create_app(bridge, world))
    switchboard.connect(VNEID, _vneid(folder, bridge, switchboard, clock, faults=vneid_faults))
    switchboard.connect(
        SINGPASS, _singpass(folder, bridge, world, switchboard, clock=clock, faults=singpass_faults)
    )
    for url in (bridge.public_url, VNEID, SINGPASS):
        switchboard.promise(url, switchboard.app_at(url))
    _keep_keys(folder)
    return Link(bridge, world, switchboard, clock, vneid_faults, singpass_faults)


_contracts: dict[tuple[str, int], Contract] = {}


def _contract(address: str, app: Any) -> Contract:
    """Made once, since making a document costs more than a journey: two links at the same addresses differ in
    theirs only where one offers what the other does not, as a sandbox does.
    """
    offered = (address, len(app.routes))
    if offered not in _contracts:
        _contracts[offered] = Contract(app.openapi())
    return _contracts[offered]


_mocks_keys: dict[Path, bytes] = {}


def _bring_keys(folder: Path) -> None:
    """The mocks' keys of an earlier link: making them anew, RSA among them, takes longer than a journey."""
    for path, content in _mocks_keys.items():
        target = folder / path
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(0o600)


def _keep_keys(folder: Path) -> None:
    for mock in ("vneid", "singpass"):
        for path in (folder / mock / "keys").iterdir():
            _mocks_keys.setdefault(path.relative_to(folder), path.read_bytes())


def whole_link(data_dir: Path) -> Iterator[Link]:
    """A link for as long as a fixture of it lives."""
    link = open_link(data_dir)
    yield link
    # Closing waits for nothing of a loop: the ledger has its own threads, the transports are in memory.
    link.world.ledger._shut()


@asynccontextmanager
async def opened(folder: Path, **options: Any) -> AsyncIterator[Link]:
    """The link for a while; its whole log must be sound when it closes."""
    link = open_link(folder, **options)
    try:
        yield link
        require_sound(link)
    finally:
        await link.close()


def require_sound(link: Link) -> None:
    """Every leaf, body, consent order, root and signature."""
    verdict = link.verdict()
    assert verdict.is_sound, verdict.faults


def _vneid(
    folder: Path, bridge: BridgeSettings, switchboard: Switchboard, clock: MovableClock, *, faults: Faults
) -> Any:
    clients = folder / "vneid" / "clients.yaml"
    write_clients_file(clients, [vneid_client(bridge.public_url, bridge.vneid_client_id)], None)
    settings = VneidSettings(public_url=VNEID, data_dir=folder / "vneid", clients_file=clients)
    return create_vneid(
        settings,
        clock=clock,
        faults=faults,
        random_bytes=secrets.token_bytes,
        outbound=Outbound(transport=switchboard),
    )


def _singpass(
    folder: Path,
    bridge: BridgeSettings,
    world: World,
    switchboard: Switchboard,
    *,
    clock: MovableClock,
    faults: Faults,
) -> Any:
    clients = folder / "singpass" / "clients.yaml"
    apps = singpass_apps(bridge.public_url, bridge.singpass_client_prefix, world.agreement)
    write_clients_file(clients, apps, None)
    settings = SingpassSettings(public_url=SINGPASS, data_dir=folder / "singpass", clients_file=clients)
    return create_singpass(
        settings,
        clock=clock,
        faults=faults,
        random_bytes=secrets.token_bytes,
        outbound=Outbound(transport=switchboard),
    )
