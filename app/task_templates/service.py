"""Making a task from a template, and a template from a task or another template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask_babel import gettext

from app import audit
from app.agencies.models import Agency
from app.extensions import db, fetch
from app.refusal import Refused
from app.task_templates import queries
from app.task_templates.models import LONGEST_CHECKS, LONGEST_NAME, LONGEST_SCOPE, TaskTemplate, TemplateItem
from app.task_templates.repetition import MadeTask, TaskRepetition
from app.tasks import checks
from app.tasks import service as tasks
from app.tasks.models import Task
from app.tasks.service import Issuer
from app.tasks.states import GONE

WORDING = ("title", "detail", "priority", "offset_days", "needs_confirmation", "checks")


def make(
    item: TemplateItem,
    due: dt.date,
    shares: Iterable[tuple[Agency, str]],
    issuer: Issuer,
    *,
    meeting_id: int | None = None,
    repetition: TaskRepetition | None = None,
    occurrence: str = "",
) -> Task:
    """Return a new task in the session, made from an item, with an offered part for each (agency, scope).

    The caller holds the agencies against a merger (`agencies.service.current`).
    """
    task = tasks.create(
        item.title, (), due, detail=item.detail, priority=item.priority, meeting_id=meeting_id, issuer=issuer
    )
    for agency, scope in shares:
        part = task.add_part(agency, scope[:LONGEST_SCOPE])
        part.set_confirmation(item.needs_confirmation)
    if item.lines:
        checks.add(task, None, item.lines)
    db.session.add(
        MadeTask(
            task=task, template_id=item.template_id, item=item, repetition_id=repetition and repetition.id,
            occurrence=occurrence, meeting_id=meeting_id, due=due,
        )
    )  # fmt: skip
    db.session.flush()
    return task


def share_out(item: TemplateItem, scopes: dict[int, str]) -> None:
    """Give an item to these agencies; its history says to whom when that changed later."""
    is_new = item.id is None
    if item.share_among(scopes) and not is_new:
        db.session.flush()
        names = [share.agency.name for share in item.shares]
        audit.note(item, "shared_out", **{audit.WHICH: item.audit_name}, agencies=", ".join(names) or "–")


def copy_of(template: TaskTemplate) -> TaskTemplate:
    """Return a copy in the session, with another name."""
    name = gettext("Salinan %(name)s", name=template.name)[:LONGEST_NAME]
    copy = TaskTemplate(name=name, description=template.description)
    for item in template.items:
        values = {field: getattr(item, field) for field in WORDING}
        copy.add_item(**values).share_among({share.agency_id: share.scope for share in item.shares})
    db.session.add(copy)
    db.session.flush()
    return copy


def item_from(task: Task, template: TaskTemplate) -> TemplateItem:
    """Put a task that exists into a template, with the agencies that are still asked for it.

    A task of a meeting is counted from the day of that meeting, any other is due on the base day.
    """
    offset = (task.due - task.meeting.day).days if task.meeting else 0
    asked = [part for part in task.parts if part.state not in GONE]
    item = template.add_item(
        title=task.title, detail=task.detail, priority=task.priority, offset_days=offset,
        needs_confirmation=any(part.needs_confirmation for part in asked), checks=checks.texts_of(task, LONGEST_CHECKS),
    )  # fmt: skip
    item.share_among({part.agency_id: part.scope for part in asked})
    return item


def archive(template: TaskTemplate) -> None:
    """Offer it no more. Refused while a repetition makes tasks from it, or could again."""
    running = db.session.scalars(queries.repetitions(template.id)).unique().all()
    if any(not each.is_ended for each in running):
        raise Refused(gettext("Templat ini dipakai pengulangan. Akhiri pengulangannya dahulu, lalu arsipkan."))
    template.archived = True


def origin_of(task: Task) -> tuple[int, int | None, str] | None:
    """Return (template id, repetition id, template name) of a task that was made from one."""
    rows = fetch(queries.ORIGIN_OF, task_id=task.id)
    return tuple(rows[0]) if rows else None
