"""The letterhead of an agency: how it is set, and how it prints."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext

from app.agencies.models import Agency
from app.clock import today
from app.documents.forms import LetterheadForm
from app.documents.handing_out import hand_out
from app.documents.letterhead import letterhead_of
from app.documents.models import Letterhead
from app.documents.routes import documents
from app.documents.service import letterhead_row
from app.documents.typesetting import preview
from app.extensions import db
from app.files.kinds import IMAGES
from app.files.service import Content, limit_in_words, record, store
from app.policy import requires
from app.refusal import Refused
from app.uploads import takes_files
from app.web import commit_and_redirect, form_page

TEXTS = ("upper", "contact", "city")


@documents.route("/instansi/<id:id>/kop", methods=["GET", "POST"])
@takes_files
@requires("letterhead.manage", Agency)
def letterhead(agency: Agency) -> Any:
    """Set the letterhead of an agency."""
    agency.expect_current()
    saved = letterhead_row(agency.id)
    form = LetterheadForm(obj=saved)
    if not form.validate_on_submit():
        return _page(agency, saved, form)
    key = agency.id
    db.session.rollback()  # drawing a picture anew takes its time: nobody waits for it
    try:
        content = _stored()
    except Refused as refusal:
        form.emblem.errors = [str(refusal)]
        agency = db.session.get_one(Agency, key)
        return _page(agency, letterhead_row(key), form)
    agency = db.session.get_one(Agency, key, with_for_update={"of": Agency})
    saved = letterhead_row(key)
    if saved and form.is_stale(saved):
        return _page(agency, saved, form)
    _save(saved or Letterhead(agency_id=key), form, content)
    return commit_and_redirect(url_for(".letterhead", id=key), gettext("Kop naskah dinas disimpan."))


def _stored() -> Content | None:
    sent = request.files.get("emblem")
    return store(sent.stream, sent.filename, IMAGES) if sent and sent.filename else None


def _save(row: Letterhead, form: LetterheadForm, content: Content | None) -> None:
    for name in TEXTS:
        setattr(row, name, form[name].data)
    if content:
        row.picture_id = record(content).id
    elif form.without_emblem.data:
        row.picture_id = None
    db.session.add(row)


def _page(agency: Agency, saved: Letterhead | None, form: LetterheadForm) -> Any:
    facts = {"agency": agency, "saved": saved, "limit": limit_in_words()}
    return form_page("documents/letterhead.html", form, **facts)


@documents.get("/instansi/<id:id>/kop/contoh.png")
@requires("letterhead.manage", Agency)
def letterhead_preview(agency: Agency) -> Any:
    """The letterhead as it prints."""
    head = letterhead_of(agency, today())
    db.session.rollback()
    answer = hand_out(preview("kop", {"head": head}), "image/png", "kop.png")
    answer.headers["Content-Disposition"] = 'inline; filename="kop.png"'
    return answer
