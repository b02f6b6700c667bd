"""The schema: which revision a database is at, whether it may be used, and bringing it up to date."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from bridge.adapters.sql.tables import meta, metadata

MIGRATIONS = Path(__file__).parent / "migrations"
_COMMAND = "eid-bridge db upgrade"

# Any constant serves: it only keeps two processes from changing the schema at the same moment.
_ADVISORY_LOCK = 0x766E7367
# Databases of the time before revisions say "1" in their `meta` and have the tables of this revision.
_UNNUMBERED, _UNNUMBERED_IS = "1", "0001"


class ForeignDatabase(Exception):
    """The database is not one that this program may use as it is; the message says what would help."""


class Standing(Enum):
    """How a database's schema stands to this program's."""

    EMPTY = "empty"
    CURRENT = "current"
    BEHIND = "behind"
    UNNUMBERED = "unnumbered"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"


# For the operator: how it stands, and what would help.
_SENTENCES = {
    Standing.EMPTY: "the database is empty; the bridge makes its tables at the first start",
    Standing.CURRENT: "the database is at schema revision {revision}, the newest",
    Standing.BEHIND: "the database is at schema revision {revision}, this program needs {head}; "
    f"run: {_COMMAND}",
    Standing.UNNUMBERED: "the database is of the time before schema revisions, this program needs {head}; "
    f"run: {_COMMAND}",
    Standing.UNKNOWN: "the database is at schema revision {revision}, which this program does not know: "
    "it belongs to a newer version or to another program",
    Standing.FOREIGN: "the database has tables of the same names that this program did not make; "
    "give the bridge a database of its own",
}


@dataclass(frozen=True, slots=True)
class Schema:
    """What a database is at (`revision`, None where nothing says so) and what this program needs (`head`)."""

    standing: Standing
    revision: str | None
    head: str

    @property
    def is_current(self) -> bool:
        return self.standing is Standing.CURRENT

    @property
    def origin(self) -> str:
        """Where an upgrade starts, in words."""
        if self.revision:
            return f"at schema revision {self.revision}"
        return "empty" if self.standing is Standing.EMPTY else "of the time before schema revisions"

    def __str__(self) -> str:
        return _SENTENCES[self.standing].format(revision=self.revision, head=self.head)


def newest_revision() -> str:
    """The revision that this program needs; its scripts are read once."""
    return _newest(MIGRATIONS)


@cache
def _newest(scripts: Path) -> str:
    return ScriptDirectory(str(scripts)).get_current_head() or ""


def found_revision(connection: Connection) -> str:
    """The revision that a database says it is at, or `none`."""
    return ", ".join(MigrationContext.configure(connection).get_current_heads()) or "none"


def schema_of(connection: Connection | None) -> Schema:
    """How a database stands; without a connection, one that does not exist yet."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    head = scripts.get_current_head() or ""
    found = MigrationContext.configure(connection).get_current_heads() if connection else ()
    if not found:
        return Schema(_unversioned(connection) if connection else Standing.EMPTY, None, head)
    revision = ", ".join(found)
    if revision == head:
        return Schema(Standing.CURRENT, revision, head)
    is_known = revision in {each.revision for each in scripts.walk_revisions()}
    return Schema(Standing.BEHIND if is_known else Standing.UNKNOWN, revision, head)


def _unversioned(connection: Connection) -> Standing:
    """Tables of others beside ours are none of our business; only our names must be free, or ours."""
    ours = metadata.tables.keys() & set(inspect(connection).get_table_names())
    if not ours:
        return Standing.EMPTY
    if meta.name not in ours:
        return Standing.FOREIGN
    version = connection.execute(select(meta.c.value).where(meta.c.name == "schema_version"))
    return Standing.UNNUMBERED if version.scalar_one_or_none() == _UNNUMBERED else Standing.FOREIGN


def lock(connection: Connection) -> None:
    """Lets nobody else change the schema until this transaction ends.

    SQLite needs nothing here: its writer holds the whole database from the start.
    """
    if connection.dialect.name != "postgresql":
        return
    # Another process's migration may take longer than a writer may usually wait for a lock. Once it is our
    # turn the usual bound holds again: what we alter must not queue up behind a running bridge for long.
    usual = connection.execute(text("SHOW lock_timeout")).scalar_one()
    _set_lock_timeout(connection, "60s")
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    _set_lock_timeout(connection, usual)


def _set_lock_timeout(connection: Connection, value: str) -> None:
    connection.execute(text("SELECT set_config('lock_timeout', :value, true)"), {"value": value})


def require_current(connection: Connection) -> None:
    """Makes the tables of an empty database, in which there is nothing to harm; raises `ForeignDatabase`
    for any other that is not at the newest revision: changing a schema that is in use is the operator's
    decision. The caller holds the `lock`.
    """
    schema = schema_of(connection)
    if schema.standing is Standing.EMPTY:
        _run_revisions(connection, schema)
    elif not schema.is_current:
        raise ForeignDatabase(str(schema))


def upgrade(connection: Connection) -> Schema:
    """Brings the database to the newest revision; how it stood before. Raises `ForeignDatabase`.

    The caller holds the `lock`. Nothing happens where nothing is due.
    """
    schema = schema_of(connection)
    if schema.standing in (Standing.UNKNOWN, Standing.FOREIGN):
        raise ForeignDatabase(str(schema))
    if not schema.is_current:
        _run_revisions(connection, schema)
    return schema


def _run_revisions(connection: Connection, schema: Schema) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    if schema.standing is Standing.UNNUMBERED:
        command.stamp(config, _UNNUMBERED_IS)
    command.upgrade(config, "head")
