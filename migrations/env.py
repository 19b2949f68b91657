"""How Alembic reaches the database: with the application's own engine and metadata."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.extensions import db


def plain_type(kind: str, column_type: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types by what they store, so that a migration outlives the class."""
    if kind == "type" and isinstance(column_type, sa.types.TypeDecorator):
        return f"sa.{column_type.impl_instance!r}"
    return False


def run() -> None:
    """Migrate in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=plain_type,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
