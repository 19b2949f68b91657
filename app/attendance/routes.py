"""The attendance list of a meeting."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext

from app.agencies.models import Agency
from app.attendance import queries
from app.attendance.forms import AttendanceForm, WalkInForm
from app.attendance.models import Attendance, Presence
from app.attendance.service import invite
from app.extensions import db, fetch
from app.meetings.models import Meeting
from app.meetings.service import require_open
from app.policy import can, requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page

attendance = Blueprint("attendance", __name__)


@attendance.get("/rapat/<id:id>/hadir")
@requires("meeting.read", Meeting)
def index(meeting: Meeting) -> Any:
    """The attendance list; the secretariat marks it here."""
    return _attendance_page(meeting)


def _attendance_page(meeting: Meeting, wrong: tuple[int, AttendanceForm] | None = None) -> Any:
    rows = fetch(queries.ATTENDANCE, meeting_id=meeting.id)
    marking = can("meeting.manage", meeting)
    forms = {row.id: AttendanceForm(formdata=None, obj=row) for row in rows} if marking else {}
    if wrong:
        forms[wrong[0]] = wrong[1]
    form = wrong[1] if wrong else WalkInForm(formdata=None)
    walk_in = WalkInForm(formdata=None) if marking else None
    context = {"meeting": meeting, "rows": rows, "forms": forms, "walk_in": walk_in}
    return form_page("attendance/index.html", form, **context)


@attendance.post("/rapat/<id:id>/hadir")
@requires("meeting.manage", Meeting)
@once
def add(meeting: Meeting) -> Any:
    """Add an agency that came without an invitation."""
    require_open(meeting)
    form = WalkInForm()
    if not form.validate_on_submit():
        raise Refused(gettext("Pilih instansi yang akan ditambahkan."))
    if any(row.agency_id == form.agency_id.data for row in meeting.attendances):
        raise Refused(gettext("Instansi ini sudah ada di daftar."))
    row = invite(meeting, db.session.get_one(Agency, form.agency_id.data))
    row.presence = Presence.PRESENT
    db.session.flush()
    target = url_for(".index", id=meeting.id) + f"#hadir-{row.id}"
    return commit_and_redirect(target, gettext("%(agency)s ditambahkan.", agency=row.agency_name))


@attendance.post("/rapat/hadir/<id:id>")
@requires("meeting.manage", Attendance)
def mark(row: Attendance) -> Any:
    """Mark what became of one invitation."""
    meeting = row.meeting
    require_open(meeting)
    form = AttendanceForm()
    if form.validate_on_submit() and not form.is_stale(row):
        form.write_to(row)
        target = url_for(".index", id=meeting.id) + f"#hadir-{row.id}"
        return commit_and_redirect(target, gettext("Kehadiran %(agency)s dicatat.", agency=row.agency_name))
    return _attendance_page(meeting, (row.id, form))
