"""Throwing a task away, after a look at what that means; the trash, and bringing it back."""

from __future__ import annotations

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.forms import BaseForm
from app.policy import can, requires
from app.tasks.beside import things_of
from app.tasks.locking import page_of
from app.tasks.models import Task
from app.tasks.needs_routes import tasks
from app.tasks.trash import TRASH, bring_back, find
from app.web import commit_and_redirect, form_page

__all__ = ["tasks"]


@tasks.get("/tugas/sampah")
@requires("task.edit")
def trash() -> Any:
    """What was thrown away and may be brought back by this person, latest first."""
    return render_template("tasks/trash.html", page=TRASH.page(current_user, request.args, request.path))


@tasks.route("/tugas/<id:id>/buang", methods=["GET", "POST"])
@requires("task.edit")
def throw_away(id: int) -> Any:
    """Put a task into the trash. Doing so twice is doing it once."""
    task = _mine(id)
    form = BaseForm()
    if form.validate_on_submit():
        task.trash(current_user.name)
        said = gettext("Tugas %(number)s dibuang.", number=task.reference)
        return commit_and_redirect(url_for("tasks.index"), said, undo=url_for("tasks.restore", id=task.id))
    if task.trashed_at:
        return redirect(url_for("tasks.trash"))
    return form_page("tasks/throw_away.html", form, task=task, things=things_of(task))


@tasks.post("/tugas/<id:id>/kembalikan")
@requires("task.edit")
def restore(id: int) -> Any:
    """Bring a task back."""
    task = _mine(id)
    bring_back(task)
    return commit_and_redirect(page_of(task), gettext("Tugas %(number)s dipulihkan.", number=task.reference))


def _mine(key: int) -> Task:
    """The task, also from the trash; what lies there is not found by who may not bring it back."""
    g.subject = task = find(key, request.method == "POST")
    if task is None or (task.trashed_at and not can("task.edit", task)):
        abort(404)
    return task if can("task.edit", task) else abort(403)
