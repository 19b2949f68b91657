"""Checking in by the meeting's code: the page that shows it, and the form that it opens without an account."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, current_app, make_response, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from app.attendance import check_in as service
from app.attendance import codes, queries
from app.attendance.check_in import TooMany
from app.attendance.codes import Code
from app.attendance.forms import CheckInForm
from app.clock import now
from app.errors import http_error
from app.extensions import fetch
from app.forms import clean_text
from app.language import language
from app.meetings.models import Meeting, MeetingState
from app.minutes.following import answer
from app.policy import public, quiet, requires
from app.web import commit_and_redirect

check_ins = Blueprint("check_ins", __name__)


@check_ins.get("/rapat/<id:id>/kode")
@requires("meeting.manage", Meeting)
@quiet
def show(meeting: Meeting) -> Any:
    """The code for a projector or a telephone; without JavaScript the page loads itself anew, so it is quiet."""
    return render_template("attendance/code.html", **_shown(meeting))


@check_ins.get("/rapat/<id:id>/kode/isi")
@requires("meeting.manage", Meeting)
@quiet
def region(meeting: Meeting) -> Any:
    """What changes of it: the code each minute, and how many have checked in; 304 until then."""
    context = _shown(meeting)
    return answer(context["tag"], lambda: render_template("attendance/code_region.html", **context))


def _shown(meeting: Meeting) -> dict[str, Any]:
    entries = fetch(queries.BY_CODE, meeting_id=meeting.id)[0][0]
    facts = (meeting.id, meeting.version, codes.step(), entries, language())
    tag = hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    running = meeting.state is MeetingState.RUNNING
    address = current_app.config["PUBLIC_URL"] + url_for(".check_in", token=codes.code_of(meeting.id))
    size, path = codes.drawing(address) if running else (0, "")
    return {"meeting": meeting, "tag": tag, "now": now(), "running": running, "address": address, "size": size,
            "path": path, "entries": entries}  # fmt: skip


@check_ins.route("/hadir/<token>", methods=["GET", "POST"])
@public
def check_in(token: str) -> Any:
    """The form, or what this device wrote with it. What is sent needs a ticket, not a code that still holds."""
    worth, meeting_id = codes.read(token)
    sending = request.method == "POST"
    meeting = service.meeting_of(meeting_id, locking=sending) if meeting_id else None
    if meeting is None:
        return _refused(403, gettext("Kode ini tidak dikenal"), gettext("Pindai kode yang tampak di ruang rapat."))
    running = meeting.state is MeetingState.RUNNING
    entry = service.entry_of(meeting_id, codes.known_device())
    if entry and not (running and service.is_open(entry)):
        return render_template("attendance/entered.html", meeting=meeting, entry=entry)
    if not running:
        return _not_running(meeting)
    if not sending and (worth is Code.FRESH or entry):
        codes.device()
        codes.give_ticket(meeting_id)
    if not codes.has_ticket(meeting_id):
        return _too_late()
    return _form(meeting, entry, token)


def _form(meeting: Meeting, entry: Any, token: str) -> Any:
    agencies = dict(fetch(queries.AGENCIES, meeting_id=meeting.id))
    form = CheckInForm(agencies, entry)
    try:
        if form.validate_on_submit():
            service.expect_room(meeting.id, new=entry is None)
            service.enter(meeting, form, entry, codes.device())
            return commit_and_redirect(url_for(".check_in", token=token))
    except TooMany as refusal:
        form.form_errors.append(refusal.sentence)
        answer = make_response(_page(meeting, form, entry), 429)
        answer.headers["Retry-After"] = str(refusal.wait)
        return answer
    return _page(meeting, form, entry), 422 if form.errors else 200


def _page(meeting: Meeting, form: CheckInForm, entry: Any) -> str:
    return render_template("attendance/check_in.html", form=form, meeting=meeting, entry=entry)


def _not_running(meeting: Meeting) -> Any:
    if meeting.is_held:
        sentence = gettext("Daftar hadir hanya diisi selama rapat berlangsung. Hubungi sekretariat rapat.")
        return _refused(410, gettext("Rapat ini sudah selesai"), sentence)
    sentence = gettext("Pindai kode yang tampak di ruang rapat setelah rapat dibuka.")
    return _refused(403, gettext("Rapat ini belum berlangsung"), sentence)


def _too_late() -> Any:
    sentence = gettext("Kode berganti tiap menit. Pindai lagi kode yang sekarang tampak di ruang rapat.")
    return _refused(410, gettext("Kode ini sudah lewat"), sentence)


def _refused(status: int, title: str, sentence: str) -> Any:
    """Say what to do; what was typed stands below, to be typed or pasted again."""
    names = ("person", "position", "agency_name", "represents")
    typed = [clean_text(request.form.get(name, ""))[:300] for name in names]
    template = "attendance/refused.html"
    return render_template(template, title=title, sentence=sentence, typed=[each for each in typed if each]), status


@check_ins.errorhandler(CSRFError)
def _no_cookie(error: CSRFError) -> Any:
    """The form came without the cookie that opening it left, or with another one."""
    if request.endpoint != "check_ins.check_in":
        return http_error(error)
    sentence = gettext("Izinkan kuki di peramban Anda, lalu pindai lagi kode yang tampak di ruang rapat.")
    return _refused(400, gettext("Formulir ini sudah kedaluwarsa"), sentence)
