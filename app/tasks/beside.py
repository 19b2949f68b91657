"""What hangs on a task besides its parts, as its page shows it: checklist, files, who waits for whom; in one query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.clock import today
from app.columns import UTC
from app.extensions import fetch
from app.files.models import StoredFile
from app.plans.models import ACTION_TASKS, ActionPlan, PlanAction
from app.tasks.checks import TaskCheck
from app.tasks.dependencies import TaskDependency
from app.tasks.files import TaskFile
from app.tasks.models import Task
from app.tasks.states import TaskState

ID = sa.bindparam("task_id", type_=sa.BigInteger)
_NUMBER, _DAY, _AT, _TEXT = sa.cast(sa.null(), sa.Integer), sa.cast(sa.null(), sa.Date), sa.cast(sa.null(), UTC()), ""
LONGEST_TITLE = 200


def _of_kind(kind: str, id_: Any, text: Any, name: Any, part: Any = _NUMBER, place: Any = _NUMBER, state: Any = _TEXT,
             day: Any = _DAY, at: Any = _AT, flag: Any = None, file: Any = None) -> sa.Select[Any]:  # fmt: skip
    """One kind of row; `flag` says that a file keeps its place, or that a task is open."""
    return sa.select(
        sa.literal(kind).label("kind"), id_.label("id"), part.label("part_id"), place.label("position"),
        text.label("text"), name.label("name"), (state if state is not _TEXT else sa.literal("")).label("state"),
        day.label("day"), at.label("at"), (sa.false() if flag is None else flag).label("flag"),
        *(
            getattr(file, column).label(f"file_{column}") if file else null.label(f"file_{column}")
            for column, null in (("id", _NUMBER), ("media_type", sa.literal("")), ("size", _NUMBER),
                                 ("width", _NUMBER), ("height", _NUMBER))
        ),
    )  # fmt: skip


def _task(kind: str, key: Any, other: Any) -> sa.Select[Any]:
    """Tasks at one end of a dependency whose other end is this task; not those in the trash."""
    task = so.aliased(Task.__table__, name=kind).c
    title = sa.func.substr(task.title, 1, LONGEST_TITLE)
    rows = _of_kind(kind, task.id, title, task.reference, state=sa.type_coerce(task.state, sa.String), day=task.due,
                    flag=task.is_open)  # fmt: skip
    return rows.join(TaskDependency, key == task.id).where(other == ID, task.trashed_at.is_(None))


_CHECKS = _of_kind(
    "check", TaskCheck.id, TaskCheck.text, TaskCheck.done_name, TaskCheck.part_id, TaskCheck.position,
    at=TaskCheck.done_at,
).where(TaskCheck.task_id == ID, TaskCheck.removed_at.is_(None))  # fmt: skip
_FILES = (
    _of_kind("file", TaskFile.id, TaskFile.name, TaskFile.added_name, TaskFile.part_id, at=TaskFile.at,
             flag=TaskFile.keeps_place, file=StoredFile)
    .join(StoredFile, StoredFile.id == TaskFile.file_id)
    .where(TaskFile.task_id == ID, TaskFile.removed_at.is_(None))
)  # fmt: skip
_PLANS = (
    _of_kind("plan", PlanAction.id, sa.cast(PlanAction.number, sa.String), ActionPlan.reference)
    .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
    .join(ACTION_TASKS, ACTION_TASKS.c.action_id == PlanAction.id)
    .where(ACTION_TASKS.c.task_id == ID, PlanAction.removed_at.is_(None))
)
_ALL = sa.union_all(
    _CHECKS, _FILES, _PLANS, _task("needs", TaskDependency.needs_id, TaskDependency.task_id),
    _task("needed_by", TaskDependency.task_id, TaskDependency.needs_id),
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """An item of the checklist."""

    id: int
    text: str
    done_at: dt.datetime | None
    done_name: str


@dataclass(frozen=True)
class Piece:
    """A file, as the list of evidence shows one."""

    id: int
    name: str
    file_id: int
    media_type: str
    size: int
    width: int | None
    height: int | None
    keeps_place: bool
    added_name: str
    at: dt.datetime
    link: str = ""


@dataclass(frozen=True)
class Other:
    """A task that this one waits for, or that waits for this one."""

    id: int
    reference: str
    title: str
    state: TaskState
    due: dt.date
    is_open: bool

    @property
    def is_late(self) -> bool:
        """Open after its due date."""
        return self.is_open and self.due < today()


@dataclass
class Things:
    """All of it, each in its order; checks and files by the id of their part, None for the whole task's. `plans` holds
    (id of the action, reference of its plan, its No there)."""

    checks: dict[int | None, list[Check]] = field(default_factory=dict)
    files: dict[int | None, list[Piece]] = field(default_factory=dict)
    needs: list[Other] = field(default_factory=list)
    needed_by: list[Other] = field(default_factory=list)
    plans: list[tuple[int, str, str]] = field(default_factory=list)


def things_of(task: Task) -> Things:
    """Read what hangs on a task."""
    found = Things()
    for row in sorted(fetch(_ALL, task_id=task.id), key=_order):
        if row.kind == "check":
            check = Check(row.id, row.text, row.at, row.name)
            found.checks.setdefault(row.part_id, []).append(check)
        elif row.kind == "file":
            piece = Piece(row.id, row.text, row.file_id, row.file_media_type, row.file_size, row.file_width,
                          row.file_height, row.flag, row.name, row.at)  # fmt: skip
            found.files.setdefault(row.part_id, []).append(piece)
        elif row.kind == "plan":
            found.plans.append((row.id, row.name, row.text))
        else:
            other = Other(row.id, row.name, row.text, TaskState(row.state), row.day, row.flag)
            (found.needs if row.kind == "needs" else found.needed_by).append(other)
    return found


def _order(row: Any) -> tuple[Any, ...]:
    if row.kind in ("check", "file", "plan"):
        return (row.kind, False, dt.date.min, row.position or 0, row.id)
    return (row.kind, not row.flag, row.day, 0, row.id)
