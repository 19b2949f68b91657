"""The page of the agreement, and what the secretariat does there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app import audit
from app.agreement import links, queries, service
from app.agreement.differences import words_between
from app.agreement.forms import CirculateForm, DecisionForm, DeferForm, ReopenForm, Wording
from app.agreement.models import Correction, CorrectionState, MinutesCopy
from app.agreement.standing import Standing, standing_of
from app.errors import error_page
from app.extensions import fetch
from app.meetings.agenda import AgendaItem
from app.meetings.locks import meeting_first
from app.meetings.models import Meeting
from app.minutes.merge import merge
from app.policy import can, requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page, whatsapp_link

agreement = Blueprint("agreement", __name__)


@dataclass(frozen=True)
class Recipient:
    """An attendee with the copy's link, which only who may circulate minutes sees."""

    row: Any
    corrections: int
    address: str = ""
    whatsapp: str = ""


@agreement.get("/rapat/<id:id>/persetujuan")
@requires("meeting.read", Meeting)
def index(meeting: Meeting) -> Any:
    """How far the minutes are agreed, and the next step."""
    return _page(meeting, CirculateForm(formdata=None))


def _page(meeting: Meeting, form: CirculateForm) -> Any:
    standing = standing_of(meeting)
    circulating = can("minutes.circulate", meeting)
    return form_page(
        "agreement/index.html",
        form,
        meeting=meeting,
        standing=standing,
        circulating=circulating,
        undecided=fetch(queries.UNDECIDED, meeting_id=meeting.id) if meeting.is_typed else (),
        recipients=_recipients(standing, circulating),
        all_links=links.all_links(standing.copies) if circulating and links.are_open(meeting) else "",
        scans=_newest(fetch(queries.SCANS, meeting_id=meeting.id)) if standing.versions else {},
        words=words_between,
    )


def _recipients(standing: Standing, circulating: bool) -> list[Recipient]:
    meeting = standing.meeting
    made = Counter(row.copy_id for row in standing.corrections)
    if not circulating or not links.are_open(meeting):
        return [Recipient(row, made[row.id]) for row in standing.copies]
    return [
        Recipient(row, made[row.id], links.address_of(row), whatsapp_link(links.message_to(row, meeting)))
        for row in standing.copies
    ]


def _newest(scans: Any) -> dict[int, Any]:
    return {row.version_id: row for row in reversed(scans)}


@agreement.post("/rapat/<id:id>/edarkan")
@requires("minutes.circulate", Meeting)
@once
def circulate(meeting: Meeting) -> Any:
    """Send the minutes to those who were there."""
    form = CirculateForm()
    if form.validate_on_submit():
        copies = service.circulate(meeting, form.days.data)
        audit.note(meeting, "circulated", copies=len(copies))
        sentence = gettext("Notula diedarkan kepada %(count)s peserta. Kirim tautannya satu per satu.",
                           count=len(copies))  # fmt: skip
        return commit_and_redirect(_index(meeting.id) + "#salinan", sentence)
    return _page(meeting, form)


@agreement.route("/rapat/<id:id>/buka-kembali", methods=["GET", "POST"])
@requires("minutes.circulate", Meeting)
def reopen(meeting: Meeting) -> Any:
    """Let the minutes be written again, with a reason."""
    form = ReopenForm()
    if form.validate_on_submit() and form.permits(service.reopen, meeting, form.reason.data, current_user.name):
        return commit_and_redirect(_index(meeting.id), gettext("Notula dibuka kembali dan dapat diperbaiki."))
    return form_page("agreement/reopen.html", form, meeting=meeting)


@agreement.route("/rapat/agenda/<id:id>/tunda-keputusan", methods=["GET", "POST"])
@meeting_first(AgendaItem)
@requires("minutes.write", AgendaItem)
def defer(item: AgendaItem) -> Any:
    """Put a decision off with a reason, so that the meeting can end without it."""
    form = DeferForm(data={"reason": item.deferred_reason})
    if not form.is_submitted():
        _require_undecided(item)
    if form.validate_on_submit() and form.permits(_defer, item, form.reason.data):
        return commit_and_redirect(_agenda(item), gettext("Keputusan ditunda. Urungkan bila keliru."))
    return form_page("agreement/defer.html", form, item=item)


def _defer(item: AgendaItem, reason: str) -> None:
    _require_undecided(item)
    item.defer(reason)


