"""Templates and repetitions for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.clock import acting_at, at, today
from app.extensions import db
from app.task_templates.making import Outcome, make_due
from app.task_templates.models import TaskTemplate
from app.task_templates.repetition import Rule, TaskRepetition, Weekday
from app.tasks.models import Task

NOON = dt.time(12)


def make_template(*items: tuple[str, int, tuple[int, ...]], name: str = "Persiapan bimtek") -> TaskTemplate:
    """A template of (title, days from the base day, agencies); committed."""
    template = TaskTemplate(name=name)
    db.session.add(template)
    for title, offset, agencies in items:
        template.add_item(title=title, offset_days=offset, detail="", checks="").share_among(
            dict.fromkeys(agencies, "")
        )
    db.session.commit()
    return template


def make_repetition(template: TaskTemplate, rule: Rule = Rule.WEEKLY, **facts: Any) -> TaskRepetition:
    """A repetition from today on; weekly means each Monday. Committed."""
    values = {"starts_on": today(), "lead_days": 7, "since": today()}
    if rule is Rule.WEEKLY:
        values["weekday"] = Weekday.MONDAY
    repetition = TaskRepetition(template_id=template.id, rule=rule, **(values | facts))
    db.session.add(repetition)
    db.session.commit()
    return repetition


def run_on(day: dt.date, time: dt.time = NOON) -> Outcome:
    """Make what is due on a day, and commit."""
    with acting_at(at(day, time)):
        outcome = make_due()
        db.session.commit()
    return outcome


def dues() -> list[dt.date]:
    """When the tasks that exist are due, in order."""
    return list(db.session.scalars(sa.select(Task.due).order_by(Task.due, Task.id)))
