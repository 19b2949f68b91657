"""The story of a shared task: the line that it came from, then the moves of its parts as the history tells them."""

from __future__ import annotations

from app.extensions import fetch
from app.policy import Holder
from app.story import queries
from app.story.commitment import line_moment
from app.story.events import Moment, in_order
from app.story.voices import Voices
from app.story.working import task_moments
from app.tasks.models import Task


def story_of_task(task: Task, who: Holder) -> list[Moment]:
    """Return every moment of a task, oldest first; four queries at most."""
    rows = fetch(queries.TASK_EVENTS, task_id=task.id)[::-1]
    moments = [line_moment(row) for row in fetch(queries.origin_of_task(who), task_id=task.id)]
    moments += task_moments(rows)
    Voices(moments).name(moments)
    return in_order(moments)
