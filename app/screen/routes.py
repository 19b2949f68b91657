"""The projector's view of a running meeting, and the part of it that follows by itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from app.clock import now
from app.meetings.models import Meeting, MeetingState
from app.minutes.following import answer, mark
from app.policy import can, quiet, requires
from app.screen.service import board

screen = Blueprint("screen", __name__)


@screen.get("/rapat/<id:id>/layar")
@requires("meeting.read", Meeting)
@quiet
def show(meeting: Meeting) -> Any:
    """The whole page; without JavaScript it loads itself anew, so it is as quiet as its region."""
    tag = mark(meeting.id)  # before what it stands for
    return render_template("screen/show.html", **_context(meeting, tag))


@screen.get("/rapat/<id:id>/layar/isi")
@requires("meeting.read", Meeting)
@quiet
def region(meeting: Meeting) -> Any:
    """What changes; 304 until it does."""
    tag = mark(meeting.id)
    return answer(tag, lambda: render_template("screen/region.html", **_context(meeting, tag)))


def _context(meeting: Meeting, tag: str) -> dict[str, Any]:
    running = meeting.state is MeetingState.RUNNING
    return {
        "meeting": meeting, "board": board(meeting.id), "tag": tag, "now": now(), "running": running,
        "leading": running and can("minutes.write", meeting),
    }  # fmt: skip
