"""The extensions, made once and bound to the application in `create_app`; and how transactions begin."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import has_request_context, request
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from app.columns import UTC

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
READING = "reading"  # execution option of a connection that is only read from, outside of requests


class Base(so.DeclarativeBase):
    """Typed models with named constraints, which batch migrations on SQLite need."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    registry = so.registry(metadata=metadata, type_annotation_map={dt.datetime: UTC, str: sa.Text})


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def fetch(rows: Any, **values: Any) -> Sequence[Any]:
    """Return rows of columns, straight from the connection: no objects, so none of the ORM's work for them.

    `values` are those of the statement's named parameters. What the session has not flushed yet is not seen.
    """
    return db.session.connection().execute(rows, values).all()


babel = Babel()
compress = Compress()
csrf = CSRFProtect()
login_manager = LoginManager()


@sa.event.listens_for(sa.engine.Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    """Make SQLite durable (FULL), patient (10 s) and strict (foreign keys); leave BEGIN to us."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=10000", "synchronous=FULL"):
        connection.execute("PRAGMA " + pragma)


@sa.event.listens_for(sa.engine.Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    """Take SQLite's write lock at once unless all is only read: a late upgrade of the lock fails."""
    if connection.dialect.name != "sqlite":
        return
    reading = READING in connection.get_execution_options() or (
        has_request_context() and request.method in SAFE_METHODS
    )
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
