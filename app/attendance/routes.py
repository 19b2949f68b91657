"""The attendance list of a meeting, and the secretariat's acts on it."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.models import Agency
from app.attendance import queries, service
from app.attendance.forms import AttendanceForm, ComeForm, Entry, WalkInForm
from app.attendance.models import Attendance
from app.attendance.search import options
from app.columns import BIGGEST_ID
from app.extensions import db, fetch
from app.forms import clean_text
from app.language import language
from app.meetings.locks import meeting_first
from app.meetings.models import Meeting, MeetingState
from app.meetings.service import require_open
from app.minutes.following import answer
from app.policy import can, quiet, requires
from app.submissions import once, remember
from app.web import commit_and_redirect, form_page, return_path, split_address, wants_fragment

attendance = Blueprint("attendance", __name__)


@attendance.get("/rapat/<id:id>/hadir")
@requires("meeting.read", Meeting)
def index(meeting: Meeting) -> Any:
    """The list with its sums, or what one filter of it shows (`saring`)."""
    tag = _tag(meeting)
    scans = fetch(queries.SCANS, meeting_id=meeting.id)
    asked = request.args.get("urung", type=int) or 0
    away = fetch(queries.REMOVED, meeting_id=meeting.id, id=asked) if 0 < asked <= BIGGEST_ID else ()
    undo = away[0].id if away else None
    return render_template("attendance/index.html", **_context(meeting), tag=tag, scans=scans, undo=undo)


@attendance.get("/rapat/<id:id>/hadir/perubahan")
@requires("meeting.read", Meeting)
@quiet
def changes(meeting: Meeting) -> Any:
    """The rows again; 304 until one of them changes."""
    return answer(_tag(meeting), lambda: render_template("attendance/rows.html", **_context(meeting)))


def _tag(meeting: Meeting) -> str:
    """A tag of all that the list shows to this person."""
    state = (meeting.id, meeting.version, *fetch(queries.STATE, meeting_id=meeting.id)[0])
    reader = (language(), current_user.session_id, current_user.seats, request.args.get("saring"))
    return hashlib.sha256(repr((state, reader)).encode()).hexdigest()[:16]


def _context(meeting: Meeting) -> dict[str, Any]:
    roster = service.roster_of(meeting, fetch(queries.LIST, meeting_id=meeting.id))
    chosen = request.args.get("saring", "") if request.method == "GET" else _chosen_before()
    keep = service.FILTERS.get(chosen)
    rows = [row for row in roster.rows if keep(row)] if keep else roster.rows
    managing = can("meeting.manage", meeting)
    return {
        "meeting": meeting, "roster": roster, "rows": rows, "chosen": chosen, "managing": managing,
        "marking": managing and not meeting.is_over, "is_late": service.is_late,
        "deciding": managing and (not meeting.is_over or meeting.state is MeetingState.CLOSED),
    }  # fmt: skip


def _chosen_before() -> str:
    """The filter of the page that an act came from."""
    return parse_qs(split_address(return_path()).query).get("saring", [""])[0]


def _done(row: Attendance, sentence: str, **more: Any) -> Any:
    """Commit; answer htmx by the row as it stands now and the sums, others by the list."""
    meeting = row.meeting
    db.session.flush()
    target = url_for("attendance.index", id=meeting.id, **more) + ("" if more else f"#hadir-{row.id}")
    if not wants_fragment():
        return commit_and_redirect(target, sentence)
    context = _context(meeting) | {"rows": fetch(queries.ROW, id=row.id)}
    remember(target)
    db.session.commit()
    flash(sentence, "success")
    return render_template("attendance/changed.html", **context)


@attendance.get("/rapat/<id:id>/hadir/cari")
@requires("meeting.manage", Meeting)
def find(meeting: Meeting) -> Any:
    """What the search box offers."""
    typed = " ".join(clean_text(request.args.get("cari", "")).split())[:200]
    found = options(meeting, typed)
    return render_template("attendance/find.html", meeting=meeting, options=found, typed=typed)


@attendance.route("/rapat/hadir/<id:id>/datang", methods=["GET", "POST"])
@meeting_first(Attendance)
@requires("meeting.manage", Attendance)
@once
def come(row: Attendance) -> Any:
    """Mark somebody present on a seat; asks for the name when none was sent along."""
    form = ComeForm(position=row.position, represents=row.represents)
    if form.validate_on_submit() and form.permits(require_open, row.meeting):
        return _arrived(service.admit(row.meeting, row.agency, row.agency_name, form.typed, row))
    return form_page("attendance/come.html", form, meeting=row.meeting, title=row.agency_name)


@attendance.route("/rapat/<id:id>/hadir/tambah", methods=["GET", "POST"])
@requires("meeting.manage", Meeting)
@once
def add(meeting: Meeting) -> Any:
    """Write down somebody for whom there is no seat."""
    listed = dict(fetch(queries.AGENCIES, meeting_id=meeting.id))
    asked = {"person": request.args.get("nama", "")[:200], "agency_id": request.args.get("instansi", type=int)}
    form = WalkInForm(listed, **asked)
    if form.validate_on_submit() and form.permits(require_open, meeting):
        key = form.agency_id.data
        agency = db.session.get_one(Agency, key) if key else None
        return _arrived(service.admit(meeting, agency, form.agency_name.data, form.typed))
    return form_page("attendance/come.html", form, meeting=meeting, title=gettext("Tambah orang"))


def _arrived(row: Attendance) -> Any:
    return _done(row, gettext("%(name)s dicatat hadir.", name=row.person or row.agency_name))


@attendance.route("/rapat/hadir/<id:id>/ubah", methods=["GET", "POST"])
@meeting_first(Attendance)
@requires("meeting.manage", Attendance)
def edit(row: Attendance) -> Any:
    """All that is known of one row."""
    form = AttendanceForm(obj=Entry(row))
    if form.validate_on_submit() and not form.is_stale(Entry(row)) and form.permits(service.expect_listed, row):
        form.write_to(row)
        row.confirmed = True
        return _done(row, gettext("Kehadiran %(name)s dicatat.", name=row.person or row.agency_name))
    return form_page("attendance/edit.html", form, row=row, meeting=row.meeting)


@attendance.post("/rapat/hadir/<id:id>/pulang")
@meeting_first(Attendance)
@requires("meeting.manage", Attendance)
def leave(row: Attendance) -> Any:
    """Somebody goes now."""
    require_open(row.meeting)
    service.leave(row)
    return _done(row, gettext("%(name)s dicatat pulang.", name=row.person or row.agency_name))


@attendance.post("/rapat/hadir/<id:id>/konfirmasi")
@meeting_first(Attendance)
@requires("meeting.manage", Attendance)
def confirm(row: Attendance) -> Any:
    """Let what somebody wrote by code count."""
    service.confirm(row)
    return _done(row, gettext("%(name)s dikonfirmasi.", name=row.person))


@attendance.post("/rapat/<id:id>/hadir/konfirmasi")
@requires("meeting.manage", Meeting)
def confirm_all(meeting: Meeting) -> Any:
    """Let all count that waited when the page was shown (`sampai` is the last of them)."""
    last = request.form.get("sampai", type=int) or 0
    rows = service.to_confirm(meeting, min(max(last, 0), BIGGEST_ID))
    for row in rows:
        service.confirm(row)
    sentence = gettext("%(number)s orang dikonfirmasi.", number=len(rows))
    return commit_and_redirect(url_for(".index", id=meeting.id), sentence)


@attendance.post("/rapat/hadir/<id:id>/hapus")
@meeting_first(Attendance)
@requires("meeting.manage", Attendance)
def remove(row: Attendance) -> Any:
    """Take somebody off the list who was not invited."""
    service.remove(row)
    return _done(row, gettext("%(name)s dihapus dari daftar.", name=row.person or row.agency_name), urung=row.id)


@attendance.post("/rapat/hadir/<id:id>/pulihkan")
@meeting_first(Attendance)
@requires("meeting.manage", Attendance)
def restore(row: Attendance) -> Any:
    """Undo the removal."""
    service.expect_deciding(row.meeting)
    row.restore()
    return _done(row, gettext("%(name)s kembali di daftar.", name=row.person or row.agency_name))
