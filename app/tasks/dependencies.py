"""Tasks that wait for other tasks: who waits for whom, never in a ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.audit import Audited
from app.extensions import Model, db
from app.refusal import Refused

if TYPE_CHECKING:
    from app.tasks.models import Task

MOST = 20  # tasks that one task waits for
LOCK = 7_205_071  # any number that no other advisory lock of this database has
_needed = sa.table("task", sa.column("id"), sa.column("is_open", sa.Boolean)).alias("needed")


class TaskDependency(Audited, Model):
    """`task_id` waits for `needs_id`. That warns, it forbids nothing. `reference` is the number of the needed task."""

    __tablename__ = "task_dependency"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    task_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task.id"), info={"audit": False})
    needs_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task.id"), index=True, info={"audit": False})
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), info={"audit": False})

    needed: so.Mapped[Task] = so.relationship(foreign_keys=[needs_id], lazy="joined", innerjoin=True)

    __table_args__ = (sa.UniqueConstraint("task_id", "needs_id"),)

    @property
    def audit_root(self) -> tuple[str, int]:
        """Told of by the task that waits."""
        return "task", self.task_id

    @property
    def audit_name(self) -> str:
        """The task that it waits for."""
        return self.reference


def open_needs_of(task_id: Any) -> sa.ScalarSelect[int]:
    """Count the unfinished tasks that a task waits for. Asked anew each time, so nothing else has to keep it true."""
    rows = sa.select(sa.func.count(TaskDependency.id)).join(_needed, _needed.c.id == TaskDependency.needs_id)
    rows = rows.where(TaskDependency.task_id == task_id, _needed.c.is_open)
    return rows.correlate_except(TaskDependency, _needed).scalar_subquery()


def one_at_a_time() -> None:
    """Let one transaction at a time change who waits for whom; taken before any task is locked.

    A ring can be closed by two people who each add half of it, and then neither sees the other's row. A writing
    request on SQLite holds the only lock anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def add(task: Task, needed: Task) -> TaskDependency:
    """Let a task wait for another; the caller holds `one_at_a_time` and both tasks. Raises Refused."""
    task.refuse_when_withdrawn()
    if task.id == needed.id:
        raise Refused(gettext("Tugas tidak dapat menunggu dirinya sendiri. Pilih tugas lain."))
    if any(each.needs_id == needed.id for each in task.needs):
        raise Refused(gettext("%(number)s sudah ditunggu.", number=needed.reference))
    if not needed.is_open:
        raise Refused(gettext("%(number)s tidak berjalan lagi, jadi tidak perlu ditunggu.", number=needed.reference))
    if len(task.needs) >= MOST:
        raise Refused(gettext("Satu tugas menunggu paling banyak %(most)s tugas. Lepaskan salah satu.", most=MOST))
    if ring := _path(needed.id, task.id):
        names = " → ".join(_references([task.id, *ring]))
        raise Refused(gettext("Tugas-tugas ini akan saling menunggu: %(ring)s. Pilih tugas lain.", ring=names))
    dependency = TaskDependency(task_id=task.id, needs_id=needed.id, reference=needed.reference)
    db.session.add(dependency)
    db.session.flush()
    db.session.expire(task, ["needs", "open_needs"])
    return dependency


def _path(start: int, goal: int) -> list[int]:
    """Return the shortest way from a task to one that it waits for, directly or not; empty without one."""
    row = TaskDependency.__table__
    reach = sa.select(sa.literal(start, sa.Integer).label("id")).cte("reach", recursive=True)
    reach = reach.union(sa.select(row.c.needs_id).join(reach, reach.c.id == row.c.task_id))
    edges: dict[int, list[int]] = {}
    rows = sa.select(row.c.task_id, row.c.needs_id).join(reach, reach.c.id == row.c.task_id)
    for task_id, needs_id in db.session.execute(rows.order_by(row.c.id)):
        edges.setdefault(task_id, []).append(needs_id)
    came_from, front = {start: 0}, [start]
    while front and goal not in came_from:
        steps = [(here, there) for here in front for there in edges.get(here, ())]
        front = [there for _, there in steps if there not in came_from]
        came_from = {there: here for here, there in reversed(steps)} | came_from
    way = [goal] if goal in came_from else []
    while way and way[0] != start:
        way.insert(0, came_from[way[0]])
    return way


def _references(ids: list[int]) -> list[str]:
    from app.tasks.models import Task

    rows = db.session.execute(sa.select(Task.id, Task.reference).where(Task.id.in_(ids)))
    named = {row.id: row.reference for row in rows}
    return [named[key] for key in ids]
