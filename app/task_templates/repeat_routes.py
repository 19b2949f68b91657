"""Repetitions: listed, made, paused, resumed, ended; and making what they have due."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.clock import today
from app.extensions import db
from app.policy import requires
from app.submissions import once
from app.task_templates import making, queries, service
from app.task_templates.dates import DAY
from app.task_templates.forms import RepetitionForm
from app.task_templates.models import TaskTemplate
from app.task_templates.repetition import TaskRepetition
from app.task_templates.routes import page_of, task_templates, waiting
from app.task_templates.shares import troubles_of
from app.task_templates.versions import RepetitionWording, rhythm_of
from app.tasks.models import Task
from app.web import commit_and_redirect, form_page, return_path


@task_templates.get("/tugas/templat/pengulangan")
@requires("template.use")
def repetitions() -> Any:
    """All repetitions with their next days, and what keeps them from making all that they should."""
    rows = db.session.scalars(queries.repetitions()).unique().all()
    return render_template(
        "task_templates/repetitions.html",
        repetitions=rows,
        coming=making.coming(rows),
        troubles={each.template_id: troubles_of(each.template.items) for each in rows if each.is_active},
        waiting=waiting(),
    )


@task_templates.post("/tugas/templat/pengulangan/buat")
@requires("template.manage")
@once
def make_due() -> Any:
    """Make all that is due by now, for offices whose server does not do it each night."""
    outcome = making.make_due()
    sentence = ngettext("%(num)s tugas dibuat.", "%(num)s tugas dibuat.", outcome.made)
    if outcome.failed:
        sentence += " " + gettext("Sebagian pengulangan gagal; mintalah pengelola sistem memeriksa catatan server.")
    return commit_and_redirect(url_for(".repetitions"), sentence)


@task_templates.route("/tugas/templat/<id:id>/ulangi", methods=["GET", "POST"])
@requires("template.manage", TaskTemplate)
@once
def repeat(template: TaskTemplate) -> Any:
    """Make the tasks of a template again and again."""
    template.expect_usable()
    form = RepetitionForm()
    if form.validate_on_submit():
        return _begin(template, form)
    return form_page("task_templates/repeat.html", form, name=template.name, back=page_of(template.id), act="")


@task_templates.route("/tugas/<id:id>/ulangi", methods=["GET", "POST"])
@requires("template.manage", Task)
@once
def repeat_task(task: Task) -> Any:
    """Make a single task again and again: from a template that holds just that task."""
    form, back = RepetitionForm(starts_on=max(task.due + DAY, today())), url_for("tasks.show", id=task.id)
    if form.validate_on_submit():
        template = TaskTemplate(name=task.title[:80])
        db.session.add(template)
        service.item_from(task, template).offset_days = 0
        db.session.flush()
        return _begin(template, form)
    return form_page("task_templates/repeat.html", form, name=task.title[:80], back=back, act="")


def _begin(template: TaskTemplate, form: RepetitionForm) -> Any:
    repetition = TaskRepetition(template_id=template.id, created_by_id=current_user.id, **form.values)
    db.session.add(repetition)
    db.session.flush()
    return commit_and_redirect(page_of(template.id, "pengulangan"), gettext("Pengulangan dimulai."))


@task_templates.route("/tugas/templat/pengulangan/<id:id>/ubah", methods=["GET", "POST"])
@requires("template.manage", TaskRepetition)
def edit_repetition(repetition: TaskRepetition) -> Any:
    """Change when it comes up; tasks that were made stay as they are."""
    repetition.expect_not_ended()
    wording, before = RepetitionWording(repetition), rhythm_of(repetition)
    form = RepetitionForm(wording)
    if form.validate_on_submit() and not form.is_stale(wording):
        for name, value in form.values.items():
            setattr(repetition, name, value)
        if rhythm_of(repetition) != before:
            repetition.begin_anew()
        return commit_and_redirect(page_of(repetition.template_id, "pengulangan"), gettext("Perubahan disimpan."))
    template = repetition.template
    return form_page("task_templates/repeat.html", form, name=template.name, back=page_of(template.id), act="ubah")


@task_templates.post("/tugas/templat/pengulangan/<id:id>/jeda")
@requires("template.manage", TaskRepetition)
def pause(repetition: TaskRepetition) -> Any:
    """Make nothing for a while."""
    repetition.pause()
    return commit_and_redirect(_back(repetition), gettext("Pengulangan dijeda."))


@task_templates.post("/tugas/templat/pengulangan/<id:id>/lanjutkan")
@requires("template.manage", TaskRepetition)
def resume(repetition: TaskRepetition) -> Any:
    """Go on from today."""
    repetition.resume()
    return commit_and_redirect(_back(repetition), gettext("Pengulangan dilanjutkan mulai hari ini."))


@task_templates.post("/tugas/templat/pengulangan/<id:id>/akhiri")
@requires("template.manage", TaskRepetition)
def end(repetition: TaskRepetition) -> Any:
    """Make nothing any more."""
    repetition.end()
    return commit_and_redirect(_back(repetition), gettext("Pengulangan diakhiri. Tugas yang sudah dibuat tetap ada."))


@task_templates.post("/tugas/templat/pengulangan/<id:id>/dibaca")
@requires("template.manage", TaskRepetition)
def read_missed(repetition: TaskRepetition) -> Any:
    """The secretariat knows which tasks were missed; the history keeps it."""
    repetition.missed = 0
    return commit_and_redirect(_back(repetition))


def _back(repetition: TaskRepetition) -> str:
    """The page that shows the repetition, so that one goes on where one was."""
    every = url_for(".repetitions")
    return every if return_path().split("?")[0] == every else page_of(repetition.template_id, "pengulangan")
