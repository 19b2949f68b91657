"""What stands on every page: the places to go, and whether the data is an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import g, request, url_for
from flask_babel import lazy_gettext as _l

from app.extensions import Model, db
from app.policy import can


class Setting(Model):
    """A fact about this installation. `demo`: the database was filled by `flask demo`."""

    __tablename__ = "setting"

    key: so.Mapped[str] = so.mapped_column(sa.String(40), primary_key=True)
    value: so.Mapped[str]


@dataclass(frozen=True)
class Place:
    """One entry of the menu."""

    label: Any
    icon: str
    url: str
    active: bool


PLACES = (
    ("home.index", _l("Beranda"), "home", None),
    ("meetings.index", _l("Rapat"), "file-text", "meeting.read"),
    ("commitments.index", _l("Komitmen"), "target", "commitment.read"),
    ("tasks.index", _l("Tugas"), "checklist", "task.read"),
    ("agencies.index", _l("Instansi"), "building", "agency.read"),
    ("accounts.index", _l("Pengguna"), "users", "user.manage"),
)
SECTIONS = {"minutes": "meetings"}


def navigation() -> list[Place]:
    """Return the places that the person may go to."""
    here = SECTIONS.get(request.blueprint or "", request.blueprint)
    return [
        Place(label, icon, url_for(endpoint), here == endpoint.split(".")[0])
        for endpoint, label, icon, action in PLACES
        if action is None or can(action)
    ]


def is_demo() -> bool:
    """Tell whether the "DATA CONTOH" band is due."""
    if "is_demo" not in g:
        g.is_demo = db.session.scalar(sa.select(Setting.value).where(Setting.key == "demo")) is not None
    return bool(g.is_demo)
