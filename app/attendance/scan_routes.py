"""The signed paper list, photographed or scanned: adding pages to a meeting, and taking them away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from wtforms import MultipleFileField

from app.attendance.queries import REMOVED_SCAN, SCANS
from app.attendance.scans import AttendanceScan, attach
from app.columns import BIGGEST_ID
from app.extensions import db, fetch
from app.files.kinds import SCANS as KINDS
from app.files.received import stored
from app.files.service import Content, limit_in_words, record
from app.forms import BaseForm
from app.language import Lazy as _l
from app.meetings.models import Meeting
from app.policy import requires
from app.refusal import Refused
from app.uploads import takes_files
from app.web import commit_and_redirect, form_page

scans = Blueprint("scans", __name__)


class ScanForm(BaseForm):
    """Pages from the device, or one straight from its camera."""

    pindaian = MultipleFileField(_l("Pilih foto atau pindaian"))
    kamera = MultipleFileField(_l("Ambil dengan kamera"))


@scans.route("/rapat/<id:id>/hadir/pindaian", methods=["GET", "POST"])
@takes_files
@requires("meeting.manage", Meeting)
def index(meeting: Meeting) -> Any:
    """The pages, and a form for more."""
    form = ScanForm()
    if not form.validate_on_submit():
        return _page(meeting, form)
    key = meeting.id
    db.session.rollback()  # drawing a picture anew takes up to seconds: nobody waits for this meeting meanwhile
    contents, faults = stored(("pindaian", "kamera"), KINDS, gettext("Pilih paling sedikit satu berkas."))
    return _add(db.session.get_one(Meeting, key, with_for_update={"of": Meeting}), contents, faults, form)


@scans.post("/rapat/hadir/pindaian/<id:id>/hapus")
@requires("meeting.manage", AttendanceScan)
def remove(scan: AttendanceScan) -> Any:
    """Take a page away."""
    scan.remove()
    return commit_and_redirect(url_for(".index", id=scan.meeting_id, urung=scan.id), gettext("Halaman dihapus."))


@scans.post("/rapat/hadir/pindaian/<id:id>/pulihkan")
@requires("meeting.manage", AttendanceScan)
def restore(scan: AttendanceScan) -> Any:
    """Undo the removal."""
    scan.restore()
    return commit_and_redirect(url_for(".index", id=scan.meeting_id), gettext("Halaman dipulihkan."))


def _add(meeting: Meeting, contents: list[tuple[Content, str]], faults: list[str], form: ScanForm) -> Any:
    """Add what was good and say what was not: nobody sends four pages again because of a fifth."""
    for content, name in contents:
        try:
            attach(meeting, record(content), name, current_user.id)
        except Refused as refusal:
            faults.append(f"{name}: {refusal}")
    if not faults:
        said = ngettext("Halaman ditambahkan.", "%(num)s halaman ditambahkan.", len(contents))
        return commit_and_redirect(url_for(".index", id=meeting.id), said)
    db.session.commit()
    form.pindaian.errors = faults
    return _page(meeting, form)


def _page(meeting: Meeting, form: ScanForm) -> Any:
    shown = fetch(SCANS, meeting_id=meeting.id)
    asked = request.args.get("urung", type=int) or 0
    away = fetch(REMOVED_SCAN, meeting_id=meeting.id, id=asked) if 0 < asked <= BIGGEST_ID else ()
    undo = away[0].id if away else None
    context = {"meeting": meeting, "scans": shown, "limit": limit_in_words(), "undo": undo}
    return form_page("attendance/scans.html", form, **context)
