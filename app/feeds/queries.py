"""What stands in a feed: meetings, due dates and days of reports within the window, those to come first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.attendance.models import Attendance
from app.clock import at, today
from app.commitments.models import Commitment
from app.commitments.queries import AWAKE
from app.commitments.states import REPORTABLE
from app.extensions import db
from app.feeds.models import Feed
from app.listing import Rows
from app.meetings.models import Meeting, MeetingState
from app.policy import Role
from app.tasks.models import Task
from app.tasks.parts import TaskPart

BACK, AHEAD = dt.timedelta(days=60), dt.timedelta(days=400)
MOST = 1000
LONGEST_TITLE = 200
SEES_ALL = (Role.SECRETARIAT, Role.LEADER)  # all meetings, not only those to which the own agency is invited

# The agencies and roles in which a person holds a post now; nothing once the account was closed.
SEATS = (
    sa.select(Post.agency_id, Post.role, User.name)
    .join(Holding, sa.and_(Holding.post_id == Post.id, Holding.ends_at.is_(None)))
    .join(User, User.id == Holding.user_id)
    .where(User.id == sa.bindparam("user_id", type_=sa.BigInteger), User.is_active)
)
NAME_OF = sa.select(Agency.name).where(
    Agency.id == sa.bindparam("agency_id", type_=sa.BigInteger), Agency.ended_on.is_(None)
)


@dataclass(frozen=True)
class Window:
    """The days that a feed shows."""

    day: dt.date

    @property
    def first(self) -> dt.date:
        """The earliest day."""
        return self.day - BACK

    @property
    def last(self) -> dt.date:
        """The latest day."""
        return self.day + AHEAD

    def holds(self, day: dt.date | None) -> bool:
        """Tell whether this day is shown."""
        return day is not None and self.first <= day <= self.last


def newest(*, user_id: int | None = None, agency_id: int | None = None) -> Feed | None:
    """Return the last link of a person or an agency, whether or not it is in use."""
    own = Feed.user_id == user_id if user_id else Feed.agency_id == agency_id
    return db.session.scalar(sa.select(Feed).where(own).order_by(Feed.id.desc()).limit(1))


def newest_of(agency_ids: Collection[int]) -> dict[int | None, Feed]:
    """Return the last link of each of these agencies."""
    last = sa.select(sa.func.max(Feed.id)).where(Feed.agency_id.in_(agency_ids)).group_by(Feed.agency_id)
    return {feed.agency_id: feed for feed in db.session.scalars(sa.select(Feed).where(Feed.id.in_(last)))}


def meetings(agency_ids: Collection[int] | None) -> Rows:
    """Meetings to which one of these agencies is invited, None for all; never a draft."""
    window = Window(today())
    first, last = at(window.first, dt.time()), at(window.last + dt.timedelta(days=1), dt.time())
    rows = sa.select(
        Meeting.id, Meeting.reference, Meeting.theme, Meeting.venue, Meeting.starts_at, Meeting.ends_at, Meeting.state
    ).where(Meeting.state != MeetingState.DRAFT, Meeting.starts_at >= first, Meeting.starts_at < last)
    if agency_ids is not None:
        # Written so that the guests of a meeting are looked up, not all meetings of an agency.
        mine = sa.func.coalesce(Attendance.agency_id, 0).in_(agency_ids), Attendance.removed_at.is_(None)
        rows = rows.where(sa.exists().where(Attendance.meeting_id == Meeting.id, Attendance.invited, *mine))
    return _soonest(rows, Meeting.starts_at, at(window.day, dt.time()), Meeting.id)


def promises(agency_ids: Collection[int]) -> Rows:
    """Open commitments that these agencies lead, with a due date or a report within the window."""
    window = Window(today())
    reports = sa.and_(
        Commitment.state.in_(REPORTABLE), Commitment.report_due.between(window.first, window.last),
    )  # fmt: skip
    rows = sa.select(
        Commitment.id, Commitment.reference, sa.func.substr(Commitment.statement, 1, LONGEST_TITLE).label("title"),
        Commitment.lead_agency_name.label("agency_name"), Commitment.due, Commitment.state, Commitment.created_at,
        Commitment.updated_at, Commitment.version, sa.case((reports, Commitment.report_due)).label("report_due"),
    ).where(
        Commitment.lead_agency_id.in_(agency_ids), Commitment.is_open, AWAKE,
        sa.or_(Commitment.due.between(window.first, window.last), reports),
    )  # fmt: skip
    return _soonest(rows, Commitment.due, window.day, Commitment.id)


def parts(agency_ids: Collection[int]) -> Rows:
    """Parts of tasks on which these agencies have yet to act. Each has moved as often as it and its task have."""
    window = Window(today())
    rows = sa.select(
        TaskPart.id, TaskPart.task_id, TaskPart.agency_name, TaskPart.due, TaskPart.state, Task.reference,
        sa.func.substr(Task.title, 1, LONGEST_TITLE).label("title"), Task.created_at, Task.updated_at,
        (Task.version + TaskPart.version).label("version"), TaskPart.updated_at.label("part_updated_at"),
    ).join(Task, Task.id == TaskPart.task_id).where(
        TaskPart.agency_id.in_(agency_ids), TaskPart.task_is_open, TaskPart.is_open,
        TaskPart.due.between(window.first, window.last),
    )  # fmt: skip
    return _soonest(rows, TaskPart.due, window.day, TaskPart.id)


def _soonest(rows: Any, column: Any, day: Any, identity: Any) -> Rows:
    """Where there are too many, what lies behind is left out first, then what is furthest ahead."""
    found: Rows = rows.order_by(column < day, column, identity).limit(MOST)
    return found
