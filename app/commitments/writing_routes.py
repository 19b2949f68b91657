"""Pages on which a promise is put into words: suggested, corrected, excepted from the check, brought into a meeting."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.columns import BIGGEST_ID
from app.commitments.locking import chosen_agency_first
from app.commitments.models import Commitment
from app.commitments.parts_routes import commitments
from app.commitments.states import CommitmentState
from app.commitments.tabling import expect_suggestion, meeting_of_place_first, places, table
from app.commitments.writing import next_year, offer, reword, suggest
from app.commitments.writing_forms import EditForm, SuggestForm, TableForm, WaiveForm
from app.extensions import SAFE_METHODS, db
from app.policy import can, requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page

__all__ = ["commitments"]


@commitments.route("/komitmen/baru", methods=["GET", "POST"])
@requires("commitment.suggest")
@once
def new() -> Any:
    """Propose a promise outside a meeting; `salin` is the one of last year that it goes on from, `kawasan` where."""
    source = _source()
    form = SuggestForm(offer=offer(current_user), data=next_year(source) if source else _place())
    made: list[Commitment] = []
    if form.validate_on_submit() and form.permits(lambda: made.append(suggest(form, current_user, source))):
        return commit_and_redirect(_page_of(made[0]), gettext("Usulan dicatat. Sekretariat membawanya ke rapat."))
    return form_page("commitments/new.html", form, source=source)


def _place() -> dict[str, list[int]]:
    """The area that the address names is ticked already."""
    key = request.args.get("kawasan", type=int)
    return {"area_ids": [key]} if key else {}


def _source() -> Commitment | None:
    """The promise to copy; one that this person could not suggest anew is not found."""
    if "salin" not in request.args:
        return None
    key = request.args.get("salin", type=int) or 0
    found = db.session.get(Commitment, key) if 0 < key <= BIGGEST_ID else None
    own = found is not None and (can("commitment.table") or found.lead_agency_id in current_user.agency_ids)
    return found if own else abort(404)


@commitments.route("/komitmen/<id:id>/ubah", methods=["GET", "POST"])
@chosen_agency_first("lead_agency_id")
@requires("commitment.edit", Commitment)
def edit(commitment: Commitment) -> Any:
    """Correct what is proposed, before its agency agrees."""
    if request.method in SAFE_METHODS and not commitment.may_be_worded:
        commitment.expect(CommitmentState.PROPOSED)
        raise Refused(gettext("Isi yang sudah disepakati hanya diubah dengan alasan, lewat “Ubah isi”."))
    form = EditForm(commitment, offer(current_user, commitment))
    if form.validate_on_submit() and not form.is_stale(commitment) and form.permits(reword, commitment, form):
        return commit_and_redirect(_page_of(commitment), gettext("Perubahan disimpan."))
    return form_page("commitments/edit.html", form, commitment=commitment)


@commitments.route("/komitmen/<id:id>/kecualikan", methods=["GET", "POST"])
@requires("commitment.waive", Commitment)
@once
def waive(commitment: Commitment) -> Any:
    """Let it be agreed on although it cannot be checked, with a reason that everyone can read."""
    if request.method in SAFE_METHODS:
        commitment.expect_waivable()
    form = WaiveForm(commitment)
    if form.validate_on_submit() and form.permits(commitment.waive, form.reason.data, current_user):
        return commit_and_redirect(_page_of(commitment), gettext("Pengecualian dicatat beserta alasannya."))
    return form_page("commitments/waive.html", form, commitment=commitment)


@commitments.route("/komitmen/<id:id>/bawa-ke-rapat", methods=["GET", "POST"])
@meeting_of_place_first
@requires("commitment.table", Commitment)
@once
def bring(commitment: Commitment) -> Any:
    """Bring a suggestion into an open meeting."""
    if request.method in SAFE_METHODS:
        expect_suggestion(commitment)
    form = TableForm(commitment, places())
    if form.validate_on_submit() and form.permits(table, commitment, form.place.data):
        return commit_and_redirect(_page_of(commitment), gettext("Usulan masuk agenda rapat itu."))
    return form_page("commitments/table.html", form, commitment=commitment)


def _page_of(commitment: Commitment) -> str:
    return url_for(".show", id=commitment.id)
