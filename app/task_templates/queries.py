"""Which templates, repetitions and made tasks a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.agencies.models import Agency
from app.clock import at, today
from app.extensions import fetch
from app.formats import date_short
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values, text_filter
from app.meetings.models import Meeting, MeetingState
from app.policy import Holder
from app.task_templates.models import TaskTemplate, TemplateItem, TemplateShare, with_shares
from app.task_templates.repetition import MadeTask, RepetitionState, Rule, TaskRepetition
from app.tasks.models import Task

ARCHIVED = "diarsipkan"
STATES = (("", _l("Dipakai")), (ARCHIVED, _l("Diarsipkan")))
NEWEST = 10


def template_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list; archived ones only when asked for."""
    items = sa.select(sa.func.count(TemplateItem.id)).where(TemplateItem.template_id == TaskTemplate.id)
    live = sa.select(sa.func.count(TaskRepetition.id)).where(
        TaskRepetition.template_id == TaskTemplate.id, TaskRepetition.state == RepetitionState.ACTIVE
    )
    columns = (TaskTemplate.id, TaskTemplate.name, TaskTemplate.description, TaskTemplate.archived)
    rows = sa.select(
        *columns, items.scalar_subquery().label("items"), live.scalar_subquery().label("repetitions")
    ).where(TaskTemplate.visible_clause(who))
    return rows if "status" in values else rows.where(~TaskTemplate.archived)


TEMPLATES = Listing(
    rows=template_rows,
    identity=TaskTemplate.id,
    sorts={"nama": TaskTemplate.name, "baru": TaskTemplate.id},
    default="nama",
    filters=(
        Filter("status", _l("Status"), lambda value: TaskTemplate.archived.is_(True), lambda: STATES),
        text_filter(TaskTemplate.name),
    ),
)

TEMPLATE = sa.bindparam("template_id", type_=sa.BigInteger)
TASK = sa.bindparam("task_id", type_=sa.BigInteger)
_NAMED = (
    sa.select(TaskTemplate.id, TaskTemplate.name)
    .where(~TaskTemplate.archived)
    .order_by(TaskTemplate.name, TaskTemplate.id)
)
# The newest tasks that were made from a template.
MADE_FROM = (
    sa.select(Task.id, Task.reference, Task.title, Task.due, Task.state, Task.is_open, MadeTask.repetition_id)
    .join(MadeTask, MadeTask.task_id == Task.id)
    .where(MadeTask.template_id == TEMPLATE, Task.trashed_at.is_(None))
    .order_by(Task.id.desc())
    .limit(NEWEST)
)
ORIGIN_OF = (
    sa.select(MadeTask.template_id, MadeTask.repetition_id, TaskTemplate.name)
    .join(TaskTemplate, TaskTemplate.id == MadeTask.template_id)
    .where(MadeTask.task_id == TASK)
)
# Meetings from which tasks can be counted: everyone was told of them, and they were not called off.
KNOWN = Meeting.state.not_in((MeetingState.DRAFT, MeetingState.CANCELLED))
# Whom nobody succeeds. A chain of successors that ends so is found when its tasks are made.
_ORPHAN = sa.and_(Agency.ended_on.is_not(None), Agency.successor_id.is_(None))


def template_choices() -> list[tuple[int, str]]:
    """Templates in use, by name, for a select field."""
    return [(row.id, row.name) for row in fetch(_NAMED)]


def repetitions(template_id: int | None = None) -> sa.Select[Any]:
    """Repetitions with all that their pages say: those that make tasks first, then paused, then ended ones."""
    order = sa.case({RepetitionState.ACTIVE: 0, RepetitionState.PAUSED: 1}, value=TaskRepetition.state, else_=2)
    rows = sa.select(TaskRepetition).options(so.joinedload(TaskRepetition.series))
    rows = rows.order_by(order, TaskRepetition.id.desc()).limit(200)
    if template_id is not None:
        return rows.where(TaskRepetition.template_id == template_id)  # whoever asks has the template already
    return rows.options(so.joinedload(TaskRepetition.template).options(with_shares()))


