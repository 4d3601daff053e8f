"""Alembic's entry: revisions run over the connection that backend/storage/migrate.py hands in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=False)

with context.begin_transaction():
    context.run_migrations()
