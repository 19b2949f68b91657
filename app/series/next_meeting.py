"""The meeting after a meeting: when it may be, and making it with all that is carried on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.attendance.models import Attendance
from app.attendance.service import invite
from app.clock import at, local, today
from app.extensions import db, fetch
from app.formats import official_date
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import HELD, Meeting, MeetingState
from app.references import next_reference
from app.refusal import Refused
from app.series.forms import NextForm
from app.series.models import ParkedItem, ParkedState, SeriesItem
from app.series.queries import WAITING_OF
from app.series.topics import Topic, topics_of

WEEK = 7
MONTH = 28  # the same weekday a month later
TAKEN_OVER = ("kind", "chair", "chair_position", "secretary", "minute_taker", "series_id")

_NEXT = (
    sa.select(Meeting.id, Meeting.reference, Meeting.theme, Meeting.starts_at)
    .where(Meeting.previous_id == sa.bindparam("meeting_id", type_=sa.BigInteger))
    .where(Meeting.state != MeetingState.CANCELLED)
    .order_by(Meeting.id)
)
_BEFORE = sa.select(sa.func.max(Meeting.starts_at)).where(
    sa.or_(
        Meeting.series_id == sa.bindparam("series_id", type_=sa.BigInteger),
        Meeting.id == sa.bindparam("previous_id", type_=sa.BigInteger),
    ),
    Meeting.state.in_(HELD),
    Meeting.starts_at < sa.bindparam("starts_at", type_=Meeting.starts_at.type),
)


def require_over(meeting: Meeting) -> None:
    """Refuse to go on from a meeting that has not been held to its end."""
    if not meeting.is_held or meeting.state is MeetingState.RUNNING:
        raise Refused(gettext("Rapat berikutnya dibuat setelah rapat ini ditutup."))


def following(meeting_id: int) -> Any:
    """Return the meeting that goes on from this one, unless it was called off; None when there is none."""
    return next(iter(fetch(_NEXT, meeting_id=meeting_id)), None)


def likely_day(last: dt.date, before: dt.date | None, not_before: dt.date) -> dt.date:
    """Return the same weekday as `last`, as much later as `last` was after `before`, or a month; not in the past."""
    weeks = round((last - before).days / WEEK) if before else 0
    step = dt.timedelta(days=max(weeks, 0) * WEEK or MONTH)
    missing = max(0, (not_before - last - step).days)
    return last + step * (1 + -(-missing // step.days))


def day_after(meeting: Meeting) -> dt.date:
    """Return the day that the form of the next meeting offers."""
    facts = {"series_id": meeting.series_id, "previous_id": meeting.previous_id, "starts_at": meeting.starts_at}
    before = fetch(_BEFORE, **facts)[0][0]
    return likely_day(meeting.day, local(before).date() if before else None, today())


def go_on(last: Meeting, form: NextForm) -> Meeting:
    """Return a new draft meeting that goes on from `last`, flushed. Raises Refused when there is one already."""
    require_over(last)
    if (known := following(last.id)) and not form.again.data:
        raise Refused(gettext("Rapat berikutnya sudah ada: %(reference)s.", reference=known.reference))
    day = form.day.data
    meeting = Meeting(
        reference=next_reference("R", day.year), state=MeetingState.DRAFT, previous_id=last.id,
        theme=form.theme.data, venue=form.venue.data, starts_at=at(day, form.starts.data),
        ends_at=at(day, form.ends.data) if form.ends.data else None,
        convener=_heir(last.convener), **{name: getattr(last, name) for name in TAKEN_OVER},
    )  # fmt: skip
    _invite_again(meeting, last)
    db.session.add(meeting)
    topics = [topic for topic in topics_of(last.id) if topic.id in set(form.topics.data)]
    _fill_agenda(meeting, last, topics, form.parked.data)
    db.session.flush()
    return meeting


def _heir(agency: Agency) -> Agency:
    return db.session.get_one(Agency, agency.line()[-1]) if agency.successor_id else agency


def _invite_again(meeting: Meeting, last: Meeting) -> None:
    """Invite the same posts; an agency that was merged by its successor, once and not beside an own invitation."""
    kept = sa.and_(Attendance.meeting_id == last.id, Attendance.invited, Attendance.removed_at.is_(None))
    rows = sa.select(Attendance).where(kept).order_by(Attendance.id)
    names = so.joinedload(Attendance.agency).selectinload(Agency.names)
    guests = list(db.session.scalars(rows.options(names)))
    known = {row.agency_id for row in guests if row.agency is None or row.agency.is_current}
    for row in guests:
        if row.agency is None:
            meeting.attendances.append(Attendance(agency_name=row.agency_name, addressee=row.addressee))
        elif row.agency.is_current:
            invite(meeting, row.agency, row.addressee)
        elif (heir := _heir(row.agency)).id not in known:
            known.add(heir.id)
            invite(meeting, heir)


def _fill_agenda(meeting: Meeting, last: Meeting, topics: list[Topic], parked_ids: Collection[int]) -> None:
    """Put the follow-up first, then the template; what is carried takes its place there, or goes before the closing."""
    title = f"Tindak lanjut rapat {official_date(last.starts_at, 'd MMMM y')}"
    first = AgendaItem(kind=AgendaKind.FOLLOW_UP, title=title)
    by_title = {topic.title.casefold(): topic for topic in reversed(topics)}
    body: list[AgendaItem] = []
    closing: list[AgendaItem] = []
    for item in _template(meeting):
        topic = by_title.pop(item.title.casefold(), None)
        if item.kind is not AgendaKind.FOLLOW_UP:
            (closing if item.kind is AgendaKind.CLOSING else body).append(_placed(item, topic))
    placed = {item.topic_id for item in (*body, *closing)}
    has_template = bool(body or closing)
    rest = [_carried(topic, "" if has_template else topic.section) for topic in topics if topic.key not in placed]
    waiting = _waiting(meeting, parked_ids)
    taken = [AgendaItem(kind=AgendaKind.DISCUSSION, title=parked.title) for parked in waiting]
    for position, each in enumerate([first, *body, *rest, *taken, *closing], 1):
        each.position = position
        meeting.agenda.append(each)
    for parked, place in zip(waiting, taken, strict=True):
        parked.become(place)


def _template(meeting: Meeting) -> list[SeriesItem]:
    rows = sa.select(SeriesItem).where(SeriesItem.series_id == meeting.series_id).order_by(SeriesItem.position)
    return list(db.session.scalars(rows)) if meeting.series_id else []


def _placed(item: SeriesItem, topic: Topic | None) -> AgendaItem:
    if topic:
        return _carried(topic, item.section)
    names = ("kind", "title", "presenter", "planned_minutes", "section")
    return AgendaItem(**{name: getattr(item, name) for name in names})


def _carried(topic: Topic, section: str) -> AgendaItem:
    return AgendaItem(
        kind=topic.kind, title=topic.title, presenter=topic.presenter, planned_minutes=topic.planned_minutes,
        section=section, recurring=topic.recurring, topic_id=topic.key,
    )  # fmt: skip


def _waiting(meeting: Meeting, parked_ids: Collection[int]) -> list[ParkedItem]:
    """Return the topics of the parking lot that still wait there."""
    rows = sa.select(ParkedItem).where(ParkedItem.id.in_(parked_ids), ParkedItem.series_id == meeting.series_id)
    rows = rows.where(ParkedItem.state == ParkedState.WAITING).order_by(ParkedItem.id).with_for_update(of=ParkedItem)
    return list(db.session.scalars(rows)) if parked_ids else []


def parked_choices(meeting: Meeting) -> list[tuple[int, str]]:
    """Return what waits in the parking lot of the series."""
    rows = fetch(WAITING_OF, series_id=meeting.series_id) if meeting.series_id else ()
    return [(row.id, row.title) for row in rows]
