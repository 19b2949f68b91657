"""What stands around every page: the person's menu and the places to go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import request, session, url_for
from flask_login import current_user
from markupsafe import Markup

from app.accounts.identity import Identity
from app.formats import component
from app.language import Lazy as _l
from app.language import language
from app.policy import can
from app.settings import is_demo
from app.web import csrf_token


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
    ("areas.index", _l("Kawasan"), "map-pin", "area.read"),
    ("agencies.index", _l("Instansi"), "building", "agency.read"),
    ("accounts.index", _l("Pengguna"), "users", "user.manage"),
)
SECTIONS = (
    dict.fromkeys(
        (
            "agreement",
            "attendance",
            "briefing",
            "check_ins",
            "documents",
            "invitations",
            "scans",
            "minutes",
            "photos",
            "screen",
            "series",
        ),
        "meetings",
    )
    | dict.fromkeys(("comments", "evidence", "monitoring", "story", "verification"), "commitments")
    | {"task_templates": "tasks", "agency_messages": "agencies"}
    | dict.fromkeys(("mapping", "mapping_sheets", "plans", "plan_sheets"), "areas")
)
BY_ENDPOINT = {"documents.letterhead": "agencies", "health.index": "home", "story.area": "areas", "story.task": "tasks",
               "notices.of_meeting": "meetings", "notices.of_commitment": "commitments", "notices.of_task": "tasks",
               "feeds.of_agency": "agencies"}  # fmt: skip
# Reached from the menu of the person, so none of the places is the present one.
PERSONAL = (
    "home.permissions",
    "feeds.index",
    "comments.watched",
    "accounts.password",
    "accounts.sessions",
    "accounts.sign_in",
)


def frame() -> Markup:
    """What stands around the page: who is signed in, the band of example data, the places to go."""
    here = SECTIONS.get(request.blueprint or "", request.blueprint) if request.endpoint not in PERSONAL else ""
    here = BY_ENDPOINT.get(request.endpoint or "", here)
    person = current_user._get_current_object()
    return _drawn(person, here, person.unread, language(), session.get("tema", ""), is_demo(), csrf_token())


@lru_cache(maxsize=128)
def _drawn(who: Identity, here: str | None, unread: int, *preferences: Any) -> Markup:
    """Draw it once for the same person, place, number of notices and preferences: it takes longer than the page's

    queries. `who` may be of an earlier request, when other notices were unread.
    """
    language, theme, demo, token = preferences
    drawn: Markup = component("frame", "frame")(who, language, theme, demo, _places(who, here), token, unread)
    return drawn


def _places(who: Identity, here: str | None) -> list[Place]:
    return [
        Place(label, icon, url_for(endpoint), here == endpoint.split(".")[0])
        for endpoint, label, icon, action in PLACES
        if action is None or can(action, who=who)
    ]
