"""How Alembic sees the tables: every room's models, on the connection that was opened for it."""

from alembic import context
from sqlmodel import SQLModel

import deliberation.models

assert deliberation.models.ROOMS
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
