"""Pages of a commitment: promised, accepted, reported in rounds, verified or sent back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.service import current
from app.audit_story import story_of
from app.clock import now, today
from app.commitments import queries
from app.commitments.forms import CancelForm, EditForm, ReturnForm, VerifyForm
from app.commitments.models import Commitment
from app.commitments.states import OPEN, TURNS, CommitmentState
from app.evidence.queries import evidence_by_report
from app.extensions import db, fetch
from app.policy import Role, requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page

commitments = Blueprint("commitments", __name__)


@commitments.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    """Lead to the commitment, where one sees how it stands; the form would only refuse again."""
    db.session.rollback()
    flash(str(error), "error")
    return redirect(url_for(".show", id=(request.view_args or {})["id"]), 303)


@commitments.get("/komitmen")
@requires("commitment.read")
def index() -> Any:
    """What was promised: open ones first due first, unless the person asks otherwise."""
    page = queries.COMMITMENTS.page(current_user, request.args, request.path)
    own = current_user.agencies_as(Role.LIAISON)
    return render_template("commitments/index.html", page=page, today=today(), turns=TURNS, own=own)


@commitments.get("/komitmen/antrean")
@requires("commitment.verify")
def queue() -> Any:
    """Reports that wait for this reviewer, longest wait first."""
    own = current_user.agency_ids
    page = queries.QUEUE.page(current_user, request.args, request.path)
    left_out = db.session.scalar(queries.left_out(own))
    return render_template("commitments/queue.html", page=page, today=today(), now=now(), left_out=left_out)


@commitments.get("/komitmen/<id:id>")
@requires("commitment.read", Commitment)
def show(commitment: Commitment) -> Any:
    """One commitment: whose turn it is, what is known, the rounds, the history."""
    return render_template(
        "commitments/show.html", commitment=commitment, reviewers=_reviewers(commitment), story=story_of(commitment),
        evidence=evidence_by_report(commitment.id),
    )  # fmt: skip


def _reviewers(commitment: Commitment) -> dict[int, str]:
    return {row.id: row.name for row in fetch(queries.REVIEWERS_OF, commitment_id=commitment.id)}


@commitments.route("/komitmen/<id:id>/ubah", methods=["GET", "POST"])
@requires("commitment.edit", Commitment)
def edit(commitment: Commitment) -> Any:
    """Correct what is proposed, before its agency agrees."""
    _expect_on_opening(commitment, CommitmentState.PROPOSED)
    form = EditForm(commitment)
    if form.validate_on_submit() and not form.is_stale(commitment):
        commitment.revise(
            form.statement.data, current([form.lead_agency_id.data])[0], form.due.data,
            replace(
                commitment.terms, target=form.target.data, unit=form.unit.data, indicator=form.indicator.data,
                proof=form.proof.data,
            ),
        )  # fmt: skip
        return commit_and_redirect(_page_of(commitment), gettext("Perubahan disimpan."))
    return form_page("commitments/edit.html", form, commitment=commitment)


@commitments.route("/komitmen/<id:id>/batalkan", methods=["GET", "POST"])
@requires("commitment.cancel", Commitment)
@once
def cancel(commitment: Commitment) -> Any:
    """Give the commitment up, with a reason that everyone can read."""
    _expect_on_opening(commitment, *OPEN)
    form = CancelForm(commitment)
    if form.validate_on_submit():
        commitment.cancel(form.reason.data)
        return commit_and_redirect(_page_of(commitment), gettext("Komitmen dibatalkan."))
    return form_page("commitments/cancel.html", form, commitment=commitment)


@commitments.post("/komitmen/<id:id>/terima")
@requires("commitment.accept", Commitment)
@once
def accept(commitment: Commitment) -> Any:
    """Agree to the promise as it was read: not to one that was reworded since."""
    commitment.expect(CommitmentState.PROPOSED)
    if request.form.get("version") != str(commitment.version):
        raise Refused(gettext("Isi komitmen ini berubah sejak Anda membukanya. Baca lagi, lalu setujui."))
    commitment.accept()
    return commit_and_redirect(_page_of(commitment), gettext("Komitmen disepakati. Laporkan perkembangannya di sini."))


@commitments.get("/komitmen/<id:id>/periksa")
@requires("commitment.verify", Commitment)
def review(commitment: Commitment) -> Any:
    """The promise and the report side by side, and the two verdicts."""
    commitment.waiting_report()
    return _review_page(commitment)


@commitments.route("/komitmen/<id:id>/verifikasi", methods=["GET", "POST"])
@requires("commitment.verify", Commitment)
@once
def verify(commitment: Commitment) -> Any:
    """Accept the newest report, with the sum that was found."""
    _expect_on_opening(commitment, CommitmentState.REPORTED)
    form = VerifyForm(commitment)
    if form.validate_on_submit():
        found = commitment.claimed if form.accepted.data is None else form.accepted.data
        commitment.verify(found, current_user.id)
        return commit_and_redirect(_page_of(commitment), gettext("Laporan diverifikasi."))
    return _review_page(commitment, verifying=form)


@commitments.route("/komitmen/<id:id>/kembalikan", methods=["GET", "POST"])
@requires("commitment.verify", Commitment)
@once
def send_back(commitment: Commitment) -> Any:
    """Return the newest report to the agency, with what is missing."""
    _expect_on_opening(commitment, CommitmentState.REPORTED)
    form = ReturnForm(commitment)
    if form.validate_on_submit():
        commitment.send_back(form.reason.data, current_user.id)
        return commit_and_redirect(_page_of(commitment), gettext("Laporan dikembalikan; kini giliran instansi."))
    return _review_page(commitment, returning=form)


def _review_page(
    commitment: Commitment, verifying: VerifyForm | None = None, returning: ReturnForm | None = None
) -> Any:
    """Show both verdicts; the one that was sent keeps what was typed."""
    if commitment.last_report is None:
        commitment.waiting_report()  # refuses: there is nothing to look at
    return form_page(
        "commitments/review.html",
        verifying or returning or VerifyForm(commitment, formdata=None),
        commitment=commitment,
        reviewers=_reviewers(commitment),
        verifying=verifying or VerifyForm(commitment, formdata=None),
        returning=returning or ReturnForm(commitment, formdata=None),
    )


def _expect_on_opening(commitment: Commitment, *allowed: CommitmentState) -> None:
    """Open no form for an act that the state refuses. What was sent goes to the form, which keeps it."""
    if request.method == "GET":
        commitment.expect(*allowed)


def _page_of(commitment: Commitment) -> str:
    return url_for(".show", id=commitment.id)
