"""What waits for each agency, all kinds in one shape: so the list counts what the message names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.agency_messages.models import AgencyMessage
from app.agreement.models import MinutesCopy
from app.agreement.versions import MinutesVersion
from app.attendance.models import Attendance
from app.clock import now, today
from app.columns import UTC
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.queries import AGENCYS_TURN
from app.commitments.states import CommitmentState, SupportState
from app.extensions import fetch
from app.home.needs import NEVER, UNDATED
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values
from app.meetings.models import Meeting, MeetingState
from app.policy import Holder, Role
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState

SOON = dt.timedelta(days=7)
MOST = 500  # things of one agency that a message is made of
LAST = 20
TITLE_LENGTH = 160
PROMISE, SUPPORT, PART, INVITATION, MINUTES = "promise", "support", "part", "invitation", "minutes"
ID = sa.bindparam("agency_id", type_=sa.BigInteger)
_DAY, _SOON = sa.bindparam("day", type_=sa.Date), sa.bindparam("soon", type_=sa.Date)
_NOW, _WEEK_AGO = sa.bindparam("now", type_=UTC()), sa.bindparam("week_ago", type_=UTC())


def moments() -> dict[str, Any]:
    """Return the values of what the questions here leave open: what day and time it is."""
    return {"day": today(), "soon": today() + SOON, "now": now(), "week_ago": now() - SOON}


def _line(
    kind: str, agency_id: Any, id_: Any, reference: Any, title: Any, answer: Any, *,
    due: Any = UNDATED, since: Any = NEVER, state: Any = "", note: Any = "",
) -> Rows:  # fmt: skip
    """One kind of thing; `answer` is 1 where the agency has to say yes or no."""
    texts = {"kind": kind, "reference": reference, "title": sa.func.substr(title, 1, TITLE_LENGTH), "state": state,
             "note": note}  # fmt: skip
    numbers = {"agency_id": agency_id, "id": id_, "answer": answer}
    return sa.select(
        *(_text(value).label(name) for name, value in texts.items()),
        *((sa.literal(value) if isinstance(value, int) else value).label(name) for name, value in numbers.items()),
        due.label("due"), since.label("since"),
    )  # fmt: skip


def _text(value: Any) -> Any:
    return sa.literal(value, sa.Text()) if isinstance(value, str) else sa.cast(value, sa.Text)


def _is(condition: Any) -> Any:
    return sa.case((condition, 1), else_=0)


_PROMISES = _line(
    PROMISE, Commitment.lead_agency_id, Commitment.id, Commitment.reference, Commitment.statement,
    _is(Commitment.state == CommitmentState.PROPOSED), due=Commitment.due, state=Commitment.state,
).where(Commitment.is_open, AGENCYS_TURN)  # fmt: skip
_SUPPORTS = (
    _line(SUPPORT, CommitmentSupport.agency_id, CommitmentSupport.id, Commitment.reference, Commitment.statement, 1,
          due=Commitment.due, note=CommitmentSupport.role)
    .join(Commitment, Commitment.id == CommitmentSupport.commitment_id)
    .where(CommitmentSupport.state == SupportState.ASKED, Commitment.is_open)
)  # fmt: skip
_PARTS = (
    _line(PART, TaskPart.agency_id, Task.id, Task.reference, Task.title, _is(TaskPart.state == PartState.OFFERED),
          due=TaskPart.due, state=TaskPart.state)
    .join(Task, Task.id == TaskPart.task_id)
    .where(TaskPart.task_is_open, TaskPart.is_open)
)  # fmt: skip
_INVITATIONS = (
    _line(INVITATION, Attendance.agency_id, Attendance.id, Meeting.reference, Meeting.theme, 1, since=Meeting.starts_at)
    .join(Meeting, Meeting.id == Attendance.meeting_id)
    .where(Attendance.invited, Attendance.answer.is_(None), Attendance.removed_at.is_(None))
    .where(Attendance.agency_id.is_not(None), Meeting.state == MeetingState.ANNOUNCED, Meeting.starts_at > _NOW)
)  # fmt: skip
# Once for each meeting, however many of the agency's people got a copy.
_MINUTES = (
    _line(MINUTES, Attendance.agency_id, Meeting.id, Meeting.reference, Meeting.theme, 0,
          since=Meeting.corrections_until)
    .select_from(MinutesCopy)
    .join(Meeting, Meeting.id == MinutesCopy.meeting_id)
    .join(Attendance, Attendance.id == MinutesCopy.attendance_id)
    .where(Meeting.state == MeetingState.CIRCULATED, Meeting.corrections_until >= _NOW)
    .where(MinutesCopy.circulation == Meeting.circulation, MinutesCopy.agreed_at.is_(None))
    .where(Attendance.agency_id.is_not(None))
    .where(~sa.exists().where(MinutesVersion.meeting_id == Meeting.id, MinutesVersion.struck_at.is_(None)))
    .distinct()
)  # fmt: skip
_KINDS = (_PROMISES, _SUPPORTS, _PARTS, _INVITATIONS, _MINUTES)
_O = sa.union_all(*_KINDS).subquery("open_things").c
# Those of one agency are looked up in each kind: not every database sees by itself that this is enough.
_OWN = sa.union_all(*(rows.where(rows.selected_columns["agency_id"] == ID) for rows in _KINDS)).subquery("own_things")
# Late first, then what is due next, then what has only an hour.
OF_AGENCY = (
    sa.select(_OWN, sa.func.count().over().label("total"))
    .order_by(sa.func.coalesce(_OWN.c.due, sa.literal(dt.date.max, sa.Date())), _OWN.c.since, _OWN.c.kind, _OWN.c.id)
    .limit(MOST)
)
_WAITING = (
    sa.select(
        _O.agency_id, sa.func.count().label("number"), sa.func.sum(_is(_O.due < _DAY)).label("late"),
        sa.func.sum(_is(_O.due.between(_DAY, _SOON))).label("soon"), sa.func.sum(_O.answer).label("answer"),
    )
    .group_by(_O.agency_id)
    .subquery("waiting")
)  # fmt: skip
_W = _WAITING.c
_LATE = sa.type_coerce(_W.late, sa.Integer)
_NEWEST = (
    sa.select(AgencyMessage.agency_id, sa.func.max(AgencyMessage.id).label("id"))
    .where(AgencyMessage.undone_at.is_(None))
    .group_by(AgencyMessage.agency_id)
    .subquery("newest")
)


def agency_rows(who: Holder, values: Values) -> Rows:
    """One row for each agency for which something waits, with when it was last told."""
    rows = sa.select(
        Agency.id, Agency.name, _W.number, _LATE.label("late"), _W.soon, _W.answer,
        AgencyMessage.at, AgencyMessage.channel, AgencyMessage.noted_name,
    ).join(_WAITING, _W.agency_id == Agency.id)  # fmt: skip
    rows = rows.outerjoin(_NEWEST, _NEWEST.c.agency_id == Agency.id)
    return rows.outerjoin(AgencyMessage, AgencyMessage.id == _NEWEST.c.id)


class _Now(Listing):
    """A list that knows what time it is."""

    def parameters(self, who: Any, values: Values) -> dict[str, Any]:
        """What the conditions need to know."""
        return moments()


LATE, UNTOLD = "terlambat", "belum"
AGENCIES = _Now(
    rows=agency_rows,
    identity=Agency.id,
    sorts={"terlambat": _LATE, "nama": Agency.name},
    default="-terlambat",
    filters=(
        Filter("tampilkan", _l("Tampilkan"), lambda value: _LATE > 0,
               lambda: (("", _l("Semua yang menunggu")), (LATE, _l("Hanya yang terlambat")))),
        Filter("kabar", _l("Terakhir disampaikan"),
               lambda value: sa.or_(AgencyMessage.at.is_(None), AgencyMessage.at < _WEEK_AGO),
               lambda: (("", _l("Kapan saja")), (UNTOLD, _l("Lebih dari 7 hari lalu atau belum pernah")))),
    ),
)  # fmt: skip
# Who speaks for an agency now.
LIAISONS = (
    sa.select(User.name, Post.title)
    .join(Holding, Holding.user_id == User.id)
    .join(Post, Post.id == Holding.post_id)
    .where(Post.agency_id == ID, Post.role == Role.LIAISON, Holding.ends_at.is_(None))
    .order_by(Post.id)
    .limit(3)
)
_MESSAGES = (
    sa.select(*AgencyMessage.__table__.c)
    .where(AgencyMessage.agency_id == ID)
    .order_by(AgencyMessage.id.desc())
    .limit(LAST)
)


def messages_to(agency_id: int) -> Sequence[Any]:
    """Return the last messages to an agency, newest first."""
    return fetch(_MESSAGES, agency_id=agency_id)


def open_for(agency_id: int) -> Sequence[Any]:
    """Return what waits for an agency, late first; each row knows their number, `total`."""
    return fetch(OF_AGENCY, agency_id=agency_id, **moments())
