"""The leader's one page before a meeting."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from app.briefing.service import briefing_of, facts_of
from app.clock import now
from app.meetings.models import Meeting
from app.policy import requires
from app.tasks.states import PartState

briefing = Blueprint("briefing", __name__)


@briefing.get("/rapat/<id:id>/bekal")
@requires("meeting.read", Meeting)
def show(meeting: Meeting) -> Any:
    """What a leader should know before this meeting, on one printed page."""
    return render_template(
        "briefing/show.html", meeting=meeting, briefing=briefing_of(meeting, current_user), now=now(),
        facts_of=facts_of, part_state=PartState,
    )  # fmt: skip
