"""Which series, phrases, parked topics and proposals a page shows."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.clock import at, today
from app.extensions import fetch
from app.formats import date_short
from app.listing import Listing, Rows, Values, text_filter
from app.meetings.agenda import AgendaItem
from app.meetings.models import HELD, Meeting, MeetingState
from app.policy import Holder, Seat, Viewer
from app.series.models import AgendaProposal, MeetingSeries, ParkedItem, ParkedState, SeriesItem, SeriesPhrase

PREPARED = (MeetingState.DRAFT, MeetingState.ANNOUNCED)
OPEN = (*PREPARED, MeetingState.RUNNING)
NEWEST = 25


def series_rows(who: Holder, _values: Values) -> Rows:
    """The columns of the list, with the number of meetings, the next and the last one."""
    midnight = at(today(), dt.time())
    mine = sa.and_(Meeting.series_id == MeetingSeries.id, Meeting.visible_clause(who))
    number = sa.select(sa.func.count(Meeting.id)).where(mine)
    soonest = sa.select(sa.func.min(Meeting.starts_at)).where(
        mine, Meeting.state.in_(PREPARED), Meeting.starts_at >= midnight
    )
    latest = sa.select(sa.func.max(Meeting.starts_at)).where(mine, Meeting.state.in_(HELD))
    return sa.select(
        MeetingSeries.id, MeetingSeries.name, number.scalar_subquery().label("meetings"),
        soonest.scalar_subquery().label("next_at"), latest.scalar_subquery().label("last_at"),
    ).where(MeetingSeries.visible_clause(who))  # fmt: skip


SERIES = Listing(
    rows=series_rows,
    identity=MeetingSeries.id,
    sorts={"nama": MeetingSeries.name, "baru": MeetingSeries.id},
    default="nama",
    filters=(text_filter(MeetingSeries.name),),
)

ID = sa.bindparam("series_id", type_=sa.BigInteger)
MEETING = sa.bindparam("meeting_id", type_=sa.BigInteger)

_ALL = sa.select(MeetingSeries.id, MeetingSeries.name).order_by(MeetingSeries.name, MeetingSeries.id)
NAMED = sa.select(MeetingSeries.id).where(MeetingSeries.name_key == sa.bindparam("name_key"))
# For the minutes editor: the phrases of a series in order.
PHRASES_OF = (
    sa.select(SeriesPhrase.id, SeriesPhrase.text)
    .where(SeriesPhrase.series_id == ID)
    .order_by(SeriesPhrase.position, SeriesPhrase.id)
)
ITEMS_OF = (
    sa.select(SeriesItem.id, SeriesItem.kind, SeriesItem.title, SeriesItem.presenter, SeriesItem.planned_minutes)
    .where(SeriesItem.series_id == ID)
    .order_by(SeriesItem.position, SeriesItem.id)
)


def meetings_of(who: Holder) -> Rows:
    """The newest meetings of a series, one more than a page shows."""
    columns = (Meeting.id, Meeting.reference, Meeting.theme, Meeting.starts_at, Meeting.state)
    rows = sa.select(*columns).where(Meeting.series_id == ID, Meeting.visible_clause(who))
    return rows.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(NEWEST + 1)


_FROM = so.aliased(Meeting)
_TO = so.aliased(Meeting)
_PARKED = (
    ParkedItem.id, ParkedItem.title, ParkedItem.note, ParkedItem.state, ParkedItem.drop_reason,
    ParkedItem.added_name, ParkedItem.added_at, ParkedItem.agenda_item_id,
    _FROM.id.label("from_id"), _FROM.reference.label("from_reference"),
    _TO.id.label("to_id"), _TO.reference.label("to_reference"), _TO.state.label("to_state"),
)  # fmt: skip


_WAITS = ParkedItem.state == ParkedState.WAITING


def _parked(rows: Rows, who: Holder) -> Rows:
    """Add the meetings that topics came from and went to, as far as the person may see them; the newest hundred."""
    rows = rows.outerjoin(_FROM, sa.and_(_FROM.id == ParkedItem.meeting_id, _FROM.visible_clause(who)))
    rows = rows.outerjoin(AgendaItem, AgendaItem.id == ParkedItem.agenda_item_id)
    rows = rows.outerjoin(_TO, sa.and_(_TO.id == AgendaItem.meeting_id, _TO.visible_clause(who)))
    return rows.order_by(ParkedItem.id.desc()).limit(100)


@lru_cache(maxsize=256)
def parked_of(seats: tuple[Seat, ...]) -> Rows:
    """The parking lot of a series: what waits first, then what was decided. Without what a hidden draft parked."""
    rows = sa.select(*_PARKED).where(ParkedItem.series_id == ID, _FROM.id.is_not(None))
    return _parked(rows.select_from(ParkedItem).order_by(_WAITS.desc()), Viewer(seats))


@lru_cache(maxsize=256)
def waiting_of(seats: tuple[Seat, ...]) -> Rows:
    """The series of a meeting with what waits in its parking lot: one row without a topic where nothing waits.

    A topic without `from_id` was parked in a draft that the person may not see.
    """
    size = sa.select(sa.func.count(SeriesItem.id)).where(SeriesItem.series_id == ID).scalar_subquery()
    facts = (MeetingSeries.id.label("series_id"), MeetingSeries.name.label("series_name"), size.label("size"))
    rows = sa.select(*facts, *_PARKED).select_from(MeetingSeries).where(MeetingSeries.id == ID)
    waiting = sa.and_(ParkedItem.series_id == MeetingSeries.id, _WAITS)
    return _parked(rows.outerjoin(ParkedItem, waiting), Viewer(seats))


# What waits, in the order in which it came up.
WAITING_OF = (
    sa.select(ParkedItem.id, ParkedItem.title)
    .where(ParkedItem.series_id == ID, _WAITS)
    .order_by(ParkedItem.id)
    .limit(100)
)
# The meeting before and those after, as far as the person may see them; and since when each carried topic is discussed.
_FIRST, _AGAIN, _WHEN = so.aliased(AgendaItem), so.aliased(AgendaItem), so.aliased(Meeting)
_LINK = (Meeting.id.label("meeting_id"), Meeting.reference, Meeting.theme, Meeting.starts_at, Meeting.state)


@lru_cache(maxsize=256)
def chain_of(seats: tuple[Seat, ...]) -> Rows:
    """One row for each meeting right before or after (`item_id` 0), and for each item that was carried here."""
    mine = Meeting.visible_clause(Viewer(seats))
    near = sa.select(
        sa.case((Meeting.previous_id == MEETING, "next"), else_="last").label("place"),
        sa.literal(0).label("item_id"),
        *_LINK,
        sa.literal(0).label("times"),
    ).where(
        sa.or_(Meeting.previous_id == MEETING, Meeting.id == sa.bindparam("previous_id", type_=sa.BigInteger)), mine
    )
    times = (
        sa.select(sa.func.count(_WHEN.id.distinct()))
        .join(_AGAIN, _AGAIN.meeting_id == _WHEN.id)
        .where(sa.or_(_AGAIN.id == AgendaItem.topic_id, _AGAIN.topic_id == AgendaItem.topic_id))
        .where(_WHEN.starts_at <= sa.bindparam("starts_at", type_=Meeting.starts_at.type))
        .where(_WHEN.state != MeetingState.CANCELLED)
        .correlate(AgendaItem)
        .scalar_subquery()
    )
    carried = (
        sa.select(sa.literal("topic"), AgendaItem.id, *_LINK, times)
        .join(_FIRST, _FIRST.id == AgendaItem.topic_id)
        .join(Meeting, Meeting.id == _FIRST.meeting_id)
        .where(AgendaItem.meeting_id == MEETING, mine)
    )
    return sa.union_all(near, carried).order_by("starts_at")  # type: ignore[return-value]


PROPOSALS_OF = (
    sa.select(
        AgendaProposal.id, AgendaProposal.title, AgendaProposal.reason, AgendaProposal.planned_minutes,
        AgendaProposal.agency_name, AgendaProposal.added_name, AgendaProposal.added_at, AgendaProposal.state,
        AgendaProposal.answer, AgendaProposal.agenda_item_id,
    )
    .where(AgendaProposal.meeting_id == MEETING)
    .order_by(AgendaProposal.id)
    .limit(100)
)  # fmt: skip
_TARGETS = (
    sa.select(Meeting.id, Meeting.reference, Meeting.theme, Meeting.starts_at)
    .where(Meeting.id != MEETING)
    .order_by(sa.func.coalesce(Meeting.series_id == ID, sa.false()).desc(), Meeting.starts_at, Meeting.id)
    .limit(100)
)
# Where an item of one meeting may go: meetings that are being prepared, those of the same series first.
CARRY_TARGETS = _TARGETS.where(Meeting.state.in_(PREPARED))
# Where a parked topic may go: open meetings of the series, soonest first.
TAKE_TARGETS = _TARGETS.where(Meeting.state.in_(OPEN), Meeting.series_id == ID)


def series_choices() -> list[tuple[Any, str]]:
    """Series by name for a select field; a meeting need not belong to one."""
    return [("", gettext("Tanpa seri")), *((row.id, row.name) for row in fetch(_ALL))]


def meeting_choices(targets: Any, meeting_id: int, series_id: int | None) -> list[tuple[int, str]]:
    """Meetings to choose from; `targets` is CARRY_TARGETS or TAKE_TARGETS, `meeting_id` the one left out."""
    rows = fetch(targets, meeting_id=meeting_id, series_id=series_id)
    return [(row.id, f"{date_short(row.starts_at)} · {row.theme} ({row.reference})") for row in rows]
