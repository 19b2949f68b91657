"""How Alembic reaches the database: with the application's own engine and metadata."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def unreferenced(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite build a table anew to which others point: it drops the old one, which their foreign keys forbid.

    The switch works only outside a transaction, so it goes past SQLAlchemy, which would begin one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    database: Any = connection.connection.dbapi_connection
    database.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        database.execute("PRAGMA foreign_keys=ON")


def expect_whole(connection: sa.Connection) -> None:
    """Take everything back where a row points to nothing."""
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"rows that point to nothing: {broken[:5]}")


def run() -> None:
    """Migrate in one transaction."""
    with db.engine.connect() as connection, unreferenced(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=plain_type,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                expect_whole(connection)


run()