def meetings_of(series_ids: Collection[int], first: dt.date) -> Rows:
    """Meetings of these series from a day on: (series, id, start)."""
    rows = sa.select(Meeting.series_id, Meeting.id, Meeting.starts_at)
    return rows.where(KNOWN, Meeting.series_id.in_(series_ids), Meeting.starts_at >= at(first, dt.time()))


def coming_meetings() -> list[tuple[int, str]]:
    """Announced meetings from today on, soonest first, for a select field."""
    rows = (
        sa.select(Meeting.id, Meeting.reference, Meeting.theme, Meeting.starts_at)
        .where(Meeting.state == MeetingState.ANNOUNCED, Meeting.starts_at >= at(today(), dt.time()))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(100)
    )
    return [(row.id, f"{date_short(row.starts_at)} · {row.theme} ({row.reference})") for row in fetch(rows)]


def made_of(repetition_id: int, first: dt.date) -> Rows:
    """What was made for a repetition: (item, occurrence), for meetings and for days from `first` on.

    Keys of meetings begin with a letter, which comes after every date.
    """
    return sa.select(MadeTask.item_id, MadeTask.occurrence).where(
        MadeTask.repetition_id == repetition_id, MadeTask.occurrence >= first.isoformat()
    )


# One row for each item of each active repetition that somebody can be asked for, each meeting that it may be counted
# from, and each time it was made; `first` is the earliest instant of such a meeting, `since` the day of such a making.
CANDIDATES = (
    sa.select(
        TaskRepetition.id.label("repetition_id"), TaskRepetition.rule, TaskRepetition.weekday,
        TaskRepetition.month_day, TaskRepetition.offset_days.label("shift"), TaskRepetition.starts_on,
        TaskRepetition.ends_on, TaskRepetition.lead_days, TaskRepetition.since, TaskRepetition.last_run,
        TemplateItem.id.label("item_id"), TemplateItem.offset_days, TemplateItem.added_on,
        Meeting.id.label("meeting_id"), Meeting.starts_at, MadeTask.occurrence,
    )
    .join(TemplateItem, TemplateItem.template_id == TaskRepetition.template_id)
    .outerjoin(
        MadeTask,
        sa.and_(
            MadeTask.repetition_id == TaskRepetition.id, MadeTask.item_id == TemplateItem.id,
            MadeTask.occurrence >= sa.bindparam("since", type_=sa.String),
        ),
    )
    .outerjoin(
        Meeting,
        sa.and_(
            TaskRepetition.rule == Rule.MEETING, Meeting.series_id == TaskRepetition.series_id, KNOWN,
            Meeting.starts_at >= sa.bindparam("first", type_=Meeting.starts_at.type),
        ),
    )
    .where(
        TaskRepetition.state == RepetitionState.ACTIVE,
        sa.exists().where(TemplateShare.item_id == TemplateItem.id, TemplateShare.agency_id == Agency.id, ~_ORPHAN),
    )
    .order_by(TaskRepetition.id, TemplateItem.id)
)  # fmt: skip
# Repetitions about which the secretariat has something to do or to read.
IN_TROUBLE = sa.select(TaskRepetition.id).where(
    TaskRepetition.state == RepetitionState.ACTIVE,
    sa.or_(
        TaskRepetition.missed > 0,
        ~sa.exists().where(TemplateItem.template_id == TaskRepetition.template_id),
        sa.exists().where(
            TemplateItem.template_id == TaskRepetition.template_id,
            sa.or_(
                ~sa.exists().where(TemplateShare.item_id == TemplateItem.id),
                sa.exists().where(
                    TemplateShare.item_id == TemplateItem.id, TemplateShare.agency_id == Agency.id, _ORPHAN
                ),
            ),
        ),
    ),
)
