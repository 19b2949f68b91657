"""What is done on a meeting's page: the template used and saved, topics parked and taken, items carried, proposals."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext
from flask_login import current_user

from app.extensions import db
from app.forms import BaseForm
from app.meetings.agenda import AgendaItem
from app.meetings.locks import meeting_first
from app.meetings.models import Meeting
from app.policy import requires
from app.series import queries, service
from app.series.forms import CarryForm, CarryWay, ParkForm, ProposalForm, ReasonForm, TakeForm
from app.series.locks import both_meetings_first
from app.series.models import AgendaProposal, ParkedItem
from app.series.panel import own_agencies, panel_of
from app.series.routes import act_page, page_of, series
from app.submissions import once
from app.web import commit_and_redirect, form_page

__all__ = ["series"]


@series.post("/rapat/<id:id>/pakai-templat")
@requires("meeting.manage", Meeting)
def use_template(meeting: Meeting) -> Any:
    """Add the items of the series' template to the agenda."""
    added = service.use_template(meeting)
    sentence = gettext("%(count)s acara ditambahkan dari templat.", count=added)
    if not added:
        sentence = gettext("Semua acara dalam templat sudah ada di agenda; tidak ada yang ditambahkan.")
    return commit_and_redirect(_meeting(meeting.id, "agenda"), sentence)


@series.route("/rapat/<id:id>/simpan-templat", methods=["GET", "POST"])
@requires("meeting.manage", Meeting)
def save_template(meeting: Meeting) -> Any:
    """Replace the template by this meeting's agenda, after a look at both."""
    form, one = BaseForm(), service.series_of(meeting)
    if form.validate_on_submit() and form.permits(service.save_template, meeting):
        return commit_and_redirect(page_of(one.id, "templat"), gettext("Susunan acara disimpan sebagai templat."))
    return form_page("series/save_template.html", form, meeting=meeting, series=one)


@series.route("/rapat/<id:id>/tunda", methods=["GET", "POST"])
@requires("meeting.manage", Meeting)
@once
def park(meeting: Meeting) -> Any:
    """Put a topic into the parking lot of the series."""
    form = ParkForm()
    if form.validate_on_submit() and form.permits(
        service.park, meeting, form.title.data, form.note.data, current_user.name
    ):
        return commit_and_redirect(_meeting(meeting.id, "tunda"), gettext("Bahasan masuk daftar tunda."))
    service.series_of(meeting)
    return form_page("series/park.html", form, meeting=meeting, panel=panel_of(meeting, form))


@series.route("/seri/tunda/<id:id>/agenda", methods=["GET", "POST"])
@requires("meeting.manage", ParkedItem)
def take(parked: ParkedItem) -> Any:
    """Put a parked topic onto the agenda of an open meeting of the series."""
    form = TakeForm(queries.meeting_choices(queries.TAKE_TARGETS, 0, parked.series_id))
    if form.validate_on_submit() and form.permits(_take, parked, form.meeting_id.data):
        sentence = gettext("Bahasan masuk agenda rapat ini.")
        return commit_and_redirect(_meeting(form.meeting_id.data, "agenda"), sentence)
    title = gettext("Masukkan ke agenda")
    return act_page(form, title, title, page_of(parked.series_id, "tunda"), parked.title, about=_where(form))


def _take(parked: ParkedItem, meeting_id: int) -> None:
    parked.expect_waiting()  # before the meeting is locked: who takes an item off an agenda locks the other way round
    service.take(parked, _locked(meeting_id))


@series.route("/seri/tunda/<id:id>/gugurkan", methods=["GET", "POST"])
@requires("meeting.manage", ParkedItem)
def drop(parked: ParkedItem) -> Any:
    """Drop a parked topic with a reason."""
    form, back = ReasonForm(), page_of(parked.series_id, "tunda")
    if form.validate_on_submit() and form.permits(parked.drop, form.reason.data):
        return commit_and_redirect(back, gettext("Bahasan digugurkan. Urungkan bila keliru."))
    title = gettext("Gugurkan bahasan")
    return act_page(form, title, title, back, parked.title, "danger")


