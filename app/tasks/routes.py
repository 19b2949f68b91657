"""Pages of the shared tasks: the list, one task, and what its issuer may do with it as a whole."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user

from app.agencies.service import current
from app.audit_story import story_of
from app.commitments.models import Commitment
from app.extensions import db
from app.forms import BaseForm
from app.policy import requires
from app.refusal import Refused
from app.saved_filters.lists import keeps_filters
from app.submissions import once
from app.tasks import linking, queries, service
from app.tasks.forms import EditForm, NewForm
from app.tasks.locking import page_of
from app.tasks.models import Task
from app.tasks.pages import PATH, list_page
from app.tasks.part_page import parts_of
from app.web import commit_and_redirect, form_page

tasks = Blueprint("tasks", __name__)


@tasks.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    """Lead to the task, where one sees how it stands; a form would only refuse again."""
    location = page_of(g.subject)
    db.session.rollback()
    flash(str(error), "error")
    return redirect(location, 303)


@tasks.get("/tugas")
@requires("task.read")
def index() -> Any:
    """Open tasks, first due first, unless the person asks otherwise."""
    return list_page(request.args)


keeps_filters(tasks, PATH, "task.read", queries.ALL, list_page)


@tasks.route("/tugas/baru", methods=["GET", "POST"])
@requires("task.create")
@once
def new() -> Any:
    """Give a task to one or more agencies."""
    form, made = NewForm(service.issuer_choices(current_user)), []
    promise = linking.commitment_by(request.args.get("komitmen", ""), current_user, form.is_submitted())
    if form.validate_on_submit() and form.permits(lambda: made.append(_create(form, promise))):
        sentence = gettext("Tugas %(number)s dibuat.", number=made[0].reference)
        return commit_and_redirect(page_of(made[0]), sentence)
    return form_page("tasks/new.html", form, promise=promise)


def _create(form: NewForm, promise: Commitment | None) -> Task:
    task = service.create(
        form.title.data,
        current(form.agencies.data),
        form.due.data,
        detail=form.detail.data,
        priority=form.priority.data,
        issuer=service.issuer_of(current_user, form.issuer.data if form.issuer else None),
        needs_confirmation=form.needs_confirmation.data,
    )
    task.belong_to(promise)
    return task


@tasks.get("/tugas/<id:id>")
@requires("task.read", Task)
def show(task: Task) -> Any:
    """One task: why it stands where it stands, the parts, the history."""
    return task_page(task)


@tasks.route("/tugas/<id:id>/ubah", methods=["GET", "POST"])
@requires("task.edit", Task)
def edit(task: Task) -> Any:
    """Change wording, date or priority."""
    form = EditForm(obj=task.wording)
    if form.validate_on_submit() and not form.is_stale(task.wording):
        task.edit(form.title.data, form.detail.data, form.due.data, form.priority.data)
        return commit_and_redirect(page_of(task), gettext("Perubahan disimpan."))
    return form_page("tasks/edit.html", form, task=task)


@tasks.route("/tugas/<id:id>/batalkan", methods=["GET", "POST"])
@requires("task.edit", Task)
def cancel(task: Task) -> Any:
    """Withdraw the task, after a look at what that means."""
    form = BaseForm()
    if form.validate_on_submit():
        task.cancel()
        return commit_and_redirect(page_of(task), gettext("Tugas dibatalkan."))
    return form_page("tasks/cancel.html", form, task=task) if task.is_open else redirect(page_of(task))


def task_page(task: Task, sent: Any = None) -> Any:
    """Show a task; the form that was sent, if any, keeps what was typed."""
    context = {"task": task, **parts_of(task, sent), "story": story_of(task)}
    return form_page("tasks/show.html", sent, **context) if sent else render_template("tasks/show.html", **context)
