"""Pages of templates of tasks: the list, one template, and what the secretariat does with it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.audit_story import story_of
from app.clock import today
from app.extensions import db, fetch
from app.policy import can, requires
from app.submissions import once
from app.task_templates import making, queries, service
from app.task_templates.forms import SaveForm, TemplateForm
from app.task_templates.models import TaskTemplate
from app.task_templates.shares import heirs_of, troubles_of
from app.tasks.models import Task
from app.web import commit_and_redirect, form_page

task_templates = Blueprint("task_templates", __name__)
task_templates.add_app_template_global(service.origin_of, "origin_of_task")
task_templates.add_app_template_global(making.due_now, "repetitions_due")


@task_templates.get("/tugas/templat")
@requires("template.use")
def index() -> Any:
    """Templates in use; archived ones when asked for."""
    page = queries.TEMPLATES.page(current_user, request.args, request.path)
    return render_template("task_templates/index.html", page=page, waiting=waiting())


def waiting() -> making.Waiting | None:
    """What repetitions have due, for those who may make it."""
    return making.due_now() if can("template.manage") else None


@task_templates.route("/tugas/templat/baru", methods=["GET", "POST"])
@requires("template.manage")
@once
def new() -> Any:
    """Begin a template."""
    form = TemplateForm()
    if form.validate_on_submit():
        template = TaskTemplate(name=form.name.data, description=form.description.data)
        db.session.add(template)
        db.session.flush()
        sentence = gettext("Templat %(name)s dibuat. Tambahkan tugasnya.", name=template.name)
        return commit_and_redirect(page_of(template.id), sentence)
    return form_page("task_templates/new.html", form)


@task_templates.get("/tugas/templat/<id:id>")
@requires("template.use", TaskTemplate)
def show(template: TaskTemplate) -> Any:
    """One template: its tasks, its repetitions, what was made from it."""
    repetitions = db.session.scalars(queries.repetitions(template.id)).unique().all()
    return render_template(
        "task_templates/show.html",
        plan=template,
        items=[(item, heirs_of(item)) for item in template.items],
        repetitions=repetitions,
        coming=making.coming(repetitions),
        troubles=troubles_of(template.items),
        made=fetch(queries.MADE_FROM, template_id=template.id),
        today=today(),
        story=story_of(template),
    )


@task_templates.route("/tugas/templat/<id:id>/ubah", methods=["GET", "POST"])
@requires("template.manage", TaskTemplate)
def edit(template: TaskTemplate) -> Any:
    """Change name and description."""
    form = TemplateForm(obj=template)
    if form.validate_on_submit() and not form.is_stale(template):
        form.write_to(template)
        return commit_and_redirect(page_of(template.id), gettext("Perubahan disimpan."))
    return form_page("task_templates/edit.html", form, plan=template)


@task_templates.post("/tugas/templat/<id:id>/salin")
@requires("template.manage", TaskTemplate)
@once
def copy(template: TaskTemplate) -> Any:
    """Make another template like it, and name it."""
    made = service.copy_of(template)
    sentence = gettext("Salinan dibuat. Ganti namanya bila perlu.")
    return commit_and_redirect(url_for(".edit", id=made.id), sentence)


@task_templates.post("/tugas/templat/<id:id>/arsipkan")
@requires("template.manage", TaskTemplate)
def archive(template: TaskTemplate) -> Any:
    """Offer it no more."""
    service.archive(template)
    return commit_and_redirect(page_of(template.id), gettext("Templat diarsipkan."))


@task_templates.post("/tugas/templat/<id:id>/pulihkan")
@requires("template.manage", TaskTemplate)
def restore(template: TaskTemplate) -> Any:
    """Offer it again."""
    template.archived = False
    return commit_and_redirect(page_of(template.id), gettext("Templat dipulihkan."))


@task_templates.route("/tugas/<id:id>/templat", methods=["GET", "POST"])
@requires("template.manage", Task)
@once
def save(task: Task) -> Any:
    """Keep a task as a template, or put it into one."""
    form = SaveForm(name=task.title[:80])
    if form.validate_on_submit():
        template = _chosen(form)
        if form.permits(service.item_from, task, template):
            db.session.flush()
            return commit_and_redirect(
                page_of(template.id), gettext("Tugas disimpan di templat %(name)s.", name=template.name)
            )
    return form_page("task_templates/save.html", form, task=task)


def _chosen(form: SaveForm) -> TaskTemplate:
    """The template that was chosen, locked, or a new one."""
    if form.template_id.data is not None:
        return db.session.get_one(TaskTemplate, form.template_id.data, with_for_update=True)
    template = TaskTemplate(name=form.name.data)
    db.session.add(template)
    return template


def page_of(template_id: int, region: str = "") -> str:
    """The address of a template, or of a region of its page."""
    return url_for("task_templates.show", id=template_id) + (f"#{region}" if region else "")
