"""Which topics of a meeting come back in the next one, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.columns import Labelled
from app.commitments.models import Commitment
from app.extensions import fetch
from app.language import Lazy as _l
from app.meetings.agenda import AgendaItem, AgendaKind
from app.minutes.models import LineKind, MinutesLine
from app.tasks.models import Task

FRAME = (AgendaKind.OPENING, AgendaKind.CLOSING)


class Reason(Labelled):
    """Why a topic comes back."""

    OPEN_WORK = "open_work", _l("Pekerjaan belum tuntas"), "progress", "warn"
    RECURRING = "recurring", _l("Selalu dibahas"), "repeat", "info"
    DEFERRED = "deferred", _l("Keputusan ditunda"), "hourglass", "warn"
    NOT_DISCUSSED = "not_discussed", _l("Belum dibahas"), "clock", "neutral"


@dataclass(frozen=True)
class Topic:
    """An item of an agenda with what became of it. `lines` and `decisions` count those that stand under it there;
    `work` and `open_work` the commitments and tasks of the topic in all its meetings."""

    kind: AgendaKind
    recurring: bool = False
    deferred_reason: str = ""
    lines: int = 0
    decisions: int = 0
    work: int = 0
    open_work: int = 0
    id: int = 0
    title: str = ""
    presenter: str = ""
    section: str = ""
    planned_minutes: int | None = None
    topic_id: int | None = None

    @property
    def reason(self) -> Reason | None:
        """Why it comes back, None when it does not."""
        return why_back(self)

    @property
    def key(self) -> int:
        """The first item of its chain."""
        return self.topic_id or self.id


def why_back(topic: Topic) -> Reason | None:
    """Return why a topic comes back in the next meeting, None when it is done with.

    The status of the last meeting's work is shown anew each time, and opening and closing come from the template.
    A topic that led to work comes back until the work is closed, and then no more, discussed or not.
    """
    if topic.kind is AgendaKind.FOLLOW_UP:
        return None
    if topic.kind in FRAME:
        return Reason.RECURRING if topic.recurring else None
    if topic.open_work:
        return Reason.OPEN_WORK
    if topic.recurring:
        return Reason.RECURRING
    if topic.deferred_reason and not topic.decisions:
        return Reason.DEFERRED
    return Reason.NOT_DISCUSSED if not topic.lines and not topic.work else None


_ITEM, _LINE = so.aliased(AgendaItem), so.aliased(MinutesLine)
_KEY = sa.func.coalesce(AgendaItem.topic_id, AgendaItem.id)


def _lines(*where: Any) -> Any:
    kept = (MinutesLine.agenda_item_id == AgendaItem.id, MinutesLine.removed_at.is_(None))
    return sa.select(sa.func.count(MinutesLine.id)).where(*kept, *where).correlate(AgendaItem).scalar_subquery()


def _work(*where: Any) -> Any:
    """Count what the lines of the whole chain made; a line whose kind was changed keeps cancelled work, not counted."""

    def of(model: Any, kind: LineKind) -> Any:
        rows = sa.select(sa.func.count(model.id)).join(_LINE, _LINE.id == model.line_id)
        rows = rows.join(_ITEM, _ITEM.id == _LINE.agenda_item_id)
        rows = rows.where(sa.or_(_ITEM.id == _KEY, _ITEM.topic_id == _KEY))
        rows = rows.where(_LINE.removed_at.is_(None), _LINE.kind == kind, *(each(model) for each in where))
        return rows.correlate(AgendaItem).scalar_subquery()

    return of(Commitment, LineKind.COMMITMENT) + of(Task, LineKind.TASK)


_TOPICS = (
    sa.select(
        AgendaItem.id, AgendaItem.kind, AgendaItem.title, AgendaItem.presenter, AgendaItem.section,
        AgendaItem.planned_minutes, AgendaItem.topic_id, AgendaItem.recurring, AgendaItem.deferred_reason,
        _lines().label("lines"), _lines(MinutesLine.kind == LineKind.DECISION).label("decisions"),
        _work().label("work"), _work(lambda model: model.is_open).label("open_work"),
    )
    .where(AgendaItem.meeting_id == sa.bindparam("meeting_id", type_=sa.BigInteger))
    .where(AgendaItem.kind != AgendaKind.FOLLOW_UP)
    .order_by(AgendaItem.position, AgendaItem.id)
)  # fmt: skip


def topics_of(meeting_id: int) -> list[Topic]:
    """Return the topics of a meeting in order."""
    return [Topic(**row._mapping) for row in fetch(_TOPICS, meeting_id=meeting_id)]
