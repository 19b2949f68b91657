"""The tasks of a template: added, changed, put in order, removed; and made from it all at once."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from flask_login import current_user

from app.extensions import db
from app.locking import parent_first
from app.meetings.models import Meeting
from app.meetings.service import reorder
from app.policy import requires
from app.submissions import once
from app.task_templates import queries, service, using
from app.task_templates.forms import BaseDayForm, ItemForm
from app.task_templates.models import TaskTemplate, TemplateItem
from app.task_templates.routes import page_of, task_templates
from app.task_templates.versions import ItemWording
from app.tasks.service import issuer_of
from app.web import commit_and_redirect, form_page

# The template of an item is locked before the item itself.
template_first = parent_first(TaskTemplate, TemplateItem.template_id)


@task_templates.route("/tugas/templat/<id:id>/tugas", methods=["GET", "POST"])
@requires("template.manage", TaskTemplate)
@once
def add_item(template: TaskTemplate) -> Any:
    """Put a task at the end."""
    form = ItemForm()
    if form.validate_on_submit():
        added: list[TemplateItem] = []
        if form.permits(lambda: added.append(template.add_item(**form.values))):
            service.share_out(added[0], form.chosen)
            db.session.flush()
            return commit_and_redirect(page_of(template.id, "isi-templat"), gettext("Tugas ditambahkan ke templat."))
    return form_page("task_templates/item.html", form, plan=template, item=None)


@task_templates.route("/tugas/templat/butir/<id:id>/ubah", methods=["GET", "POST"])
@template_first
@requires("template.manage", TemplateItem)
def edit_item(item: TemplateItem) -> Any:
    """Change a task of the template; tasks that were made from it stay as they are."""
    wording = ItemWording(item)
    form = ItemForm(wording)
    if form.validate_on_submit() and not form.is_stale(wording):
        for name, value in form.values.items():
            setattr(item, name, value)
        service.share_out(item, form.chosen)
        return commit_and_redirect(page_of(item.template_id, "isi-templat"), gettext("Perubahan disimpan."))
    return form_page("task_templates/item.html", form, plan=item.template, item=item, found=wording.found)


@task_templates.post("/tugas/templat/butir/<id:id>/pindah")
@template_first
@requires("template.manage", TemplateItem)
def move_item(item: TemplateItem) -> Any:
    """Move a task up or down."""
    reorder(item.template.items, item, upward=request.form.get("arah") == "naik")
    return commit_and_redirect(page_of(item.template_id, "isi-templat"))


@task_templates.post("/tugas/templat/butir/<id:id>/hapus")
@template_first
@requires("template.manage", TemplateItem)
def remove_item(item: TemplateItem) -> Any:
    """Take a task out of the template; tasks that were made from it stay."""
    location = page_of(item.template_id, "isi-templat")
    db.session.delete(item)
    return commit_and_redirect(location, gettext("Tugas dihapus dari templat."))


@task_templates.route("/tugas/templat/<id:id>/pakai", methods=["GET", "POST"])
@requires("template.use", TaskTemplate)
@once
def use(template: TaskTemplate) -> Any:
    """Choose the base day or a meeting, look through the tasks, and make them all at once."""
    template.expect_usable()
    choice = BaseDayForm(queries.coming_meetings())
    if not choice.is_asked or not choice.validate():
        return form_page("task_templates/use.html", choice, plan=template, choice=choice, base=None)
    meeting = db.session.get(Meeting, choice.meeting_id.data) if choice.meeting_id.data else None
    base = meeting.day if meeting else choice.day.data
    form, made = using.preview(template, base), []
    if form.validate_on_submit() and not form.is_outdated(template):
        issuer, meeting_id = issuer_of(current_user), meeting.id if meeting else None
        if form.permits(lambda: made.extend(using.make_all(form, issuer, meeting_id))):
            return commit_and_redirect(page_of(template.id, "dibuat"), using.told(made))
    return form_page("task_templates/use.html", form, plan=template, choice=choice, base=base, meeting=meeting)
