"""Acts of the secretariat upon what was agreed on: each with a coded reason and a note that everyone can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.service import current
from app.commitments.amendments import amendments_of, earlier_agency, last_of, originals_of
from app.commitments.changing_forms import (
    AmendForm,
    CancelForm,
    HandOverForm,
    RedateForm,
    ResumeForm,
    RewordForm,
    SuspendForm,
)
from app.commitments.locking import chosen_agency_first
from app.commitments.models import Commitment
from app.commitments.routes import commitments
from app.commitments.submitting import hand_over as hand_over_with_draft
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page

for _words in (amendments_of, originals_of, last_of, earlier_agency):
    commitments.add_app_template_filter(_words)  # macros see no variables of the page that uses them


@commitments.route("/komitmen/<id:id>/tenggat", methods=["GET", "POST"])
@requires("commitment.amend", Commitment)
@once
def redate(commitment: Commitment) -> Any:
    """Move the due date; the original one stays in sight."""
    form = RedateForm(commitment)

    def act() -> None:
        commitment.redate(form.due.data, form.reason.data, form.note.data, current_user)

    return _act(form, act, gettext("Tenggat diubah; tenggat semula tetap ditampilkan."))


@commitments.route("/komitmen/<id:id>/ubah-isi", methods=["GET", "POST"])
@requires("commitment.amend", Commitment)
@once
def reword(commitment: Commitment) -> Any:
    """Change the words; what was agreed on stays in sight."""
    form = RewordForm(commitment)

    def act() -> None:
        commitment.reword(form.words, form.reason.data, form.note.data, current_user)

    return _act(form, act, gettext("Isi komitmen diubah; isi semula tetap ditampilkan."))


@commitments.route("/komitmen/<id:id>/serahkan", methods=["GET", "POST"])
@chosen_agency_first("agency_id")
@requires("commitment.amend", Commitment)
@once
def hand_over(commitment: Commitment) -> Any:
    """Give it to another agency, which must accept it, or to another post of the same one."""
    form = HandOverForm(commitment)

    def act() -> None:
        agency = current([form.agency_id.data])[0]
        hand_over_with_draft(commitment, agency, form.post_id.data, form.reason.data, form.note.data, current_user)

    return _act(form, act, gettext("Komitmen diserahkan."))


@commitments.route("/komitmen/<id:id>/tangguhkan", methods=["GET", "POST"])
@requires("commitment.amend", Commitment)
@once
def suspend(commitment: Commitment) -> Any:
    """Let it rest: neither late nor anybody's turn."""
    form = SuspendForm(commitment)

    def act() -> None:
        commitment.suspend(form.reason.data, form.note.data, current_user, form.until.data)

    return _act(form, act, gettext("Komitmen ditangguhkan."))


@commitments.route("/komitmen/<id:id>/lanjutkan", methods=["GET", "POST"])
@requires("commitment.amend", Commitment)
@once
def resume(commitment: Commitment) -> Any:
    """Take it up again, where it stood."""
    form = ResumeForm(commitment)

    def act() -> None:
        commitment.resume(form.reason.data, form.note.data, current_user)

    return _act(form, act, gettext("Komitmen dilanjutkan."))


@commitments.route("/komitmen/<id:id>/batalkan", methods=["GET", "POST"])
@requires("commitment.cancel", Commitment)
@once
def cancel(commitment: Commitment) -> Any:
    """Give the commitment up, with a reason that everyone can read."""
    form = CancelForm(commitment)

    def act() -> None:
        commitment.cancel(form.note.data, form.reason.data, by=current_user)

    return _act(form, act, gettext("Komitmen dibatalkan."))


def _act(form: AmendForm, act: Callable[[], None], sentence: str) -> Any:
    """Open no form for an act that the state refuses. What was sent goes to the form, which keeps it."""
    commitment = form.commitment
    if request.method == "GET":
        commitment.expect(*form.allowed)
    if form.validate_on_submit() and form.permits(act):
        return commit_and_redirect(url_for(".show", id=commitment.id), sentence)
    return form_page("commitments/act.html", form, commitment=commitment)
