"""The board of the shared tasks, and moving its cards: on a page of its own, and by the script that drags them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, render_template, request, url_for
from flask_login import current_user

from app.clock import today
from app.extensions import db
from app.policy import Role, can, requires
from app.refusal import Refused
from app.tasks import board as queries
from app.tasks import moving
from app.tasks.locking import task_of
from app.tasks.moving_forms import MoveForm
from app.tasks.parts import TaskPart
from app.tasks.routes import tasks
from app.tasks.states import TaskState
from app.web import commit_and_redirect, form_page


@tasks.get("/tugas/papan")
@requires("task.read")
def board() -> Any:
    """The parts of tasks, a column for each state."""
    page, values = queries.ask(current_user, request.args, request.path)
    columns = queries.lanes(page, values, current_user, request.args)
    return render_template("tasks/board.html", page=page, columns=columns, tests=can("part.confirm"), **_for_cards())


@tasks.route("/tugas/bagian/<id:id>/pindah", methods=["GET", "POST"])
@task_of(TaskPart)
@requires("task.read", TaskPart)
def move(part: TaskPart) -> Any:
    """Choose where a card goes, with a note where that needs words."""
    form = _form(part)
    if form.is_submitted() and (form.is_settled or _carry_out(form)):
        return commit_and_redirect(f"{url_for('tasks.board')}#bagian-{part.id}", moving.told(part))
    return form_page("tasks/move.html", form, part=part)


@tasks.route("/tugas/bagian/<id:id>/geser", methods=["GET", "POST"])
@task_of(TaskPart)
@requires("task.read", TaskPart)
def shift(part: TaskPart) -> Any:
    """The same for the board's script: it gets the card as it stands now. What was only dropped carries no note."""
    if request.method == "GET":
        return _card(part)
    form = _form(part)
    if form.is_settled:
        return _card(part, moving.told(part))
    if form.state.data and "note" not in request.form:
        try:
            moving.refuse(part, form.state.data, form.version.data, current_user)
        except Refused as refusal:
            return _card(part, str(refusal)), 409
    if _carry_out(form):
        db.session.commit()
        return _card(part, moving.told(part))
    return form_page("tasks/move.html", form, part=part)


def _form(part: TaskPart) -> MoveForm:
    if not moving.may_move(part, current_user):
        abort(403)
    return MoveForm(part, current_user, request.args.get("ke", ""))


def _carry_out(form: MoveForm) -> bool:
    act = partial(moving.move, form.part, form.state.data, form.note.data, form.blocked_on_id.data, current_user)
    return not form.is_stale(form.part) and form.validate() and form.permits(act)


def _card(part: TaskPart, sentence: str = "") -> Any:
    lane = queries.LANE_OF.get(part.state) if part.task.state is not TaskState.CANCELLED else None
    row = queries.card(part.id) if lane else None
    return render_template("tasks/moved.html", row=row, lane=lane, sentence=sentence, **_for_cards())


def _for_cards() -> dict[str, Any]:
    return {"today": today(), "own": current_user.agencies_as(Role.LIAISON), "moves": _moves()}


def _moves() -> Callable[[Any], str]:
    """Where a card may go, as the board's script reads it; asked once for all cards that stand alike."""
    known: dict[tuple[Any, ...], str] = {}

    def of(row: Any) -> str:
        alike = (row.state, row.needs_confirmation, row.responsible_agency_id, row.issuer_agency_id)
        if alike not in known:
            found = moving.moves(row, current_user)
            known[alike] = " ".join(each.state.value + "!" * each.wordy for each in found)
        return known[alike]

    return of
