"""On a commitment, a task or a meeting: who was told of what when, and whether the mail has left."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext
from flask_login import current_user

from app.commitments.models import Commitment
from app.meetings.models import Meeting
from app.notices import words
from app.notices.lists import OF_OBJECT, Reader
from app.notices.routes import notices
from app.policy import requires
from app.tasks.models import Task


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
