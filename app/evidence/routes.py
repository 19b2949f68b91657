"""Adding evidence to the draft of a report, taking it away, and handing it out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.columns import BIGGEST_ID
from app.commitments.locking import hold_lead_agency, lead_agency_first
from app.commitments.models import Commitment
from app.evidence import service
from app.evidence.forms import LinkForm
from app.evidence.models import Evidence
from app.evidence.queries import DRAFT_OF, REMOVED
from app.extensions import db, fetch
from app.files.handing_out import hand_out
from app.files.kinds import EVIDENCE, named
from app.files.received import stored
from app.files.service import Content, limit_in_words, path_of, record
from app.policy import can, requires
from app.refusal import Refused
from app.uploads import UploadForm, takes_files
from app.web import commit_and_redirect, form_page

evidence = Blueprint("evidence", __name__)


@evidence.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    """Lead to the commitment, where one sees how it stands."""
    db.session.rollback()
    key = (request.view_args or {})["id"]
    if "/komitmen/" not in request.path:
        piece = db.session.get(Evidence, key)
        key = piece.commitment_id if piece else key
    flash(str(error), "error")
    return redirect(url_for("commitments.show", id=key), 303)


@evidence.route("/komitmen/<id:id>/bukti", methods=["GET", "POST"])
@takes_files
@requires("commitment.report", Commitment)
def index(commitment: Commitment) -> Any:
    """The evidence of the report that is being written, and a form for more."""
    commitment.expect_report()
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(commitment, form)
    if service.by_key(commitment.id, form.key.data):
        return redirect(url_for(".index", id=commitment.id), 303)
    key, room = commitment.id, service.Room(commitment.lead_agency_id)
    db.session.rollback()  # looking into files takes up to seconds: nobody waits for this commitment meanwhile
    nothing = gettext("Pilih paling sedikit satu berkas.")
    contents, faults = stored(("bukti", "kamera"), EVIDENCE, nothing, form.keep_place.data, room.take)
    hold_lead_agency(key)
    return _add(db.session.get_one(Commitment, key, with_for_update={"of": Commitment}), contents, faults, form)


@evidence.post("/komitmen/<id:id>/bukti/tautan")
@lead_agency_first
@requires("commitment.report", Commitment)
def link(commitment: Commitment) -> Any:
    """Add the text of a link."""
    commitment.expect_report()
    form = LinkForm()
    if form.validate_on_submit() and form.permits(service.add_link, commitment, form.link.data, current_user):
        return commit_and_redirect(url_for(".index", id=commitment.id), gettext("Tautan ditambahkan."))
    return _page(commitment, UploadForm(formdata=None), form)


@evidence.get("/bukti/<id:id>")
@requires("commitment.read", Evidence)
def show(piece: Evidence) -> Any:
    """The file under the name it came with, to be saved."""
    file = piece.file
    if file is None or piece.removed_at:
        abort(404)
    return hand_out(path_of(file.sha256), file.media_type, file.sha256, named(piece.name, file.media_type), False)


@evidence.post("/bukti/<id:id>/hapus")
@requires("commitment.report", Evidence)
def remove(piece: Evidence) -> Any:
    """Take a piece out of the draft."""
    piece.remove()
    return commit_and_redirect(url_for(".index", id=piece.commitment_id, urung=piece.id), gettext("Bukti dihapus."))


@evidence.post("/bukti/<id:id>/pulihkan")
@requires("commitment.report", Evidence)
def restore(piece: Evidence) -> Any:
    """Undo the removal."""
    service.restore(piece)
    return commit_and_redirect(url_for(".index", id=piece.commitment_id), gettext("Bukti dipulihkan."))


def _add(commitment: Commitment, contents: list[tuple[Content, str]], faults: list[str], form: UploadForm) -> Any:
    """Add what was good and say what was not: on a weak line nobody sends four files again because of a fifth."""
    if not can("commitment.report", commitment):  # it went to another agency while the files were looked into
        abort(403)
    commitment.expect_report()
    key = form.key.data if len(contents) == 1 else ""
    for content, name in contents:
        place = content.has_place
        try:
            service.attach(commitment, record(content), name, current_user, key=key, keeps_place=place)
        except Refused as refusal:
            faults.append(f"{name}: {refusal}")
    if not faults:
        said = ngettext("Bukti ditambahkan.", "%(num)s bukti ditambahkan.", len(contents))
        return commit_and_redirect(url_for(".index", id=commitment.id), said)
    db.session.commit()
    form.bukti.errors = faults
    return _page(commitment, form)


def _page(commitment: Commitment, form: UploadForm, link: LinkForm | None = None) -> Any:
    asked = request.args.get("urung", type=int) or 0
    away = fetch(REMOVED, commitment_id=commitment.id, id=asked) if 0 < asked <= BIGGEST_ID else ()
    return form_page(
        "evidence/index.html", form if link is None else link, commitment=commitment, adding=form,
        linking=link or LinkForm(formdata=None), pieces=fetch(DRAFT_OF, commitment_id=commitment.id),
        undo=away[0].id if away else None, limit=limit_in_words(), quota=service.Room(commitment.lead_agency_id),
    )  # fmt: skip
