"""Tasks that wait for other tasks: adding one by its number or by searching, and letting it go."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_babel import gettext

from app.extensions import SAFE_METHODS, db, fetch
from app.forms import clean_text
from app.policy import requires
from app.submissions import once
from app.tasks import dependencies
from app.tasks.dependencies import TaskDependency
from app.tasks.files_routes import tasks
from app.tasks.locking import page_of
from app.tasks.models import Task
from app.tasks.needs_forms import NeedForm
from app.tasks.needs_queries import open_like
from app.web import commit_and_redirect, form_page

__all__ = ["tasks"]


def both_tasks_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Hold all changes of who waits for whom, then both tasks in the order of their ids. Stands above `requires`."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if request.method not in SAFE_METHODS:
            dependencies.one_at_a_time()
            both = sa.or_(Task.id == values["id"], Task.reference == _typed())
            db.session.execute(sa.select(Task.id).where(both).order_by(Task.id).with_for_update(of=Task))
        return view(**values)

    return guarded


@tasks.route("/tugas/<id:id>/menunggu", methods=["GET", "POST"])
@both_tasks_first
@requires("task.edit", Task)
@once
def add_need(task: Task) -> Any:
    """Let the task wait for the one with the number that was typed; other words search among the open tasks."""
    form = NeedForm()
    if form.validate_on_submit():
        needed = db.session.scalar(sa.select(Task).where(Task.reference == _typed(), Task.trashed_at.is_(None)))
        if needed and form.permits(dependencies.add, task, needed):
            said = gettext("Tugas ini menunggu %(number)s.", number=needed.reference)
            return commit_and_redirect(_needs_of(task), said)
        found = fetch(open_like(form.cari.data, task.id)) if needed is None else ()
        if needed is None and not found:
            form.cari.errors = [gettext("Tidak ada tugas berjalan yang cocok. Coba kata lain, atau tulis nomornya.")]
        return form_page("tasks/need.html", form, task=task, found=found)
    return form_page("tasks/need.html", form, task=task, found=())


@tasks.post("/tugas/<id:id>/menunggu/<id:needs_id>/lepas")
@requires("task.edit", Task)
def remove_need(task: Task, needs_id: int) -> Any:
    """Let the task wait no longer."""
    row = db.session.scalar(sa.select(TaskDependency).where(
        TaskDependency.task_id == task.id, TaskDependency.needs_id == needs_id))  # fmt: skip
    if row is None:
        return commit_and_redirect(_needs_of(task))
    reference = row.reference
    db.session.delete(row)
    said = gettext("Tugas ini tidak lagi menunggu %(number)s.", number=reference)
    return commit_and_redirect(_needs_of(task, dilepas=reference), said)


def _typed() -> str:
    return clean_text(request.form.get("cari", "")).strip().upper()[:200]


def _needs_of(task: Task, **query: Any) -> str:
    return page_of(task, **query) + "#menunggu"
