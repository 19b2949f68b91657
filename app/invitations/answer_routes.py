"""An invited agency answers before the meeting: somebody comes, somebody else comes instead, or nobody can."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext

from app.attendance.models import Attendance
from app.invitations.forms import AnswerForm
from app.invitations.paper_routes import invitations
from app.meetings.locks import meeting_first
from app.policy import requires
from app.refusal import Refused
from app.web import commit_and_redirect, form_page

__all__ = ["invitations"]


@invitations.route("/rapat/undangan/<id:id>/jawab", methods=["GET", "POST"])
@meeting_first(Attendance)
@requires("invitation.answer", Attendance)
def answer(row: Attendance) -> Any:
    """Answer, or answer otherwise, until the meeting begins."""
    form = AnswerForm(obj=row)
    if request.method == "GET" and not row.may_be_answered:
        raise Refused(gettext("Undangan ini tidak dapat dijawab lagi: rapatnya sudah dimulai, lewat, atau batal."))
    if form.validate_on_submit() and not form.is_stale(row) and form.permits(_reply, row, form):
        return commit_and_redirect(url_for("meetings.show", id=row.meeting_id), gettext("Jawaban Anda tercatat."))
    return form_page("invitations/answer.html", form, row=row, meeting=row.meeting)


def _reply(row: Attendance, form: AnswerForm) -> None:
    row.reply(form.answer.data, form.answer_note.data)
