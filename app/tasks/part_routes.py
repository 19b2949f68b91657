"""Acts on one agency's part of a task: the agency's own, and those of who issued the task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import redirect, request
from flask_babel import gettext
from flask_login import current_user

from app.agencies.models import Agency
from app.agencies.queries import agency_choices
from app.agencies.service import current
from app.commitments.locking import chosen_agency_first
from app.extensions import SAFE_METHODS
from app.policy import can, requires
from app.refusal import Refused
from app.submissions import once
from app.tasks import service
from app.tasks.locking import page_of, task_of
from app.tasks.models import Task
from app.tasks.part_forms import AddPartForm, ArrangeForm, GiveBackForm, HandOverForm, PartForm, SplitForm
from app.tasks.parts import TaskPart
from app.tasks.routes import task_page, tasks
from app.tasks.states import PartState
from app.web import commit_and_redirect, form_page

__all__ = ["tasks"]


@tasks.route("/tugas/<id:id>/bagian", methods=["GET", "POST"])
@chosen_agency_first("agency")
@requires("task.edit", Task)
@once
def add_part(task: Task) -> Any:
    """Give one more agency a part. The form stands on the task's page."""
    form = AddPartForm(task, agency_choices())
    if not form.is_submitted():
        return redirect(page_of(task))
    if form.validate() and form.permits(_add, task, form):
        agency = dict(form.agency.choices)[form.agency.data]
        return commit_and_redirect(page_of(task), gettext("%(agency)s mendapat bagian.", agency=agency))
    return task_page(task, form)


def _add(task: Task, form: AddPartForm) -> None:
    _arrange(task.add_part(_chosen(form.agency.data)), form)


@tasks.route("/tugas/bagian/<id:id>", methods=["GET", "POST"])
@chosen_agency_first("blocked_on")
@task_of(TaskPart)
@requires("part.update", TaskPart)
def update_part(part: TaskPart) -> Any:
    """Move the agency's own part on. The form stands on the task's page."""
    form = PartForm(part, agency_choices())
    if not form.is_submitted():
        return redirect(page_of(part))
    if not form.is_stale(part.progress) and form.validate() and form.permits(_update, part, form):
        return commit_and_redirect(page_of(part), gettext("Bagian %(agency)s diperbarui.", agency=part.agency_name))
    return task_page(part.task, form)


def _update(part: TaskPart, form: PartForm) -> None:
    waits_for = form.blocked_on.data if form.state.data is PartState.BLOCKED else None
    part.update(form.state.data, form.note.data or "", _chosen(waits_for) if waits_for else None)


@tasks.route("/tugas/bagian/<id:id>/serahkan", methods=["GET", "POST"])
@chosen_agency_first("agency")
@task_of(TaskPart)
@requires("part.hand_over", TaskPart)
@once
def hand_over(part: TaskPart) -> Any:
    """Give the whole part to another agency, which is asked first."""
    form = HandOverForm(part, agency_choices())
    return _act(part, form, part.is_transferable, lambda: part.hand_over(_chosen(form.agency.data), form.reason.data))


@tasks.route("/tugas/bagian/<id:id>/bagi", methods=["GET", "POST"])
@chosen_agency_first("agency")
@task_of(TaskPart)
@requires("part.hand_over", TaskPart)
@once
def split(part: TaskPart) -> Any:
    """Keep some of it and ask another agency for the rest."""
    form = SplitForm(part, agency_choices())

    def act() -> None:
        part.split(form.scope.data, _chosen(form.agency.data), form.other_scope.data)

    return _act(part, form, part.is_divisible, act)


@tasks.route("/tugas/bagian/<id:id>/atur", methods=["GET", "POST"])
@task_of(TaskPart)
@requires("task.edit", TaskPart)
def arrange(part: TaskPart) -> Any:
    """Say what is this agency's, by when, and whether it needs confirmation."""
    form = ArrangeForm(part, can("part.confirm", part))
    return _act(part, form, part.is_waivable, lambda: _arrange(part, form))


@tasks.post("/tugas/bagian/<id:id>/konfirmasi")
@task_of(TaskPart)
@requires("part.confirm", TaskPart)
@once
def confirm(part: TaskPart) -> Any:
    """What was delivered is as it should be: as it stood on the page, not as it may have become meanwhile."""
    if request.form.get("version") != part.progress.version:
        raise Refused(gettext("Bagian ini berubah sejak Anda membuka halamannya. Periksa dahulu, lalu putuskan lagi."))
    part.confirm()
    return commit_and_redirect(page_of(part), gettext("Bagian %(agency)s dikonfirmasi.", agency=part.agency_name))


@tasks.route("/tugas/bagian/<id:id>/kembalikan", methods=["GET", "POST"])
@task_of(TaskPart)
@requires("part.confirm", TaskPart)
@once
def give_back(part: TaskPart) -> Any:
    """What was delivered does not fit yet. The form stands on the task's page."""
    form = GiveBackForm(part)
    if not form.is_submitted():
        return redirect(page_of(part))
    if not form.is_stale(part.progress) and form.validate() and form.permits(part.give_back, form.answer.data):
        return commit_and_redirect(page_of(part), gettext("Bagian %(agency)s dikembalikan.", agency=part.agency_name))
    return task_page(part.task, form)


@tasks.post("/tugas/bagian/<id:id>/bebaskan")
@task_of(TaskPart)
@requires("task.edit", TaskPart)
def waive(part: TaskPart) -> Any:
    """Free an agency from its part."""
    part.waive()
    return commit_and_redirect(page_of(part), gettext("%(agency)s dibebaskan.", agency=part.agency_name))


def _act(part: TaskPart, form: Any, possible: bool, act: Callable[[], Any]) -> Any:
    """Open no form for an act that the part's state refuses. What was sent goes to the form, which keeps it."""
    if request.method in SAFE_METHODS and not possible:
        raise Refused(gettext("Bagian ini berstatus %(state)s.", state=str(part.state.label)))
    if form.validate_on_submit() and not form.is_stale(part.arrangement) and form.permits(act):
        return commit_and_redirect(page_of(part), gettext("Bagian %(agency)s diperbarui.", agency=part.agency_name))
    return form_page("tasks/part.html", form, part=part, task=part.task)


def _arrange(part: TaskPart, form: AddPartForm | ArrangeForm) -> None:
    """Whoever may not confirm a part cannot lift its confirmation either."""
    wanted = service.issuer_confirms(part, form.arrangement.needs_confirmation, current_user)
    service.arrange(part, replace(form.arrangement, needs_confirmation=wanted))


def _chosen(agency_id: int) -> Agency:
    return current([agency_id])[0]
