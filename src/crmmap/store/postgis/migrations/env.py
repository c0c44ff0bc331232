"""How alembic changes the tables of a store; run by `crmmap.store.postgis.upgrading.upgrade`."""

from alembic import context

from crmmap.store.postgis.model import METADATA, SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table_schema=SCHEMA,
)
with context.begin_transaction():
    context.run_migrations()
