"""Pages of a meeting: how it is called, its agenda, and its states."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agreement.queries import UNDECIDED
from app.attendance.models import Presence
from app.attendance.queries import PRESENCES
from app.audit_story import story_of
from app.clock import now
from app.extensions import fetch
from app.meetings import queries, service
from app.meetings.agenda import AgendaItem
from app.meetings.forms import AgendaForm, CancelForm, MeetingForm
from app.meetings.locks import meeting_first
from app.meetings.models import Meeting, MeetingState
from app.meetings.timekeeping import minutes_used, overrun, seconds_used
from app.meetings.versions import Call, Wording
from app.policy import Role, requires
from app.series.panel import panel_of
from app.submissions import once
from app.web import commit_and_redirect, form_page, return_path

meetings = Blueprint("meetings", __name__)
meetings.add_app_template_filter(seconds_used)
meetings.add_app_template_filter(minutes_used)
meetings.add_app_template_filter(overrun)


@meetings.get("/rapat")
@requires("meeting.read")
def index() -> Any:
    """All meetings that the person may know of."""
    page = queries.MEETINGS.page(current_user, request.args, request.path)
    return render_template("meetings/index.html", page=page)


@meetings.route("/rapat/baru", methods=["GET", "POST"])
@requires("meeting.manage")
@once
def new() -> Any:
    """Call a meeting."""
    form = MeetingForm()
    if form.validate_on_submit():
        meeting = service.create(form)
        sentence = gettext("Rapat %(reference)s dibuat sebagai draf.", reference=meeting.reference)
        return commit_and_redirect(url_for(".show", id=meeting.id), sentence)
    return form_page("meetings/new.html", form)


@meetings.get("/rapat/<id:id>")
@requires("meeting.read", Meeting)
def show(meeting: Meeting) -> Any:
    """One meeting on one page."""
    return _page(meeting, AgendaForm(formdata=None))


def _page(meeting: Meeting, form: AgendaForm) -> Any:
    guests = fetch(PRESENCES, meeting_id=meeting.id)
    meeting.invited_agency_ids = {row.agency_id for row in guests if row.invited}
    counts = Counter(row.presence for row in guests)
    own, awaited = current_user.agencies_as(Role.LIAISON), meeting.state is MeetingState.ANNOUNCED
    return form_page(
        "meetings/show.html",
        form,
        meeting=meeting,
        counts=[(presence, counts[presence]) for presence in Presence if presence in counts],
        answers=Counter(row.answer for row in guests if row.answer and row.invited),
        own_invitations=[row.id for row in guests if row.invited and row.agency_id in own] if awaited else (),
        outcome=fetch(queries.OUTCOME_OF, meeting_id=meeting.id) if meeting.is_held else (),
        outcome_states=queries.OUTCOME_STATES,
        panel=panel_of(meeting),
        story=story_of(meeting),
        now=now(),
    )


@meetings.route("/rapat/<id:id>/ubah", methods=["GET", "POST"])
@requires("meeting.manage", Meeting)
def edit(meeting: Meeting) -> Any:
    """Change how the meeting is called."""
    form = MeetingForm(meeting)
    if not form.is_submitted():
        service.require_open(meeting)
    if form.validate_on_submit() and form.permits(service.require_open, meeting) and not form.is_stale(Call(meeting)):
        service.fill(meeting, form)
        return commit_and_redirect(url_for(".show", id=meeting.id), gettext("Perubahan disimpan."))
    return form_page("meetings/edit.html", form, meeting=meeting)


@meetings.post("/rapat/<id:id>/umumkan")
@requires("meeting.manage", Meeting)
def announce(meeting: Meeting) -> Any:
    """Show the meeting to everyone."""
    meeting.announce()
    return commit_and_redirect(url_for(".show", id=meeting.id), gettext("Rapat diumumkan."))


@meetings.post("/rapat/<id:id>/mulai")
@requires("meeting.manage", Meeting)
def start(meeting: Meeting) -> Any:
    """Open the meeting and go to its minutes."""
    meeting.start()
    sentence = gettext("Rapat dimulai. Ketik notula di bawah tiap acara.")
    return commit_and_redirect(url_for("minutes.index", id=meeting.id), sentence)


@meetings.post("/rapat/<id:id>/tutup")
@requires("meeting.manage", Meeting)
def close(meeting: Meeting) -> Any:
    """End the meeting, or the revision of its minutes, once each decision is made or put off with a reason."""
    revising = meeting.state is MeetingState.REVISING
    undecided = fetch(UNDECIDED, meeting_id=meeting.id) if meeting.is_typed else ()
    if undecided:
        return render_template("agreement/undecided.html", meeting=meeting, undecided=undecided), 409
    meeting.close()
    sentence = gettext("Notula selesai diperbaiki.") if revising else gettext("Rapat ditutup.")
    return commit_and_redirect(url_for("agreement.index", id=meeting.id), sentence)


@meetings.route("/rapat/<id:id>/batalkan", methods=["GET", "POST"])
@requires("meeting.manage", Meeting)
def cancel(meeting: Meeting) -> Any:
    """Call the meeting off with a reason."""
    form = CancelForm()
    if form.validate_on_submit() and form.permits(service.call_off, meeting, form.reason.data):
        return commit_and_redirect(url_for(".show", id=meeting.id), gettext("Rapat dibatalkan."))
    return form_page("meetings/cancel.html", form, meeting=meeting)


@meetings.post("/rapat/<id:id>/agenda")
@requires("meeting.manage", Meeting)
@once
def add_item(meeting: Meeting) -> Any:
    """Append an item to the agenda."""
    form = AgendaForm()
    if form.validate_on_submit():
        service.add_item(meeting, form)
        return commit_and_redirect(url_for(".show", id=meeting.id) + "#agenda", gettext("Acara ditambahkan."))
    return _page(meeting, form)


@meetings.route("/rapat/agenda/<id:id>/ubah", methods=["GET", "POST"])
@meeting_first(AgendaItem)
@requires("meeting.manage", AgendaItem)
def edit_item(item: AgendaItem) -> Any:
    """Change an item of the agenda."""
    form = AgendaForm(obj=Wording(item))
    if not form.is_submitted():
        service.require_open(item.meeting)
    if (
        form.validate_on_submit()
        and form.permits(service.require_open, item.meeting)
        and not form.is_stale(Wording(item))
    ):
        form.write_to(item)
        return commit_and_redirect(_agenda(item), gettext("Perubahan disimpan."))
    return form_page("meetings/edit_item.html", form, item=item)


@meetings.post("/rapat/agenda/<id:id>/pindah")
@meeting_first(AgendaItem)
@requires("meeting.manage", AgendaItem)
def move_item(item: AgendaItem) -> Any:
    """Move an item up or down."""
    service.move_item(item, upward=request.form.get("arah") == "naik")
    return commit_and_redirect(_agenda(item))


@meetings.post("/rapat/agenda/<id:id>/hapus")
@meeting_first(AgendaItem)
@requires("meeting.manage", AgendaItem)
def remove_item(item: AgendaItem) -> Any:
    """Take an item off the agenda."""
    service.remove_item(item)
    return commit_and_redirect(_agenda(item), gettext("Acara dihapus."))


@meetings.post("/rapat/acara/<id:id>/jalankan")
@meeting_first(AgendaItem)
@requires("minutes.write", AgendaItem)
def begin_item(item: AgendaItem) -> Any:
    """Make this the present item of its meeting."""
    service.begin_item(item, now())
    return commit_and_redirect(_came_from(item.meeting))


@meetings.post("/rapat/acara/<id:id>/jeda")
@meeting_first(AgendaItem)
@requires("minutes.write", AgendaItem)
def pause_item(item: AgendaItem) -> Any:
    """Stop the clock of the present item."""
    service.stop_item(item, now())
    return commit_and_redirect(_came_from(item.meeting))


@meetings.post("/rapat/<id:id>/acara-berikutnya")
@requires("minutes.write", Meeting)
def next_item(meeting: Meeting) -> Any:
    """Go on to the item after the present one."""
    service.next_item(meeting, request.form.get("dari", type=int), now())
    return commit_and_redirect(_came_from(meeting))


def _came_from(meeting: Meeting) -> str:
    """The page that shows the clock, so that one goes on where one was: projector, minutes, else the meeting."""
    came = return_path()
    clocks = [url_for(endpoint, id=meeting.id) for endpoint in ("screen.show", "minutes.index")]
    return came if came.split("?")[0] in clocks else url_for(".show", id=meeting.id) + "#agenda"


def _agenda(item: AgendaItem) -> str:
    return url_for(".show", id=item.meeting_id) + "#agenda"
