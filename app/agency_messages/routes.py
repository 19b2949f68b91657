"""Telling agencies what waits for them, by a message that a person sends: which agencies, and the text for one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.models import Agency
from app.agency_messages import service
from app.agency_messages.forms import ToldForm
from app.agency_messages.models import UNDO_WITHIN, AgencyMessage
from app.agency_messages.queries import AGENCIES, messages_to
from app.agency_messages.texts import opened, ready
from app.clock import now
from app.extensions import db
from app.policy import requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page

agency_messages = Blueprint("agency_messages", __name__)


@agency_messages.get("/pesan-instansi")
@requires("commitment.remind")
def index() -> Any:
    """The agencies for which something waits, late first, with when each was last told."""
    page = AGENCIES.page(current_user, request.args, request.path)
    return render_template("agency_messages/index.html", page=page)


@agency_messages.route("/instansi/<id:id>/pesan", methods=["GET", "POST"])
@requires("commitment.remind")
@once
def show(id: int) -> Any:
    """The message to one agency. It is not locked: who acts upon its commitments locks those first."""
    agency = db.session.get(Agency, id) or abort(404)
    form = ToldForm()
    if form.validate_on_submit():
        named = opened(form.token.data, agency.id, form.text.data)
        if named:
            return _told(service.tell(agency, form.text.data, named, form.channel.data, current_user), agency)
        form.form_errors.append(gettext("Teks pesan tidak utuh. Bukalah halaman ini sekali lagi, lalu tandai."))
    message = ready(agency, whole="lengkap" in request.args)
    return form_page(
        "agency_messages/show.html", form, agency=agency, message=message, told=messages_to(agency.id),
        undo_from=now() - UNDO_WITHIN,
    )  # fmt: skip


def _told(message: AgencyMessage, agency: Agency) -> Any:
    sentence = gettext("Pesan kepada %(agency)s ditandai sudah disampaikan.", agency=agency.name)
    return commit_and_redirect(url_for(".index"), sentence, url_for(".undo", id=message.id))


@agency_messages.post("/instansi/pesan/<id:id>/urungkan")
@requires("commitment.remind", AgencyMessage)
def undo(message: AgencyMessage) -> Any:
    """Take the mark of one message back."""
    place = url_for(".show", id=message.agency_id)
    try:
        service.undo(message)
    except Refused as refused:
        flash(str(refused), "error")
        return redirect(place, 303)
    return commit_and_redirect(place, gettext("Tanda kirim diurungkan."))
