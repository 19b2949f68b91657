"""Files of a task and of its parts: added, taken away, handed out."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.extensions import db
from app.files.attached import attach_all, by_key, restore
from app.files.handing_out import hand_out
from app.files.kinds import EVIDENCE, named
from app.files.received import stored
from app.files.service import Content, limit_in_words, path_of
from app.files.undo import removed
from app.policy import can, requires
from app.tasks.beside import things_of
from app.tasks.checks_routes import tasks
from app.tasks.files import TaskFile
from app.tasks.locking import task_of
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.uploads import UploadForm, takes_files
from app.web import commit_and_redirect, form_page

__all__ = ["tasks"]


@tasks.route("/tugas/<id:id>/berkas", methods=["GET", "POST"])
@takes_files
@requires("task.attach", Task)
def task_files(task: Task) -> Any:
    """The files of the whole task, and a form for more."""
    return _files(task, None)


@tasks.route("/tugas/bagian/<id:id>/berkas", methods=["GET", "POST"])
@takes_files
@task_of(TaskPart)
@requires("task.attach", TaskPart)
def part_files(part: TaskPart) -> Any:
    """The files that show what an agency did for its part, and a form for more."""
    return _files(part.task, part)


@tasks.get("/tugas/berkas/<id:id>")
@requires("task.read", TaskFile)
def task_file(piece: TaskFile) -> Any:
    """The file under the name it came with, to be saved."""
    if piece.removed_at:
        abort(404)
    file = piece.file
    return hand_out(path_of(file.sha256), file.media_type, file.sha256, named(piece.name, file.media_type), False)


@tasks.post("/tugas/berkas/<id:id>/hapus")
@task_of(TaskFile)
@requires("task.attach", TaskFile)
def remove_file(piece: TaskFile) -> Any:
    """Take a file away."""
    piece.remove()
    return commit_and_redirect(_address(piece.task_id, piece.part_id, urung=piece.id), gettext("Berkas dihapus."))


@tasks.post("/tugas/berkas/<id:id>/pulihkan")
@task_of(TaskFile)
@requires("task.attach", TaskFile)
def restore_file(piece: TaskFile) -> Any:
    """Undo the removal."""
    restore(piece)
    return commit_and_redirect(_address(piece.task_id, piece.part_id), gettext("Berkas dipulihkan."))


def _files(task: Task, part: TaskPart | None) -> Any:
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(task, part, form)
    task.refuse_when_withdrawn()
    key, part_id = task.id, part.id if part else None
    if by_key(TaskFile, key, form.key.data):
        return redirect(_address(key, part_id), 303)
    db.session.rollback()  # looking into files takes up to seconds: nobody waits for this task meanwhile
    nothing = gettext("Pilih paling sedikit satu berkas.")
    contents, faults = stored(("bukti", "kamera"), EVIDENCE, nothing, form.keep_place.data)
    return _add(key, part_id, contents, faults, form)


def _add(
    key: int, part_id: int | None, contents: list[tuple[Content, str]], faults: list[str], form: UploadForm
) -> Any:
    """Add what was good and say what was not."""
    task = db.session.get_one(Task, key, with_for_update={"of": Task}, populate_existing=True)
    part = db.session.get_one(TaskPart, part_id, populate_existing=True) if part_id else None
    if task.trashed_at:
        abort(404)
    if not can("task.attach", part or task):  # it was freed from its part while the files were looked into
        abort(403)
    task.refuse_when_withdrawn()
    faults += attach_all(TaskFile, {"task_id": task.id, "part_id": part_id}, contents, current_user, form.key.data)
    if not faults:
        said = ngettext("Berkas ditambahkan.", "%(num)s berkas ditambahkan.", len(contents))
        return commit_and_redirect(_address(key, part_id), said)
    db.session.commit()
    form.bukti.errors = faults
    return _page(task, part, form)


def _page(task: Task, part: TaskPart | None, form: UploadForm) -> Any:
    shown = things_of(task).files.get(part.id if part else None, [])
    return form_page(
        "tasks/files.html", form, task=task, part=part, pieces=shown, adding=form, limit=limit_in_words(),
        undo=removed(TaskFile.task_id, task.id), here=_address(task.id, part.id if part else None),
    )  # fmt: skip


def _address(task_id: int, part_id: int | None, **query: Any) -> str:
    if part_id:
        return url_for("tasks.part_files", id=part_id, **query)
    return url_for("tasks.task_files", id=task_id, **query)