@series.post("/seri/tunda/<id:id>/pulihkan")
@requires("meeting.manage", ParkedItem)
def restore(parked: ParkedItem) -> Any:
    """Undo the drop, or what a cancelled meeting made of it."""
    parked.restore()
    return commit_and_redirect(page_of(parked.series_id, "tunda"), gettext("Bahasan kembali menunggu."))


@series.route("/rapat/agenda/<id:id>/bawa", methods=["GET", "POST"])
@both_meetings_first
@requires("meeting.manage", AgendaItem)
@once
def carry(item: AgendaItem) -> Any:
    """Move or copy an agenda item to a meeting that is being prepared."""
    meeting = item.meeting
    form = CarryForm(queries.meeting_choices(queries.CARRY_TARGETS, meeting.id, meeting.series_id))
    if not form.is_submitted() and service.has_minutes(item):
        form.way.data = CarryWay.COPY
    if form.validate_on_submit() and form.permits(_carry, item, form):
        sentence = (
            gettext("Acara dipindahkan ke rapat ini.") if _moves(form) else gettext("Acara disalin ke rapat ini.")
        )
        return commit_and_redirect(_meeting(form.meeting_id.data, "agenda"), sentence)
    title = gettext("Pindahkan atau salin acara")
    return act_page(
        form, title, gettext("Lanjutkan"), _meeting(meeting.id, "agenda"), meeting.theme, about=_where(form, item.title)
    )


def _moves(form: CarryForm) -> bool:
    return form.way.data is CarryWay.MOVE


def _carry(item: AgendaItem, form: CarryForm) -> None:
    service.carry(item, _locked(form.meeting_id.data), _moves(form))


def _where(form: TakeForm, text: str = "") -> str:
    if form.meeting_id.choices:
        return text
    return gettext("Belum ada rapat yang sedang disiapkan. Buat rapatnya dahulu, lalu kembali ke sini.")


@series.route("/rapat/<id:id>/usulan", methods=["GET", "POST"])
@requires("agenda.propose", Meeting)
@once
def propose(meeting: Meeting) -> Any:
    """Ask for an agenda item while the meeting is announced."""
    form = ProposalForm(own_agencies(meeting))
    if not form.is_submitted():
        service.require_announced(meeting)
    if form.validate_on_submit() and form.permits(_propose, meeting, form):
        return commit_and_redirect(_meeting(meeting.id, "usulan"), gettext("Usulan dikirim kepada sekretariat."))
    return form_page("series/propose.html", form, meeting=meeting, panel=panel_of(meeting, form))


def _propose(meeting: Meeting, form: ProposalForm) -> None:
    values = {field.name: field.data for field in (form.title, form.reason, form.planned_minutes)}
    service.propose(meeting, form.agency_id.data, current_user.name, **values)


@series.post("/rapat/usulan/<id:id>/terima")
@meeting_first(AgendaProposal)
@requires("meeting.manage", AgendaProposal)
def accept(proposal: AgendaProposal) -> Any:
    """Put a proposal onto the agenda."""
    service.accept(proposal)
    return commit_and_redirect(_meeting(proposal.meeting_id, "agenda"), gettext("Usulan masuk agenda."))


@series.route("/rapat/usulan/<id:id>/tolak", methods=["GET", "POST"])
@meeting_first(AgendaProposal)
@requires("meeting.manage", AgendaProposal)
def decline(proposal: AgendaProposal) -> Any:
    """Decline a proposal with a word."""
    form, back = ReasonForm(), _meeting(proposal.meeting_id, "usulan")
    if form.validate_on_submit() and form.permits(proposal.decline, form.reason.data):
        return commit_and_redirect(back, gettext("Usulan ditolak; pengusul dapat membaca alasannya."))
    title = gettext("Tolak usulan")
    return act_page(form, title, title, back, proposal.title, "danger")


def _meeting(meeting_id: int, part: str) -> str:
    return url_for("meetings.show", id=meeting_id) + f"#{part}"


def _locked(meeting_id: int) -> Meeting:
    """Load the chosen meeting as it is now, so that it cannot close meanwhile."""
    rows = sa.select(Meeting).where(Meeting.id == meeting_id).with_for_update(of=Meeting)
    return db.session.scalars(rows.execution_options(populate_existing=True)).unique().one()
