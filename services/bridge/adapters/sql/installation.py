"""The database's own facts: its installation, and the first signed head."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from bridge.adapters.sql.engines import database_url, looking_engine
from bridge.adapters.sql.log import HEAD_ID, head_values
from bridge.adapters.sql.rows import Rows
from bridge.adapters.sql.schema import ForeignDatabase, lock, require_current
from bridge.adapters.sql.tables import log_head, meta
from bridge.flows.ports import StoreUnavailable
from eid_kit.tlog import checkpoints, notes
from eid_kit.tlog.errors import NoteError
from eid_kit.tlog.frontier import Frontier


def is_empty(url: str) -> bool:
    """Whether no installation has ever used this database. Creates nothing, not even the file.

    Raises `UnsupportedDatabase`, or `StoreUnavailable` when the database cannot be reached.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return True
    engine = looking_engine(parsed)
    try:
        with engine.connect() as connection:
            return not inspect(connection).has_table(meta.name) or _fact(connection, "installation") is None
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"the database cannot be opened: {type(error).__name__}") from error
    finally:
        engine.dispose()


def prepare(
    engine: Engine, *, log_key: Ed25519PrivateKey, random_bytes: Callable[[int], bytes]
) -> notes.Signer:
    """Checks what is there, starts an installation where there is none, and returns the signer of its log.

    Raises `ForeignDatabase`: for a schema that is not this program's, or a log signed with another key.
    """
    with engine.begin() as connection:
        lock(connection)
        require_current(connection)
        installation = _fact(connection, "installation")
        if installation is None:
            return _install(connection, log_key, random_bytes(16).hex())
        signer = _signer(installation, log_key)
        _require_own(connection, signer)
        return signer


def _signer(installation: str, log_key: Ed25519PrivateKey) -> notes.Signer:
    # Not the public URL: that may change, and the identity of a log must not.
    return notes.Signer(f"vnsg-bridge.example/{installation}", log_key)


def _install(connection: Connection, log_key: Ed25519PrivateKey, installation: str) -> notes.Signer:
    rows, signer = Rows(connection, is_writable=True), _signer(installation, log_key)
    facts = {"installation": installation, "log_origin": signer.name}
    for name, value in facts.items():
        rows.insert(meta, {"name": name, "value": value})
    rows.insert(log_head, {"id": HEAD_ID, **head_values(Frontier(), signer)})
    return signer


def _require_own(connection: Connection, signer: notes.Signer) -> None:
    head = connection.execute(select(log_head.c.checkpoint)).one()
    try:
        checkpoints.verify(head.checkpoint, (signer.verifier(),), origin=signer.name)
    except NoteError:
        # Going on would sign the same log with two keys, and every witness would report a fork.
        raise ForeignDatabase("the log in the database was signed with another log key") from None


def _fact(connection: Connection, name: str) -> str | None:
    return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar_one_or_none()
