"""What stands beside a promise on its page: areas, supports, milestones, seat, source, reviewers, tasks; one query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Post
from app.areas.models import Area, AreaKind
from app.clock import today
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.promise import AREAS, Check
from app.commitments.reports import ProgressReport, Review
from app.commitments.states import SupportState
from app.extensions import fetch
from app.plans.models import ACTION_COMMITMENTS, ActionPlan, PlanAction
from app.tasks.models import Task
from app.tasks.states import TaskState

ID = sa.bindparam("commitment_id", type_=sa.BigInteger)
_NO_DAY, _NO_ID, _NO_TEXT = sa.cast(sa.null(), sa.Date), sa.cast(sa.null(), sa.Integer), sa.literal("")


def _of_kind(kind: str, id_: Any, name: Any, text: Any = _NO_TEXT, state: Any = _NO_TEXT, day: Any = _NO_DAY,
             done: Any = _NO_DAY, agency: Any = _NO_ID) -> sa.Select[Any]:  # fmt: skip
    return sa.select(
        sa.literal(kind).label("kind"), id_.label("id"), name.label("name"), text.label("text"),
        state.label("state"), agency.label("agency_id"), day.label("day"), done.label("done"),
    )  # fmt: skip


def _plain(column: Any) -> Any:
    return sa.type_coerce(column, sa.String)


_SUPPORTS = _of_kind(
    "support", CommitmentSupport.id, CommitmentSupport.agency_name, CommitmentSupport.role,
    _plain(CommitmentSupport.state), agency=CommitmentSupport.agency_id,
).add_columns(CommitmentSupport.reason.label("reason")).where(CommitmentSupport.commitment_id == ID)  # fmt: skip
_MILESTONES = _of_kind(
    "milestone", Milestone.id, Milestone.title, day=Milestone.due, done=Milestone.reached_on
).add_columns(_NO_TEXT.label("reason")).where(Milestone.commitment_id == ID)  # fmt: skip
_PLACES = (
    _of_kind("area", Area.id, Area.name, Area.code, _plain(Area.kind))
    .add_columns(_NO_TEXT.label("reason"))
    .join(AREAS, AREAS.c.area_id == Area.id)
    .where(AREAS.c.commitment_id == ID)
)
_SEAT = (
    _of_kind("post", Post.id, Post.title)
    .add_columns(_NO_TEXT.label("reason"))
    .join(Commitment, Commitment.post_id == Post.id)
    .where(Commitment.id == ID)
)
_Copy = Commitment.__table__.alias("copy")  # a table: an alias of the class wants all models loaded already
_SOURCE = (
    _of_kind("source", Commitment.id, Commitment.reference)
    .add_columns(_NO_TEXT.label("reason"))
    .join(_Copy, _Copy.c.copied_from_id == Commitment.id)
    .where(_Copy.c.id == ID)
)
_MINE = ProgressReport.commitment_id == ID
_LOOKED: sa.CompoundSelect[Any] = sa.union(
    sa.select(ProgressReport.reviewed_by).where(_MINE),
    sa.select(ProgressReport.holder_id).where(_MINE),
    sa.select(Review.reviewer_id).join(ProgressReport, ProgressReport.id == Review.report_id).where(_MINE),
)
_PEOPLE = _of_kind("person", User.id, User.name).add_columns(_NO_TEXT.label("reason")).where(User.id.in_(_LOOKED))
_DONE_OF_ALL = sa.cast(Task.parts_done, sa.String) + "/" + sa.cast(Task.parts_total, sa.String)
_TASKS = (
    _of_kind("task", Task.id, Task.reference, sa.func.substr(Task.title, 1, 200), _plain(Task.state), day=Task.due)
    .add_columns(_DONE_OF_ALL.label("reason"))
    .where(Task.commitment_id == ID, Task.trashed_at.is_(None))
)
_PLANS = (
    _of_kind("plan", PlanAction.id, ActionPlan.reference, sa.cast(PlanAction.number, sa.String))
    .add_columns(_NO_TEXT.label("reason"))
    .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
    .join(ACTION_COMMITMENTS, ACTION_COMMITMENTS.c.action_id == PlanAction.id)
    .where(ACTION_COMMITMENTS.c.commitment_id == ID, PlanAction.removed_at.is_(None))
)
_ALL = sa.union_all(_SUPPORTS, _MILESTONES, _PLACES, _SEAT, _SOURCE, _PEOPLE, _TASKS, _PLANS)


@dataclass(frozen=True)
class Support:
    """A supporting agency as the page shows it."""

    id: int
    agency_id: int
    name: str
    role: str
    state: SupportState
    reason: str

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.agency_id


@dataclass(frozen=True)
class Step:
    """A milestone as the page shows it."""

    id: int
    title: str
    due: dt.date
    reached_on: dt.date | None

    @property
    def is_late(self) -> bool:
        """Its date went by without it."""
        return self.reached_on is None and self.due < today()


@dataclass(frozen=True)
class Work:
    """A shared task that helps to keep the promise. `parts` says how many are done of how many."""

    id: int
    reference: str
    title: str
    due: dt.date
    state: TaskState
    parts: str

    @property
    def is_late(self) -> bool:
        """Still open after its due date."""
        return self.state not in (TaskState.DONE, TaskState.CANCELLED) and self.due < today()


@dataclass
class Beside:
    """All of it, each in its order. `areas` holds (id, name), `source` (id, reference) or None, `people` the names of
    who looked at a report by id, `plans` (id of the action, reference of its plan, its No there)."""

    supports: list[Support] = field(default_factory=list)
    milestones: list[Step] = field(default_factory=list)
    areas: list[tuple[int, str]] = field(default_factory=list)
    post: str = ""
    source: tuple[int, str] | None = None
    people: dict[int, str] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    tasks: list[Work] = field(default_factory=list)
    plans: list[tuple[int, str, str]] = field(default_factory=list)


def beside(commitment: Commitment) -> Beside:
    """Read what stands beside a promise; `checks` are its six questions."""
    found = Beside()
    for row in sorted(fetch(_ALL, commitment_id=commitment.id), key=_order):
        if row.kind == "support":
            support = Support(row.id, row.agency_id, row.name, row.text, SupportState(row.state), row.reason)
            found.supports.append(support)
        elif row.kind == "milestone":
            found.milestones.append(Step(row.id, row.name, row.day, row.done))
        elif row.kind == "task":
            found.tasks.append(Work(row.id, row.name, row.text, row.day, TaskState(row.state), row.reason))
        else:
            _name(found, row)
    found.checks = commitment.checks(placed=bool(found.areas))
    return found


def _name(found: Beside, row: Any) -> None:
    """Take up what is only named: where, who, where from, which plan."""
    if row.kind == "area":
        found.areas.append((row.id, AreaKind(row.state).named(row.name)))
    elif row.kind == "post":
        found.post = row.name
    elif row.kind == "person":
        found.people[row.id] = row.name
    elif row.kind == "plan":
        found.plans.append((row.id, row.name, row.text))
    else:
        found.source = (row.id, row.name)


def _order(row: Any) -> tuple[Any, ...]:
    return (row.kind, row.day or dt.date.min, row.text if row.kind == "area" else "", row.id)
