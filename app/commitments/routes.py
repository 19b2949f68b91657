"""Pages of a commitment: promised, accepted, reported in rounds, verified or sent back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app.audit_story import story_of
from app.commitments.beside import beside
from app.commitments.models import Commitment
from app.commitments.pages import PATH, list_page
from app.commitments.queries import COMMITMENTS
from app.commitments.states import CommitmentState
from app.evidence.queries import evidence_by_report
from app.extensions import db
from app.policy import requires
from app.refusal import Refused
from app.saved_filters.lists import keeps_filters
from app.submissions import once
from app.web import commit_and_redirect

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
    return list_page(request.args)


keeps_filters(commitments, PATH, "commitment.read", COMMITMENTS, list_page)


@commitments.get("/komitmen/<id:id>")
@requires("commitment.read", Commitment)
def show(commitment: Commitment) -> Any:
    """One commitment: whose turn it is, what is known, the rounds, the history."""
    return render_template(
        "commitments/show.html", commitment=commitment, story=story_of(commitment),
        beside=beside(commitment), evidence=evidence_by_report(commitment.id),
    )  # fmt: skip


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


def _expect_on_opening(commitment: Commitment, *allowed: CommitmentState) -> None:
    """Open no form for an act that the state refuses. What was sent goes to the form, which keeps it."""
    if request.method == "GET":
        commitment.expect(*allowed)


def _page_of(commitment: Commitment) -> str:
    return url_for(".show", id=commitment.id)
