"""The story of a shared task: the line that it came from, then the moves of its parts as the history tells them."""

from __future__ import annotations

from flask_babel import gettext

from app.audit_story import told
from app.extensions import fetch
from app.policy import Holder
from app.story import queries
from app.story.commitment import in_order, line_moment
from app.story.events import Moment
from app.story.voices import Voices
from app.tasks.models import Task

ICONS = {"created": "plus", "changed": "refresh", "deleted": "trash"}


def story_of_task(task: Task, who: Holder) -> list[Moment]:
    """Return every moment of a task, oldest first; four queries at most."""
    page = f"/tugas/{task.id}"
    rows = fetch(queries.TASK_EVENTS, task_id=task.id)[::-1]
    moments = [line_moment(row) for row in fetch(queries.origin_of_task(who), task_id=task.id)]
    for row, event in zip(rows, told(rows), strict=True):
        moment = Moment(row.action, row.at, event.sentence, row.actor_name or gettext("Sistem"), row.actor_id,
                        ICONS.get(row.action, "circle"), href=page)  # fmt: skip
        for label, before, after in event.changes:
            moment.tell(label, f"{before or '–'} → {after or '–'}" if row.action == "changed" else after)
        moments.append(moment)
    Voices(moments).name(moments)
    return in_order(moments)