def _require_undecided(item: AgendaItem) -> None:
    if fetch(queries.HAS_DECISION, item_id=item.id):
        raise Refused(gettext("Acara ini sudah mempunyai keputusan, jadi tidak perlu ditunda."))


@agreement.post("/rapat/agenda/<id:id>/batal-tunda")
@meeting_first(AgendaItem)
@requires("minutes.write", AgendaItem)
def resume(item: AgendaItem) -> Any:
    """Take the deferral of a decision back."""
    item.resume()
    return commit_and_redirect(_agenda(item), gettext("Penundaan keputusan dibatalkan."))


@agreement.post("/rapat/salinan/<id:id>/terkirim")
@meeting_first(MinutesCopy)
@requires("minutes.circulate", MinutesCopy)
def mark_sent(copy: MinutesCopy) -> Any:
    """Note that a link was sent, or take that back."""
    if request.form.get("urung"):
        copy.unmark_sent()
    else:
        copy.mark_sent(current_user.name)
    return commit_and_redirect(f"{_index(copy.meeting_id)}#salinan-{copy.id}")


@agreement.post("/rapat/salinan/<id:id>/ganti-tautan")
@meeting_first(MinutesCopy)
@requires("minutes.circulate", MinutesCopy)
@once
def renew(copy: MinutesCopy) -> Any:
    """End a link that went to the wrong person, and make another."""
    copy.renew()
    audit.note(copy.meeting, "link_renewed", **{audit.WHICH: copy.name})
    sentence = gettext("Tautan lama untuk %(name)s tidak berlaku lagi. Kirim tautan yang baru.", name=copy.name)
    return commit_and_redirect(f"{_index(copy.meeting_id)}#salinan-{copy.id}", sentence)


@agreement.route("/rapat/perbaikan/<id:id>", methods=["GET", "POST"])
@meeting_first(Correction)
@requires("minutes.circulate", Correction)
def decide(correction: Correction) -> Any:
    """Accept a proposed correction, perhaps in other words, or decline it."""
    line = correction.line
    seen = Wording(line.text, len(line.revisions))
    proposed = merge(correction.original, correction.text, line.text)
    form = DecisionForm(data={"text": proposed, "version": seen.version})
    if form.is_submitted() and correction.state is not CorrectionState.WAITING:
        return _too_late(correction, form)
    if form.validate_on_submit() and (done := _decided(correction, form, seen)) is not None:
        return commit_and_redirect(f"{_index(correction.meeting_id)}#perbaikan-{correction.id}", done)
    context = {"line": line, "moved": line.text != correction.original, "words": words_between}
    return form_page("agreement/decide.html", form, correction=correction, meeting=correction.meeting, **context)


def _too_late(correction: Correction, form: DecisionForm) -> Any:
    """Somebody has decided already: who sent the very same is led there, who typed something else gets it back."""
    declining = request.form.get("putusan") == "tolak"
    same = form.answer.data == correction.answer and (declining or form.text.data == correction.written)
    try:
        correction.expect_waiting()
    except Refused as refusal:
        if same:
            raise
        return error_page(409, gettext("Data sudah berubah"), str(refusal))


def _decided(correction: Correction, form: DecisionForm, seen: Wording) -> str | None:
    """Decide as the form says; None when the form has to be shown again."""
    if request.form.get("putusan") == "tolak":
        if form.require_answer() and form.permits(service.decline, correction, form.answer.data, current_user.name):
            return gettext("Usulan tidak diterima; jawabannya terbaca oleh pengusul.")
        return None
    if form.is_stale(seen) or not form.permits(_accept, correction, form):
        return None
    if form.kept:
        return gettext("Usulan diterima. Bunyi %(ref)s tetap, karena sudah disepakati instansinya.", ref=form.kept)
    return gettext("Usulan diterima dan notula diperbaiki.")


def _accept(correction: Correction, form: DecisionForm) -> None:
    person, text, answer = current_user, form.text.data, form.answer.data or ""
    form.kept = service.accept(correction, text, answer, person.id, person.name)


def _index(meeting_id: int) -> str:
    return url_for(".index", id=meeting_id)


def _agenda(item: AgendaItem) -> str:
    """Back to where one was: the minutes, or the meeting's agenda."""
    return url_for("minutes.index", id=item.meeting_id, acara=item.id) + f"#acara-{item.id}"
