"""Going on from a meeting: the next one is made in one step, and shows what became of the last."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from app.clock import local
from app.meetings.models import Meeting
from app.policy import requires
from app.series import next_meeting
from app.series.follow_up import follow_up_of
from app.series.forms import NextForm
from app.series.meeting_routes import series
from app.series.topics import topics_of
from app.submissions import once
from app.web import commit_and_redirect, form_page

series.add_app_template_global(follow_up_of)


@series.route("/rapat/<id:id>/lanjutan", methods=["GET", "POST"])
@requires("meeting.manage", Meeting)
@once
def go_on(meeting: Meeting) -> Any:
    """Make the next meeting, with invitees, template and the topics that come back."""
    topics = topics_of(meeting.id)
    form = NextForm([(each.id, each.title) for each in topics], next_meeting.parked_choices(meeting))
    if not form.is_submitted():
        next_meeting.require_over(meeting)
        _prefill(form, meeting)
        form.topics.data = [each.id for each in topics if each.reason]
    made: list[Meeting] = []
    if form.validate_on_submit() and form.permits(lambda: made.append(next_meeting.go_on(meeting, form))):
        sentence = gettext("Rapat %(reference)s dibuat sebagai draf.", reference=made[0].reference)
        return commit_and_redirect(url_for("meetings.show", id=made[0].id), sentence)
    known = next_meeting.following(meeting.id)
    return form_page("series/next.html", form, meeting=meeting, topics=topics, known=known)


def _prefill(form: NextForm, meeting: Meeting) -> None:
    form.theme.data, form.venue.data = meeting.theme, meeting.venue
    form.day.data = next_meeting.day_after(meeting)
    form.starts.data = local(meeting.starts_at).time()
    form.ends.data = local(meeting.ends_at).time() if meeting.ends_at else None
