"""The checklist of a task: adding, wording, ordering, ticking and removing its items."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext
from flask_login import current_user

from app.files.undo import removed
from app.policy import requires
from app.submissions import once
from app.tasks import checks
from app.tasks.beside import things_of
from app.tasks.checks import TaskCheck
from app.tasks.checks_forms import AddForm, EditForm
from app.tasks.locking import page_of, task_of
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.routes import tasks
from app.web import commit_and_redirect, form_page

__all__ = ["tasks"]
tasks.add_app_template_global(things_of)


@tasks.app_template_global("check_form")
def _check_form(part: TaskPart | None) -> AddForm:
    """The empty form below a list."""
    return AddForm(part.id if part else None, formdata=None)


@tasks.route("/tugas/<id:id>/periksa", methods=["GET", "POST"])
@requires("task.checklist", Task)
@once
def add_checks(task: Task) -> Any:
    """Add items to the list of the whole task. The form stands on the task's page."""
    return _add(task, None)


@tasks.route("/tugas/bagian/<id:id>/periksa", methods=["GET", "POST"])
@task_of(TaskPart)
@requires("task.checklist", TaskPart)
@once
def add_part_checks(part: TaskPart) -> Any:
    """Add items to the list of one part."""
    return _add(part.task, part)


def _add(task: Task, part: TaskPart | None) -> Any:
    form = AddForm(part.id if part else None)
    task.refuse_when_withdrawn()
    if form.validate_on_submit():
        lines = checks.lines_of(form.items.data)
        if form.permits(checks.add, task, part, lines):
            said = ngettext("Butir ditambahkan.", "%(num)s butir ditambahkan.", len(lines))
            return commit_and_redirect(_list_of(task), said)
    return form_page("tasks/checks_new.html", form, task=task, part=part)


@tasks.route("/tugas/periksa/<id:id>/ubah", methods=["GET", "POST"])
@task_of(TaskCheck)
@requires("task.checklist", TaskCheck)
def edit_check(check: TaskCheck) -> Any:
    """Word an item anew."""
    form = EditForm(obj=check)
    if form.validate_on_submit() and not form.is_stale(check):
        checks.reword(check, form.text.data)
        return commit_and_redirect(_list_of(check), gettext("Perubahan disimpan."))
    return form_page("tasks/edit_check.html", form, check=check)


@tasks.post("/tugas/periksa/<id:id>/centang")
@task_of(TaskCheck)
@requires("task.tick", TaskCheck)
def tick(check: TaskCheck) -> Any:
    """Say that an item is done."""
    return _tick(check, done=True)


@tasks.post("/tugas/periksa/<id:id>/lepas")
@task_of(TaskCheck)
@requires("task.tick", TaskCheck)
def untick(check: TaskCheck) -> Any:
    """Say that it is not."""
    return _tick(check, done=False)


def _tick(check: TaskCheck, done: bool) -> Any:
    check.task.refuse_when_withdrawn()
    checks.tick(check, done, current_user.name)
    return commit_and_redirect(_list_of(check))


@tasks.post("/tugas/periksa/<id:id>/naik")
@task_of(TaskCheck)
@requires("task.checklist", TaskCheck)
def raise_check(check: TaskCheck) -> Any:
    """Let it change places with the one above."""
    checks.move(check, up=True)
    return commit_and_redirect(_list_of(check))


@tasks.post("/tugas/periksa/<id:id>/turun")
@task_of(TaskCheck)
@requires("task.checklist", TaskCheck)
def lower_check(check: TaskCheck) -> Any:
    """Let it change places with the one below."""
    checks.move(check, up=False)
    return commit_and_redirect(_list_of(check))


@tasks.post("/tugas/periksa/<id:id>/hapus")
@task_of(TaskCheck)
@requires("task.checklist", TaskCheck)
def remove_check(check: TaskCheck) -> Any:
    """Take an item out of the list."""
    checks.remove(check)
    return commit_and_redirect(_list_of(check, urung=check.id), gettext("Butir dihapus."))


@tasks.post("/tugas/periksa/<id:id>/pulihkan")
@task_of(TaskCheck)
@requires("task.checklist", TaskCheck)
def restore_check(check: TaskCheck) -> Any:
    """Undo the removal."""
    checks.restore(check)
    return commit_and_redirect(_list_of(check), gettext("Butir dipulihkan."))


def _list_of(obj: Any, **query: Any) -> str:
    return page_of(obj, **query) + "#periksa"


@tasks.app_template_global("removed_check")
def _removed_check(task: Task) -> int | None:
    """The item that was removed a moment ago, for its undo."""
    return removed(TaskCheck.task_id, task.id)
