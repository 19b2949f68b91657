"""What the page of health asks the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.accounts.identity import is_alive
from app.accounts.models import User, UserSession
from app.attendance.models import Attendance, Presence
from app.audit import REFUSED, AuditEvent
from app.clock import at, today
from app.columns import UTC
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.deliveries.outbox import SEEN
from app.files.models import StoredFile
from app.health.models import BackupResult, BackupRun
from app.meetings.models import Meeting, MeetingState
from app.settings import Setting

DAYS, LAST = 7, 10  # refused sign-ins: days that are counted, and how many are named
RUNS = 5
_COUNT = sa.func.count()

FILES = (
    sa.select(StoredFile.media_type, _COUNT.label("number"), sa.func.sum(StoredFile.size).label("bytes"))
    .group_by(StoredFile.media_type)
    .order_by(sa.func.sum(StoredFile.size).desc())
)
BACKUPS = sa.select(*BackupRun.__table__.c).order_by(BackupRun.at.desc(), BackupRun.id.desc()).limit(RUNS)
_LAST_RUN = sa.select(BackupRun.result).order_by(BackupRun.at.desc(), BackupRun.id.desc()).limit(1)
_LAST_DONE = sa.select(sa.func.max(BackupRun.at)).where(BackupRun.result == BackupResult.DONE)
_REPORTS = Commitment.state == CommitmentState.REPORTED
_UNANSWERED = sa.and_(
    Attendance.invited, Attendance.presence == Presence.INVITED, Attendance.removed_at.is_(None),
    Meeting.state == MeetingState.ANNOUNCED,
)  # fmt: skip
SIZES = {
    "sqlite": sa.text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
    "postgresql": sa.text("SELECT pg_database_size(current_database())"),
}
LAST_REFUSED = (
    sa.select(AuditEvent.at, AuditEvent.changes, User.id.label("user_id"), User.name, User.email)
    .outerjoin(User, User.id == AuditEvent.subject_id)
    .where(REFUSED)
    .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    .limit(LAST)
)


def pulse() -> sa.Select[Any]:
    """The few facts that tell whether all is well, in one row."""
    return sa.select(
        sa.select(sa.literal_column("version_num")).select_from(sa.text("alembic_version")).limit(1)
        .scalar_subquery().label("version"),
        sa.func.current_timestamp(type_=UTC()).label("clock"),
        _LAST_DONE.scalar_subquery().label("backed_up_at"),
        _LAST_RUN.scalar_subquery().label("last_result"),
        sa.select(Setting.value).where(Setting.key == SEEN).scalar_subquery().label("worker_seen"),
        sa.select(_COUNT).select_from(AuditEvent).where(REFUSED, AuditEvent.at >= _midnight(0))
        .scalar_subquery().label("refused_today"),
    )  # fmt: skip


def waiting() -> sa.Select[Any]:
    """What waits for people, and the sessions that are open, in one row."""
    invitations = sa.select(_COUNT).join(Meeting, Meeting.id == Attendance.meeting_id)
    soonest = sa.select(sa.func.min(Meeting.starts_at)).join(Attendance, Attendance.meeting_id == Meeting.id)
    awake = is_alive()
    return sa.select(
        sa.select(_COUNT).where(_REPORTS).scalar_subquery().label("reports"),
        sa.select(sa.func.min(Commitment.waiting_since)).where(_REPORTS).scalar_subquery().label("oldest_report"),
        invitations.select_from(Attendance).where(_UNANSWERED).scalar_subquery().label("invitations"),
        soonest.where(_UNANSWERED).scalar_subquery().label("soonest_meeting"),
        sa.select(_COUNT).select_from(UserSession).where(awake).scalar_subquery().label("sessions"),
        sa.select(sa.func.count(UserSession.user_id.distinct())).where(awake).scalar_subquery().label("people"),
    )  # fmt: skip


def refused_by_day() -> sa.Select[Any]:
    """One row with the refused sign-ins of each of the last days in Palopo, today first."""
    edges = [_midnight(back) for back in range(-1, DAYS)]
    days = [sa.and_(AuditEvent.at >= edges[n + 1], AuditEvent.at < edges[n]) for n in range(DAYS)]
    sums = [sa.func.sum(sa.case((day, 1), else_=0)).label(f"day{n}") for n, day in enumerate(days)]
    return sa.select(*sums).where(REFUSED, AuditEvent.at >= edges[-1])


def _midnight(back: int) -> dt.datetime:
    """The beginning of the day so many days ago, -1 for the end of today."""
    return at(today() - dt.timedelta(days=back), dt.time())
