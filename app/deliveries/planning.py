"""When each new notice is due by mail: what the person chose for its event, outside of the quiet hours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.clock import at as instant_of
from app.clock import local
from app.extensions import db
from app.notices.events import USUAL, Cadence
from app.notices.models import QUIET_FROM, QUIET_UNTIL, TO_MAIL, MailState, Notice, NoticeChoice, NoticeHabit

GATHER = dt.timedelta(minutes=5)  # in which quick changes come together in one mail
MORNING = dt.time(7)  # WITA; weekly ones go on Mondays
DAY = dt.timedelta(days=1)
CHUNK = 1000  # notices planned in one transaction: others wait that long at most for SQLite's write lock

_MINE = sa.and_(NoticeChoice.user_id == Notice.user_id, NoticeChoice.event == Notice.event)
_NEW = (
    sa.select(Notice.id, Notice.event, Notice.at, NoticeChoice.cadence, NoticeHabit.quiet_from, NoticeHabit.quiet_until)
    .outerjoin(NoticeChoice, _MINE)
    .outerjoin(NoticeHabit, NoticeHabit.user_id == Notice.user_id)
    .where(TO_MAIL, Notice.mail_state == MailState.NEW)
    .order_by(Notice.id)
    .limit(CHUNK)
    .with_for_update(of=Notice, skip_locked=True)
)
_TABLE: Any = Notice.__table__
_PLAN = (
    sa.update(_TABLE)
    .where(_TABLE.c.id == sa.bindparam("notice"), _TABLE.c.mail_state == MailState.NEW)
    .values(mail_state=sa.bindparam("state"), mail_at=sa.bindparam("instant"))
)


def plan() -> int:
    """Plan all new notices, committing every thousand; return how many. Several workers share them out."""
    planned = 0
    while rows := db.session.connection().execute(_NEW).all():
        db.session.connection().execute(_PLAN, [_planned(row) for row in rows])
        db.session.commit()
        planned += len(rows)
    db.session.rollback()  # lets go of SQLite's lock
    return planned


def _planned(row: Any) -> dict[str, Any]:
    instant = mail_time(row.cadence or USUAL[row.event], row.at, *quiet_hours(row))
    return {"notice": row.id, "state": MailState.PLANNED if instant else MailState.NONE, "instant": instant}


def quiet_hours(row: Any) -> tuple[dt.time, dt.time]:
    """Return the quiet hours of a row with the columns of `NoticeHabit`, None where the person chose nothing."""
    return (QUIET_FROM, QUIET_UNTIL) if row.quiet_from is None else (row.quiet_from, row.quiet_until)


def mail_time(cadence: Cadence, at: dt.datetime, quiet_from: dt.time, quiet_until: dt.time) -> dt.datetime | None:
    """Return the instant from which a notice of `at` may be mailed; None when never. Quiet hours are WITA."""
    if cadence is Cadence.NEVER:
        return None
    due = at + GATHER if cadence is Cadence.IMMEDIATE else _next_morning(at, weekly=cadence is Cadence.WEEKLY)
    return end_of_quiet(due, quiet_from, quiet_until)


def _next_morning(at: dt.datetime, weekly: bool) -> dt.datetime:
    """The first 07.00 from `at` on; what comes at 07.00 sharp still belongs to that morning."""
    wall = local(at)
    day = wall.date() if wall.time() <= MORNING else wall.date() + DAY
    if weekly:
        day += -day.weekday() % 7 * DAY
    return instant_of(day, MORNING)


def end_of_quiet(instant: dt.datetime, quiet_from: dt.time, quiet_until: dt.time) -> dt.datetime:
    """Return `instant`, or the end of the quiet hours that it falls into. They may go over midnight; equal: none."""
    wall = local(instant)
    if not is_quiet(wall.time(), quiet_from, quiet_until):
        return instant
    day = wall.date() if wall.time() < quiet_until else wall.date() + DAY
    return instant_of(day, quiet_until)


def is_quiet(time: dt.time, quiet_from: dt.time, quiet_until: dt.time) -> bool:
    """Tell whether a wall-clock time lies in the quiet hours; their end does not."""
    if quiet_from <= quiet_until:
        return quiet_from <= time < quiet_until
    return time >= quiet_from or time < quiet_until
