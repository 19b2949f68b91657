"""What is done with a mapping: shown to agencies, decided on, printed for all, and read."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.extensions import fetch
from app.forms import whole_id
from app.mapping import queries, service
from app.mapping.evaluation import evaluate
from app.mapping.forms import DecideForm
from app.mapping.models import Mapping
from app.mapping.parts import Decided
from app.mapping.routes import mappings, page_of
from app.policy import requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page


def _done(mapping: Mapping, sentence: str) -> Any:
    return commit_and_redirect(url_for(".show", id=mapping.id), sentence)


def _is_seen(mapping: Mapping) -> bool:
    """The page from which this was sent showed the mapping as it is now."""
    return request.form.get("isi") == str(mapping.content)


@mappings.post("/pemetaan/<id:id>/bagikan")
@requires("mapping.manage", Mapping)
def share(mapping: Mapping) -> Any:
    """Let agencies read it."""
    mapping.share()
    return _done(mapping, gettext("Pemetaan dibagikan kepada instansi."))


@mappings.post("/pemetaan/<id:id>/tarik")
@requires("mapping.manage", Mapping)
def take_back(mapping: Mapping) -> Any:
    """Hide it from agencies again."""
    mapping.take_back()
    return _done(mapping, gettext("Pemetaan tidak lagi dibagikan kepada instansi."))


@mappings.route("/pemetaan/<id:id>/tetapkan", methods=["GET", "POST"])
@requires("mapping.decide", Mapping)
@once
def decide(mapping: Mapping) -> Any:
    """Set the official level."""
    form = DecideForm(fetch(queries.meetings_of(current_user)), obj=mapping)
    if form.validate_on_submit() and not form.is_stale(mapping) and form.permits(_decide, mapping, form):
        return _done(mapping, gettext("Kategori ditetapkan."))
    return form_page("mapping/decide.html", form, mapping=mapping, weighed=evaluate(mapping))


def _decide(mapping: Mapping, form: DecideForm) -> None:
    facts = Decided(form.decided_on.data, form.basis.data, form.reason.data or "", form.meeting.data)
    weighed = evaluate(mapping)
    mapping.decide(form.level.data, weighed.computed if weighed.is_sure else None, facts, current_user,
                   current_user.position)  # fmt: skip


@mappings.post("/pemetaan/<id:id>/izinkan-cetak")
@requires("mapping.decide", Mapping)
def release(mapping: Mapping) -> Any:
    """Let the level stand in prints and files for all."""
    if not _is_seen(mapping):
        return page_of(mapping, has_moved=True), 409
    mapping.release()
    return _done(mapping, gettext("Kategori boleh dicetak untuk umum."))


@mappings.post("/pemetaan/<id:id>/cabut-izin-cetak")
@requires("mapping.decide", Mapping)
def withdraw(mapping: Mapping) -> Any:
    """Keep the level out of prints again."""
    mapping.withdraw()
    return _done(mapping, gettext("Izin cetak dicabut; kategori tidak lagi dicetak."))


@mappings.post("/pemetaan/<id:id>/sudah-dibaca")
@requires("mapping.confirm", Mapping)
def confirm(mapping: Mapping) -> Any:
    """Say for an agency that it has read the mapping as it stands."""
    if not _is_seen(mapping):
        return page_of(mapping, has_moved=True), 409
    try:
        agency_id = whole_id(request.form.get("instansi"))
    except ValueError:
        agency_id = None
    if agency_id is None:
        raise Refused(gettext("Pilih instansi yang sudah membaca."))
    name = service.confirm(mapping, agency_id, current_user)
    return _done(mapping, gettext("%(agency)s tercatat sudah membaca pemetaan ini.", agency=name))
