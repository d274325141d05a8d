"""Run by Alembic: applies migrations over the connection that `ivr.storage.upgrade` opened."""

from alembic import context

from ivr.storage.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
