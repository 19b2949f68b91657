"""Facts about this installation that are kept in the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import g
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import Model, db

DEMO = "demo"
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Setting(Model):
    """One fact. `demo`: the database was filled by `flask demo`; `worker_...`: what `flask worker` did when.

    `areas_source`: where the list of areas comes from, and under which licence.
    """

    __tablename__ = "setting"

    key: so.Mapped[str] = so.mapped_column(sa.String(40), primary_key=True)
    value: so.Mapped[str]


def is_demo() -> bool:
    """Tell whether the "DATA CONTOH" band is due. Who is signed in has brought the answer along."""
    if "is_demo" not in g:
        g.is_demo = db.session.scalar(sa.select(Setting.value).where(Setting.key == DEMO)) is not None
    return bool(g.is_demo)


def recall(key: str) -> str:
    """Return what was written down, "" when nothing was."""
    return db.session.scalar(sa.select(Setting.value).where(Setting.key == key)) or ""


def remember(key: str, value: str) -> None:
    """Write a fact down, in place of what it was; the caller commits."""
    row = INSERTS[db.session.get_bind().dialect.name](Setting.__table__).values(key=key, value=value)
    db.session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
