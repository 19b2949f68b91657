"""Signing, and the versions that came of it: to read, to check, to compare, with the signed paper beside them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agreement import queries, signing
from app.agreement.differences import compare
from app.agreement.forms import ScanForm, SignForm
from app.agreement.models import SignerRole
from app.agreement.routes import agreement
from app.agreement.snapshot import Snapshot, readable
from app.agreement.standing import standing_of
from app.agreement.versions import MinutesVersion, SignedScan
from app.extensions import db, fetch
from app.files.kinds import SCANS
from app.files.received import plain_name
from app.files.service import Content, limit_in_words, record, store
from app.meetings.models import Meeting
from app.policy import POLICY, can, requires
from app.refusal import Refused
from app.submissions import once
from app.uploads import takes_files
from app.web import commit_and_redirect, form_page

__all__ = ["agreement"]


@agreement.route("/rapat/<id:id>/tanda-tangan/pimpinan", methods=["GET", "POST"])
@requires("minutes.sign_as_chair", Meeting)
@once
def sign_as_chair(meeting: Meeting) -> Any:
    """Sign as the one who chaired the meeting."""
    return _sign(meeting, SignerRole.CHAIR, "minutes.sign_as_chair")


@agreement.route("/rapat/<id:id>/tanda-tangan/pencatat", methods=["GET", "POST"])
@requires("minutes.sign_as_taker", Meeting)
@once
def sign_as_taker(meeting: Meeting) -> Any:
    """Sign as the one who took the minutes."""
    return _sign(meeting, SignerRole.TAKER, "minutes.sign_as_taker")


def _sign(meeting: Meeting, role: SignerRole, action: str) -> Any:
    form = SignForm()
    if form.validate_on_submit():
        seat = next(seat for seat in current_user.seats if seat.role in POLICY[action].grants)
        position = f"{seat.title}, {seat.agency_name}"
        if form.permits(
            signing.sign, meeting, role, form.sha256.data or "", current_user.id, current_user.name, position
        ):
            return commit_and_redirect(url_for(".index", id=meeting.id), gettext("Notula ditandatangani."))
    standing = standing_of(meeting)
    snapshot = signing.to_be_signed(standing)
    reason = signing.why_not(standing, role, current_user.id)
    form.sha256.data = snapshot.sha256
    context = {"meeting": meeting, "role": role, "reason": reason, "snapshot": snapshot, "version": standing.valid}
    answer = form_page("agreement/sign.html", form, paper=readable(snapshot.record), **context)
    return answer if not form.form_errors else (answer[0], 409)


def version_of(meeting: Meeting, number: int) -> MinutesVersion:
    """Return a version of a meeting's minutes; 404 when there is none."""
    rows = sa.select(MinutesVersion).where(MinutesVersion.meeting_id == meeting.id, MinutesVersion.number == number)
    return db.session.scalars(rows).one_or_none() or abort(404)


@agreement.get("/rapat/<id:id>/versi/<id:number>")
@requires("meeting.read", Meeting)
def version(meeting: Meeting, number: int) -> Any:
    """One version as it was signed."""
    return _version_page(meeting, version_of(meeting, number), ScanForm(formdata=None))


def _version_page(meeting: Meeting, one: MinutesVersion, form: ScanForm) -> Any:
    scans = [row for row in fetch(queries.SCANS, meeting_id=meeting.id) if row.version_id == one.id]
    return form_page(
        "agreement/version.html",
        form,
        meeting=meeting,
        version=one,
        paper=readable(Snapshot(one.content).record),
        scans=scans,
        uploading=one.is_valid and can("minutes.circulate", meeting),
        limit=limit_in_words(),
    )


@agreement.get("/rapat/<id:id>/versi/<id:number>/naskah.json")
@requires("meeting.read", Meeting)
def content(meeting: Meeting, number: int) -> Any:
    """The record that was signed, byte for byte: its sha256sum is the printed number."""
    one = version_of(meeting, number)
    name = f"notula-{meeting.reference.replace('/', '-')}-versi-{one.number}.json"
    answer = Response(one.content.encode(), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@agreement.get("/rapat/<id:id>/versi/<id:number>/perubahan")
@requires("meeting.read", Meeting)
def changes(meeting: Meeting, number: int) -> Any:
    """What changed since the version before."""
    if number == 1:
        abort(404)
    one, before = version_of(meeting, number), version_of(meeting, number - 1)
    found = compare(Snapshot(before.content).record, Snapshot(one.content).record)
    return render_template("agreement/changes.html", meeting=meeting, version=one, before=before, found=found)


@agreement.route("/rapat/<id:id>/versi/<id:number>/pindaian", methods=["POST"])
@takes_files
@requires("minutes.circulate", Meeting)
def scan(meeting: Meeting, number: int) -> Any:
    """Keep the signed paper beside a version; the one before stays in the history."""
    form = ScanForm()
    key = meeting.id
    if not form.validate_on_submit():
        return _version_page(meeting, version_of(meeting, number), form)
    sent = request.files.get("berkas")
    name = plain_name(sent.filename or "") if sent else ""
    db.session.rollback()  # drawing a picture anew takes up to seconds: nobody waits for this meeting meanwhile
    try:
        if not sent or not name:
            raise Refused(gettext("Pilih berkas yang akan diunggah."))
        kept = store(sent.stream, name, SCANS)
        return _keep(_locked(key), number, kept, name)
    except Refused as refusal:
        form.berkas.errors = [str(refusal)]
    meeting = _locked(key)
    return _version_page(meeting, version_of(meeting, number), form)


def _locked(meeting_id: int) -> Meeting:
    return db.session.get_one(Meeting, meeting_id, with_for_update={"of": Meeting})


def _keep(meeting: Meeting, number: int, kept: Content, name: str) -> Any:
    one = version_of(meeting, number)
    if not one.is_valid:
        raise Refused(gettext("Pindaian hanya disimpan pada versi yang berlaku dan sudah ditandatangani keduanya."))
    file = record(kept)
    known = next((row for row in fetch(queries.SCANS, meeting_id=meeting.id) if row.version_id == one.id), None)
    if known is None or known.file_id != file.id:
        facts = {"version_id": one.id, "meeting_id": meeting.id, "file_id": file.id}
        db.session.add(SignedScan(name=name, added_name=current_user.name, **facts))
    place = url_for(".version", id=meeting.id, number=number)
    return commit_and_redirect(place + "#pindaian", gettext("Naskah bertanda tangan disimpan."))
