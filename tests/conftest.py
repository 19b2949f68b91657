"""One migrated database per test process: SQLite in a file, or PostgreSQL when TEST_DATABASE_URL names a server."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import Migrate, upgrade

from app import create_app
from app.accounts import service
from app.extensions import db
from tests.browser import Browser
from tests.factories import Cast, make_cast

SERVER = os.environ.get("TEST_DATABASE_URL", "")
Rows = list[tuple[sa.Table, list[dict[str, Any]]]]
SHIPPED: Rows = []  # what the migrations put into an empty database, in the order that foreign keys allow


@sa.event.listens_for(sa.engine.Engine, "connect")
def _hurry(connection: Any, _record: Any) -> None:
    """No test's SQLite outlives a power cut, so none waits for the disk."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    """The application on a freshly migrated database."""
    folder = tmp_path_factory.mktemp("database")
    url = _fresh_database(worker_id) if SERVER else f"sqlite:///{folder / 'test.sqlite3'}"
    service.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    service._decoy.cache_clear()
    app = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": url,
            "TESTING": False,
            "SECRET_KEY": "tests only",
            "FILES_FOLDER": str(folder / "files"),
        }
    )
    Migrate(app, db, directory="migrations", render_as_batch=True)
    with app.app_context():
        upgrade()
        SHIPPED[:] = [(table, rows) for table, rows in _all_rows() if rows]
        db.session.remove()
        db.engine.dispose()
    _spare_the_collector()
    if not SERVER:
        shutil.copy(folder / "test.sqlite3", folder / "empty.sqlite3")
    yield app
    with app.app_context():
        db.engine.dispose()


def _spare_the_collector() -> None:
    """The modules and the application stay to the end: to look through them for garbage took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _fresh_database(worker_id: str) -> str:
    name = f"sinergi_test_{worker_id}"
    base = sa.make_url(SERVER)
    engine = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return base.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(autouse=True)
def clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give each test that uses the application an empty database and an application context."""
    if "app" not in request.fixturenames and "browser" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.app_context():
        _empty(app)
        yield
        db.session.remove()


def _empty(app: Flask) -> None:
    if SERVER:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _delete_all(connection)
        return
    db.engine.dispose()
    path = Path(db.engine.url.database or "")
    for leftover in path.parent.glob(path.name + "-*"):
        leftover.unlink()
    shutil.copy(path.parent / "empty.sqlite3", path)


def _delete_all(connection: sa.Connection) -> None:
    """Delete what is there, and begin to count anew: a superuser in a quarter of the time of truncating it all."""
    names = [table.name for table in db.metadata.sorted_tables]
    if connection.scalar(sa.text("SELECT current_setting('is_superuser')")) != "on":
        every = ", ".join(f'"{name}"' for name in names)
        connection.execute(sa.text(f"TRUNCATE {every} RESTART IDENTITY CASCADE"))
        return
    shipped = {table.name: len(rows) for table, rows in SHIPPED}
    some = " UNION ALL ".join(_touched(name, shipped.get(name)) for name in names)
    full = connection.scalars(sa.text(some)).all()
    deletes = [f'DELETE FROM "{name}"' for name in full]  # noqa: S608
    for statement in (NO_TRIGGERS, *deletes, RESTART, "RESET session_replication_role"):
        connection.execute(sa.text(statement))
    for table, rows in SHIPPED:
        if table.name in full:
            connection.execute(sa.insert(table), rows)
        connection.execute(sa.select(sa.func.setval(f"{table.name}_id_seq", len(rows))))
    if full:  # so that rows lie in the order in which a test writes them
        connection.execute(sa.text("VACUUM " + ", ".join(f'"{name}"' for name in full)))


def _touched(name: str, shipped: int | None) -> str:
    """Ask whether a test left rows, or touched those that are there from the start: whose transaction is the oldest."""
    if shipped is None:
        return f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")"  # noqa: S608
    same = f'SELECT count(*) = {shipped} AND count(DISTINCT xmin::text) = 1 FROM "{name}"'  # noqa: S608
    return f"SELECT '{name}' WHERE NOT ({same})"


NO_TRIGGERS = "SET session_replication_role = replica"  # and no foreign keys
RESTART = """SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE last_value IS NOT NULL"""


@pytest.fixture(scope="session")
def cast_once(app: Flask) -> tuple[Cast, Rows]:
    """The cast, and its rows to write them again; those come first to which others point."""
    with app.app_context():
        _empty(app)
        made = make_cast()
        shipped = {table for table, _ in SHIPPED}
        rows = [(table, rows) for table, rows in _all_rows() if table not in shipped]
        db.session.remove()
    return made, [(table, [_without_id(row) for row in each]) for table, each in rows if each]


def _all_rows() -> Rows:
    tables = [(table, sa.select(table).order_by(*table.primary_key)) for table in db.metadata.sorted_tables]
    return [(table, [dict(row) for row in db.session.execute(every).mappings()]) for table, every in tables]


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    """Numbers are given by the database, which else would give them again: in the same order they are the same."""
    return {name: value for name, value in row.items() if name != "id"}


@pytest.fixture
def cast(cast_once: tuple[Cast, Rows], clean: None) -> Cast:
    """The people and agencies that most tests need."""
    made, rows = cast_once
    with db.engine.begin() as connection:
        for table, values in rows:
            connection.execute(sa.insert(table), values)
    return replace(made)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A signed-out browser that checks every page it gets."""
    return Browser(app)


@pytest.fixture
def other(app: Flask) -> Browser:
    """A second browser."""
    return Browser(app)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The xdist worker, "main" without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
