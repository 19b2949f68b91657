"""Pages of the shared tasks: the list, one task with its parts, and what an agency and the secretariat may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.service import current
from app.audit_story import story_of
from app.clock import today
from app.extensions import SAFE_METHODS, db
from app.forms import BaseForm
from app.policy import Role, can, requires
from app.refusal import Refused
from app.submissions import once
from app.tasks import queries, service
from app.tasks.forms import AddPartForm, EditForm, NewForm, PartForm
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.web import commit_and_redirect, form_page

tasks = Blueprint("tasks", __name__)


@tasks.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    """Lead to the task, where one sees how it stands; a form would only refuse again."""
    location = _page_of(g.subject)
    db.session.rollback()
    flash(str(error), "error")
    return redirect(location, 303)


def task_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lock a part's task before the part itself. Stands above `requires`.

    Every act on one task takes the task's lock first: two agencies that finish at once follow each other, the
    second sees what the first did, and nobody waits crosswise.
    """

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if request.method not in SAFE_METHODS:
            db.session.execute(queries.lock_task_of(values["id"]))
        return view(**values)

    return guarded


@tasks.get("/tugas")
@requires("task.read")
def index() -> Any:
    """Open tasks, first due first, unless the person asks otherwise."""
    page = queries.ALL.page(current_user, request.args, request.path)
    own = current_user.agencies_as(Role.LIAISON)
    return render_template("tasks/index.html", page=page, today=today(), own=own)


@tasks.route("/tugas/baru", methods=["GET", "POST"])
@requires("task.create")
@once
def new() -> Any:
    """Give a task to one or more agencies."""
    form = NewForm()
    if form.validate_on_submit():
        task = service.create(
            form.title.data,
            current(form.agencies.data),
            form.due.data,
            detail=form.detail.data,
            priority=form.priority.data,
            issuer=service.issuer_of(current_user),
        )
        return commit_and_redirect(_page_of(task), gettext("Tugas %(number)s dibuat.", number=task.reference))
    return form_page("tasks/new.html", form)


@tasks.get("/tugas/<id:id>")
@requires("task.read", Task)
def show(task: Task) -> Any:
    """One task: why it stands where it stands, the parts, the history."""
    return _task_page(task)


@tasks.route("/tugas/<id:id>/ubah", methods=["GET", "POST"])
@requires("task.edit", Task)
def edit(task: Task) -> Any:
    """Change wording, date or priority."""
    form = EditForm(obj=task.wording)
    if form.validate_on_submit() and not form.is_stale(task.wording):
        task.edit(form.title.data, form.detail.data, form.due.data, form.priority.data)
        return commit_and_redirect(_page_of(task), gettext("Perubahan disimpan."))
    return form_page("tasks/edit.html", form, task=task)


@tasks.route("/tugas/<id:id>/bagian", methods=["GET", "POST"])
@requires("task.edit", Task)
@once
def add_part(task: Task) -> Any:
    """Give one more agency a part. The form stands on the task's page."""
    form = AddPartForm(task)
    if form.validate_on_submit():
        part = task.add_part(current([form.agency.data])[0])
        return commit_and_redirect(_page_of(task), gettext("%(agency)s mendapat bagian.", agency=part.agency_name))
    return _task_page(task, form) if form.errors else redirect(_page_of(task))


@tasks.route("/tugas/<id:id>/batalkan", methods=["GET", "POST"])
@requires("task.edit", Task)
def cancel(task: Task) -> Any:
    """Withdraw the task, after a look at what that means."""
    form = BaseForm()
    if form.validate_on_submit():
        task.cancel()
        return commit_and_redirect(_page_of(task), gettext("Tugas dibatalkan."))
    return form_page("tasks/cancel.html", form, task=task) if task.is_open else redirect(_page_of(task))


@tasks.route("/tugas/bagian/<id:id>", methods=["GET", "POST"])
@task_first
@requires("part.update", TaskPart)
def update_part(part: TaskPart) -> Any:
    """Move the agency's own part on. The form stands on the task's page."""
    form = PartForm(part)
    if not form.is_submitted():
        return redirect(_page_of(part))
    if not form.is_stale(part.progress) and form.validate():
        part.update(form.state.data, form.note.data)
        return commit_and_redirect(_page_of(part), gettext("Bagian %(agency)s diperbarui.", agency=part.agency_name))
    return _task_page(part.task, form)


@tasks.post("/tugas/bagian/<id:id>/bebaskan")
@task_first
@requires("task.edit", TaskPart)
def waive(part: TaskPart) -> Any:
    """Free an agency from its part."""
    part.waive()
    return commit_and_redirect(_page_of(part), gettext("%(agency)s dibebaskan.", agency=part.agency_name))


def _task_page(task: Task, sent: PartForm | AddPartForm | None = None) -> Any:
    """Show a task; the form that was sent, if any, keeps what was typed."""
    own = [part for part in task.parts if can("part.update", part)]
    forms = {part.id: PartForm(part, formdata=None) for part in own if part.choices}
    if isinstance(sent, PartForm):
        forms[sent.part.id] = sent
    adding = sent if isinstance(sent, AddPartForm) else None
    if adding is None and can("task.edit", task):
        adding = AddPartForm(task, formdata=None)
    context = {
        "task": task, "parts": [*own, *(part for part in task.parts if part not in own)], "forms": forms,
        "adding": adding, "story": story_of(task),
    }  # fmt: skip
    return form_page("tasks/show.html", sent, **context) if sent else render_template("tasks/show.html", **context)


def _page_of(obj: Task | TaskPart) -> str:
    return url_for("tasks.show", id=obj.id if isinstance(obj, Task) else obj.task_id)
