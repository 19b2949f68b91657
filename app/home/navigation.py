"""The places to go, as they stand on every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import request, url_for

from app.language import Lazy as _l
from app.policy import can


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
# Reached from the menu of the person, so none of the places is the present one.
PERSONAL = ("home.permissions", "accounts.password", "accounts.sessions", "accounts.sign_in")


@lru_cache
def _address(endpoint: str) -> str:
    return url_for(endpoint)


def navigation() -> list[Place]:
    """Return the places that the person may go to."""
    here = SECTIONS.get(request.blueprint or "", request.blueprint) if request.endpoint not in PERSONAL else ""
    return [
        Place(label, icon, _address(endpoint), here == endpoint.split(".")[0])
        for endpoint, label, icon, action in PLACES
        if action is None or can(action)
    ]
