"""Facts about this installation that are kept in the database."""

from __future__ import annotations

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import g

from app.extensions import Model, db

DEMO = "demo"


class Setting(Model):
    """One fact. `demo`: the database was filled by `flask demo`."""

    __tablename__ = "setting"

    key: so.Mapped[str] = so.mapped_column(sa.String(40), primary_key=True)
    value: so.Mapped[str]


def is_demo() -> bool:
    """Tell whether the "DATA CONTOH" band is due. Who is signed in has brought the answer along."""
    if "is_demo" not in g:
        g.is_demo = db.session.scalar(sa.select(Setting.value).where(Setting.key == DEMO)) is not None
    return bool(g.is_demo)
