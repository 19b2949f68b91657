"""What others changed since a person's last visit, of what concerns the person (docs/adr/0024)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.identity import Identity
from app.accounts.models import Visit
from app.attendance.models import Attendance
from app.audit import WHICH, AuditEvent
from app.audit_story import TITLES, told
from app.columns import Labelled
from app.comments.models import Watch
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.states import CommitmentState, SupportState
from app.extensions import fetch
from app.listing import Rows
from app.meetings.models import Meeting, MeetingState
from app.policy import Seat, Viewer
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, TaskState

MOST = 8  # objects
LOOKED_AT = 500  # events of others, the newest: what happened before them is not told
ONE_ACT = dt.timedelta(seconds=2)
_ROOTS: dict[str, Any] = {"commitment": Commitment, "task": Task, "meeting": Meeting}
_PAGES = {"commitment": "/komitmen/%d", "task": "/tugas/%d", "meeting": "/rapat/%d"}
LABELS: dict[str, Callable[[str], Labelled]] = {
    "commitment": CommitmentState, "task": TaskState, "meeting": MeetingState, "task_part": PartState,
    "commitment_support": SupportState,
}  # fmt: skip
PARTS = ("task_part", "commitment_support")
_ME = sa.bindparam("user_id", type_=sa.Integer)


@dataclass
class Change:
    """What happened last to one object, and how many events there were."""

    reference: str
    href: str
    sentence: str
    who: str
    at: dt.datetime
    more: int


@dataclass
class Since:
    """The changes since the last visit, newest first. `at` is when that ended, None where this is the first."""

    at: dt.datetime | None
    changes: list[Change]


def since_last_visit(who: Identity) -> Since:
    """Return what changed; one query."""
    rows = fetch(_changed(who.seats), user_id=who.id)
    before = rows[0].before_at if rows else None
    events = [row for row in rows if row.id is not None]
    roots = groupby(events, key=lambda row: (row.root_type, row.root_id))
    chosen = [_telling(list(some)) for _, some in roots]
    short = [
        _Event(row.at, row.actor_name, row.action, row.subject_type, row.root_type, _naming(row)) for row in chosen
    ]
    return Since(before, [_change(row, event) for row, event in zip(chosen, told(short), strict=True)])


class _Event(NamedTuple):
    """What a sentence needs to know of an event: without its ids, so that no name is looked up."""

    at: dt.datetime
    actor_name: str
    action: str
    subject_type: str
    root_type: str
    changes: dict[str, Any]


def _naming(row: Any) -> dict[str, Any]:
    return {key: row.changes[key] for key in (WHICH, *TITLES) if key in row.changes}


def _telling(events: list[Any]) -> Any:
    """Of the newest act on an object: what moved a part of it, else the object itself, else the last event."""
    last = events[0]
    moved = [event for event in events if "state" in event.changes and last.at - event.at < ONE_ACT]
    return min(moved, key=lambda event: event.subject_type == event.root_type, default=last)


def _change(row: Any, event: Any) -> Change:
    href = _PAGES[row.root_type] % row.root_id
    return Change(row.reference, href, _sentence(row, event), event.who, event.at, row.number - 1)


def _sentence(row: Any, event: Any) -> str:
    """The event, and where it moved a state, which one the object has now."""
    state = row.changes.get("state") if row.action == "changed" else None
    labels = LABELS.get(row.subject_type)
    if not state or labels is None:
        return str(event.sentence)
    return gettext("%(what)s: kini %(state)s", what=event.sentence, state=str(labels(state[1]).label).lower())


@lru_cache(maxsize=64)
def _changed(seats: tuple[Seat, ...]) -> Rows:
    """At least one row for who was here before: the last visit beside the events of each object, newest first."""
    visit = sa.select(Visit.before_at).where(Visit.user_id == _ME).subquery()
    objects = _objects(seats, sa.select(visit.c.before_at).scalar_subquery()).subquery()
    at = objects.c
    names = [sa.select(model.reference).where(at.root_type == kind, model.id == at.root_id).scalar_subquery()
             for kind, model in _ROOTS.items()]  # fmt: skip
    columns = *AuditEvent.__table__.c, at.number, at.newest, sa.func.coalesce(*names).label("reference")
    some = AuditEvent.id.in_([at.newest, at.of_root, at.of_part])
    events = sa.select(*columns).join(objects, some).subquery()
    rows = sa.select(visit.c.before_at, events).select_from(visit.outerjoin(events, sa.true()))
    return rows.order_by(events.c.newest.desc(), events.c.id.desc())


def _objects(seats: tuple[Seat, ...], since: Any) -> Rows:
    """The objects that others changed last, with the ids of the events that may tell it, and how many there were."""
    others = sa.or_(AuditEvent.actor_id.is_(None), AuditEvent.actor_id != _ME)
    columns = AuditEvent.id, AuditEvent.root_type, AuditEvent.root_id, AuditEvent.subject_type
    # Written so that the newest are looked up, not all that ever happened to a kind of object.
    of_these = sa.func.coalesce(AuditEvent.root_type, "").in_(_ROOTS)
    recent = sa.select(*columns).where(AuditEvent.at > since, others, of_these)
    at = recent.order_by(AuditEvent.at.desc()).limit(LOOKED_AT).subquery().c
    newest = sa.func.max(at.id)
    of_root = sa.func.max(sa.case((at.subject_type == at.root_type, at.id)))
    of_part = sa.func.max(sa.case((at.subject_type.in_(PARTS), at.id)))
    told = newest.label("newest"), of_root.label("of_root"), of_part.label("of_part"), sa.func.count().label("number")
    visible = sa.or_(*(_visible(at, kind, Viewer(seats)) for kind in _ROOTS))
    rows = sa.select(at.root_type, at.root_id, *told).where(_concerns(at, {seat.agency_id for seat in seats}), visible)
    return rows.group_by(at.root_type, at.root_id).order_by(newest.desc()).limit(MOST)


def _plain(column: Any) -> Any:
    """The column, not by its index: what belongs to one object is looked up, not all that is an agency's."""
    return sa.func.coalesce(column, 0)


def _concerns(event: Any, agencies: set[int]) -> sa.ColumnElement[bool]:
    """The object is the agencies' own, they help with it, are invited to it, or the person watches it."""
    mine = {
        "commitment": sa.or_(
            sa.exists().where(Commitment.id == event.root_id, Commitment.lead_agency_id.in_(agencies)),
            sa.exists().where(
                CommitmentSupport.commitment_id == event.root_id, CommitmentSupport.agency_id.in_(agencies)
            ),
        ),
        "task": sa.or_(
            sa.exists().where(TaskPart.task_id == event.root_id, _plain(TaskPart.agency_id).in_(agencies)),
            sa.exists().where(Task.id == event.root_id, _plain(Task.issuer_agency_id).in_(agencies)),
        ),
        "meeting": sa.exists().where(
            Attendance.meeting_id == event.root_id,
            _plain(Attendance.agency_id).in_(agencies),
            Attendance.removed_at.is_(None),
        ),
    }
    watched = sa.exists().where(
        Watch.user_id == _ME, Watch.root_type == event.root_type, Watch.root_id == event.root_id
    )
    return sa.or_(watched, *(sa.and_(event.root_type == kind, clause) for kind, clause in mine.items()))


def _visible(event: Any, kind: str, who: Viewer) -> sa.ColumnElement[bool]:
    model = _ROOTS[kind]
    here = sa.exists().where(model.id == event.root_id, model.visible_clause(who))
    return sa.and_(event.root_type == kind, here)
