"""On a commitment, a task or a meeting: who was told of what when, and whether the mail has left."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import render_template, request
from flask_babel import gettext
from flask_login import current_user

from app.commitments.models import Commitment
from app.extensions import fetch
from app.meetings.models import Meeting
from app.notices import words
from app.notices.lists import OF_OBJECT, Reader, newest_about
from app.notices.routes import notices
from app.policy import requires
from app.tasks.models import Task

_NEWEST = newest_about(sa.bindparam("kind", type_=sa.String), sa.bindparam("key", type_=sa.BigInteger))


@notices.app_template_global("last_notice_of")
def _last_notice_of(obj: Any) -> tuple[str, str] | None:
    """How far the newest notice about an object has come, and to whom it goes."""
    kind, key = obj.audit_root
    rows = fetch(_NEWEST, kind=kind, key=key)
    return words.last(rows[0]) if rows else None


@notices.get("/komitmen/<id:id>/pemberitahuan")
@requires("commitment.read", Commitment)
def of_commitment(commitment: Commitment) -> Any:
    """Of a commitment."""
    return _page(commitment, commitment.reference, commitment.statement, "/komitmen/%d", gettext("Komitmen"))


@notices.get("/tugas/<id:id>/pemberitahuan")
@requires("task.read", Task)
def of_task(task: Task) -> Any:
    """Of a task."""
    return _page(task, task.reference, task.title, "/tugas/%d", gettext("Tugas bersama"))


@notices.get("/rapat/<id:id>/pemberitahuan")
@requires("meeting.read", Meeting)
def of_meeting(meeting: Meeting) -> Any:
    """Of a meeting."""
    return _page(meeting, meeting.reference, meeting.theme, "/rapat/%d", gettext("Rapat"))


def _page(obj: Any, reference: str, title: str, address: str, place: str) -> Any:
    kind, key = obj.audit_root
    reader = Reader(current_user.seats, {"root_type": kind, "root_id": key})
    page = OF_OBJECT.page(reader, request.args, request.path)
    return render_template(
        "notices/of_object.html",
        page=page,
        words=words,
        reference=reference,
        title=title,
        back=address % key,
        place=place,
    )
