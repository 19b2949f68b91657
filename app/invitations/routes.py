"""The invitation of a meeting: letter, invited posts, messages, calendar file, and who was sent what when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.attendance.models import Attendance
from app.extensions import db, fetch
from app.invitations import service
from app.invitations.forms import AddresseeForm, InviteForm, LetterForm, SentForm
from app.invitations.invitees import Invitee, invitees_of
from app.invitations.letter import Draft, sheet_of
from app.invitations.messages import calendar_link
from app.invitations.models import Dispatch
from app.invitations.queries import UNTOLD
from app.meetings.locks import meeting_first
from app.meetings.models import Meeting, MeetingState
from app.meetings.service import require_open
from app.policy import can, requires
from app.submissions import once
from app.web import commit_and_redirect, form_page

TELLING = (MeetingState.ANNOUNCED, MeetingState.RUNNING, MeetingState.CANCELLED)  # people are still to be told of it

invitations = Blueprint("invitations", __name__)


@invitations.app_template_global()
def untold_invitees(meeting: Meeting) -> int:
    """How many of an announced meeting's invitees were sent nothing yet; 0 for who could not send it."""
    if meeting.state is not MeetingState.ANNOUNCED or not can("meeting.manage", meeting):
        return 0
    return int(fetch(UNTOLD, meeting_id=meeting.id)[0][0])


@invitations.get("/rapat/<id:id>/undangan")
@requires("meeting.read", Meeting)
def index(meeting: Meeting) -> Any:
    """Everything about the invitation."""
    return _page(meeting)


def _page(meeting: Meeting, wrong: Any = None, row_id: int = 0) -> Any:
    """Show the page; `wrong` is a form to be shown again with what was typed, `row_id` the row that it belongs to."""
    invitees = invitees_of(meeting)
    letter = service.letter_of(meeting) or Draft(meeting)
    managing = can("meeting.manage", meeting)
    steps = [each.noted_at for one in invitees for each in one.sent]
    forms = {
        "sent_form": wrong if isinstance(wrong, SentForm) else SentForm(named(invitees), formdata=None),
        "invite_form": wrong if isinstance(wrong, InviteForm) else InviteForm(formdata=None) if managing else None,
        "row_form": wrong if isinstance(wrong, AddresseeForm) else None,
    }
    return form_page(
        "invitations/index.html",
        wrong or forms["sent_form"],
        meeting=meeting, invitees=invitees, sheet=sheet_of(meeting, letter, invitees), saved=bool(letter.version),
        managing=managing, row_id=row_id, due=sum(each.is_due for each in invitees),
        last_step=max(steps, default=None), last_count=steps.count(max(steps)) if steps else 0,
        told=meeting.state is not MeetingState.DRAFT, telling=meeting.state in TELLING,
        link=calendar_link(meeting), **forms,
    )  # fmt: skip


def named(invitees: list[Invitee]) -> list[tuple[int, str]]:
    """Choices of a form."""
    return [(each.id, each.addressee) for each in invitees]


@invitations.route("/rapat/<id:id>/undangan/surat", methods=["GET", "POST"])
@requires("meeting.manage", Meeting)
def letter(meeting: Meeting) -> Any:
    """Change the words of the letter."""
    saved = service.letter_of(meeting)
    draft = saved or Draft(meeting)
    form = LetterForm(obj=draft)
    if form.validate_on_submit() and not form.is_stale(draft):
        service.write(meeting, saved, form)
        return commit_and_redirect(url_for(".index", id=meeting.id) + "#surat", gettext("Surat undangan disimpan."))
    return form_page("invitations/letter.html", form, meeting=meeting)


@invitations.post("/rapat/<id:id>/undangan/penerima")
@requires("meeting.manage", Meeting)
@once
def add(meeting: Meeting) -> Any:
    """Invite one more post."""
    form = InviteForm()
    added: list[Attendance] = []
    if form.validate_on_submit() and form.permits(lambda: added.append(service.invite_post(meeting, form))):
        sentence = gettext("%(addressee)s ditambahkan.", addressee=added[0].addressee)
        return commit_and_redirect(_row(meeting.id, added[0].id), sentence)
    return _page(meeting, form)


@invitations.post("/rapat/undangan/<id:id>/penerima")
@meeting_first(Attendance)
@requires("meeting.manage", Attendance)
def address(row: Attendance) -> Any:
    """Say to which post the letter goes."""
    form = AddresseeForm()
    if form.validate_on_submit() and form.permits(require_open, row.meeting) and not form.is_stale(row):
        row.addressee = form.addressee.data
        return commit_and_redirect(_row(row.meeting_id, row.id), gettext("Perubahan disimpan."))
    return _page(row.meeting, form, row.id)


@invitations.post("/rapat/undangan/<id:id>/hapus")
@meeting_first(Attendance)
@requires("meeting.manage", Attendance)
def remove(row: Attendance) -> Any:
    """Take an invited post off the list."""
    sentence = gettext("%(agency)s dihapus dari daftar undangan.", agency=row.agency_name)
    meeting_id = row.meeting_id
    service.remove(row)
    return commit_and_redirect(_row(meeting_id), sentence)


@invitations.post("/rapat/<id:id>/undangan/kirim")
@requires("meeting.manage", Meeting)
@once
def mark(meeting: Meeting) -> Any:
    """Mark what is due as sent to those who are ticked, or to all (`semua`)."""
    invitees = invitees_of(meeting)
    form = SentForm(named(invitees))
    if not form.validate_on_submit():
        return _page(meeting, form)
    whom = service.chosen(invitees, None if "semua" in request.form else form.invitees.data)
    if not form.permits(service.mark_sent, meeting, whom, form.channel.data, current_user.name, form.instant):
        return _page(meeting, form)
    db.session.flush()
    sentence = gettext("%(count)s undangan ditandai terkirim.", count=len(whom))
    return commit_and_redirect(_after(meeting, whom), sentence)


def _after(meeting: Meeting, whom: list[Invitee]) -> str:
    """Where one goes on: from the message of one invitee to that of the next who waits, else to the list."""
    waiting = [each.id for each in invitees_of(meeting) if each.is_due] if "pesan" in request.form else []
    later = [key for key in waiting if key > whom[-1].id] or waiting
    return url_for("invitations.compose", id=meeting.id, untuk=later[0]) if later else _row(meeting.id)


@invitations.post("/rapat/undangan/kirim/<id:id>/urungkan")
@meeting_first(Dispatch)
@requires("meeting.manage", Dispatch)
def undo(dispatch: Dispatch) -> Any:
    """Take one mark back."""
    service.undo(dispatch)
    target = _row(dispatch.meeting_id, dispatch.attendance_id)
    return commit_and_redirect(target, gettext("Tanda kirim diurungkan."))


@invitations.post("/rapat/<id:id>/undangan/urungkan")
@requires("meeting.manage", Meeting)
def undo_step(meeting: Meeting) -> Any:
    """Take back all that was marked in the last step."""
    try:
        step = dt.datetime.fromisoformat(request.form.get("langkah", ""))
    except ValueError:
        step = None
    count = service.undo_step(meeting, step if step and step.tzinfo else None)
    sentence = gettext("Sudah diurungkan, atau ada penandaan yang lebih baru.")
    if count:
        sentence = gettext("%(count)s tanda kirim diurungkan.", count=count)
    return commit_and_redirect(_row(meeting.id), sentence)


def _row(meeting_id: int, row_id: int = 0) -> str:
    place = f"undangan-{row_id}" if row_id else "daftar-undangan"
    return url_for("invitations.index", id=meeting_id) + f"#{place}"
