"""What Alembic runs the revisions in: the connection of the caller, inside the caller's transaction.

All revisions that are due become durable together with whatever else the caller does, or not at all. SQLite
can do that as well as PostgreSQL, since our transactions begin explicitly (bridge.adapters.sql.engines).
"""

from alembic import context

from bridge.adapters.sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
