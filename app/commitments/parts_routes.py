"""Pages of who helps to keep a promise, and of the steps on the way."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import abort, request, url_for
from flask_babel import gettext

from app.agencies.queries import agency_choices
from app.agencies.service import current
from app.commitments.locking import chosen_agency_first
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.parts_forms import AnswerForm, MilestoneForm, ReachedForm, SupportForm
from app.commitments.routes import commitments
from app.commitments.states import BINDING, OPEN, CommitmentState
from app.extensions import SAFE_METHODS, db
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page

__all__ = ["commitments"]


def _promise_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lock the promise of a supporting agency before its row, as all other acts do. Stands above `requires`."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if request.method not in SAFE_METHODS:
            rows = sa.select(Commitment.id).join(CommitmentSupport)
            db.session.execute(rows.where(CommitmentSupport.id == values["id"]).with_for_update(of=Commitment))
        return view(**values)

    return guarded


@commitments.route("/komitmen/<id:id>/dukungan/baru", methods=["GET", "POST"])
@chosen_agency_first("agency_id")
@requires("commitment.edit", Commitment)
@once
def ask_support(commitment: Commitment) -> Any:
    """Ask an agency for its support; after agreement the secretariat still may."""
    _expect_on_opening(commitment, *OPEN)
    form = SupportForm(commitment, agency_choices())
    if form.validate_on_submit() and form.permits(_ask, commitment, form):
        return commit_and_redirect(_part_of(commitment, "dukungan"), gettext("Permintaan dukungan dicatat."))
    return _act_page(form, commitment, gettext("Tambah instansi pendukung"), "dukungan", gettext("Minta dukungan"))


def _ask(commitment: Commitment, form: SupportForm) -> None:
    agency = current([form.agency_id.data])[0]
    commitment.supports.append(CommitmentSupport(agency_id=agency.id, agency_name=agency.name, role=form.role.data))
    commitment.touch()


@commitments.post("/komitmen/<id:id>/dukungan/<id:part>/hapus")
@requires("commitment.edit", Commitment)
def drop_support(commitment: Commitment, part: int) -> Any:
    """Ask it no longer, while nothing is agreed on."""
    commitment.expect(CommitmentState.PROPOSED)
    commitment.supports.remove(_child(commitment.supports, part))
    commitment.touch()
    return commit_and_redirect(_part_of(commitment, "dukungan"), gettext("Instansi pendukung dihapus."))


@commitments.route("/komitmen/dukungan/<id:id>/jawab", methods=["GET", "POST"])
@_promise_first
@requires("support.answer", CommitmentSupport)
def answer_support(support: CommitmentSupport) -> Any:
    """The supporting agency answers for itself."""
    form, commitment = AnswerForm(support), support.commitment
    if form.validate_on_submit() and form.permits(support.answer, form.state.data, form.reason.data):
        commitment.touch()
        return commit_and_redirect(_part_of(commitment, "dukungan"), gettext("Jawaban Anda dicatat."))
    about = gettext("%(agency)s diminta mendukung sebagai: %(role)s", agency=support.agency_name, role=support.role)
    return _act_page(
        form, commitment, gettext("Jawab permintaan dukungan"), "dukungan", gettext("Kirim jawaban"), about,
        action=url_for(".answer_support", id=support.id),
    )  # fmt: skip


@commitments.route("/komitmen/<id:id>/tahapan/baru", methods=["GET", "POST"])
@requires("commitment.edit", Commitment)
@once
def new_milestone(commitment: Commitment) -> Any:
    """Add a step on the way."""
    _expect_on_opening(commitment, *OPEN)
    form = MilestoneForm(commitment)
    if form.validate_on_submit():
        commitment.milestones.append(Milestone(title=form.title.data, due=form.due.data))
        commitment.touch()
        return commit_and_redirect(_part_of(commitment, "tahapan"), gettext("Tahapan ditambahkan."))
    return _act_page(form, commitment, gettext("Tambah tahapan"), "tahapan")


@commitments.route("/komitmen/<id:id>/tahapan/<id:part>/ubah", methods=["GET", "POST"])
@requires("commitment.edit", Commitment)
def edit_milestone(commitment: Commitment, part: int) -> Any:
    """Correct a step."""
    _expect_on_opening(commitment, *OPEN)
    milestone = _child(commitment.milestones, part)
    form = MilestoneForm(commitment, milestone)
    if form.validate_on_submit() and not form.is_stale(milestone):
        form.write_to(milestone)
        commitment.touch()
        return commit_and_redirect(_part_of(commitment, "tahapan"), gettext("Tahapan disimpan."))
    return _act_page(form, commitment, gettext("Ubah tahapan"), "tahapan")


@commitments.post("/komitmen/<id:id>/tahapan/<id:part>/hapus")
@requires("commitment.edit", Commitment)
def drop_milestone(commitment: Commitment, part: int) -> Any:
    """Take a step away."""
    commitment.expect(*OPEN)
    commitment.milestones.remove(_child(commitment.milestones, part))
    commitment.touch()
    return commit_and_redirect(_part_of(commitment, "tahapan"), gettext("Tahapan dihapus."))


@commitments.route("/komitmen/<id:id>/tahapan/<id:part>/tercapai", methods=["GET", "POST"])
@requires("commitment.report", Commitment)
def reach_milestone(commitment: Commitment, part: int) -> Any:
    """The agency says when it reached a step."""
    _expect_on_opening(commitment, *BINDING)
    milestone, form = _child(commitment.milestones, part), ReachedForm(commitment)
    if form.validate_on_submit():
        milestone.reached_on = form.reached_on.data
        commitment.touch()
        return commit_and_redirect(_part_of(commitment, "tahapan"), gettext("Tahapan ditandai tercapai."))
    return _act_page(form, commitment, gettext("Tandai tercapai"), "tahapan", about=milestone.title)


@commitments.post("/komitmen/<id:id>/tahapan/<id:part>/belum")
@requires("commitment.report", Commitment)
def unreach_milestone(commitment: Commitment, part: int) -> Any:
    """Take that back."""
    commitment.expect(*BINDING)
    _child(commitment.milestones, part).reached_on = None
    commitment.touch()
    return commit_and_redirect(_part_of(commitment, "tahapan"), gettext("Tanda tercapai dicabut."))


def _child(parts: list[Any], key: int) -> Any:
    """Return the part of this very promise with that id; one of another promise is not found."""
    return next((part for part in parts if part.id == key), None) or abort(404)


def _expect_on_opening(commitment: Commitment, *allowed: CommitmentState) -> None:
    """Open no form for an act that the state refuses. What was sent goes to the form, which keeps it."""
    if request.method in SAFE_METHODS:
        commitment.expect(*allowed)


def _part_of(commitment: Commitment, place: str) -> str:
    return url_for(".show", id=commitment.id) + f"#{place}"


def _act_page(
    form: Any, commitment: Commitment, title: str, place: str, submit: str = "", about: str = "", action: str = ""
) -> Any:
    return form_page(
        "commitments/part.html", form, commitment=commitment, title=title, submit=submit or gettext("Simpan"),
        about=about, back=_part_of(commitment, place), action=action or request.path,
    )  # fmt: skip
