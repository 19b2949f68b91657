"""The checklist (daftar periksa) of a task: small steps of the whole, or of one agency's part."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app import audit
from app.clock import now
from app.extensions import Model, db
from app.files.removable import Removable
from app.refusal import Refused
from app.tasks.hands import OnTask

if TYPE_CHECKING:
    from app.tasks.models import Task
    from app.tasks.parts import TaskPart

MOST = 100  # items of one task
LONGEST = 300
_MARK = re.compile(r"^\s*(?:[-*•·–☐☑✓]|\[[ xX]?\]|\d{1,3}[.)])\s+")


class TaskCheck(OnTask, Removable, Model):
    """One item. `done_name` is who ticked it. `position` orders the items of one list; equal ones follow their ids.

    The task's history tells of it in one line an act (`note`), of items that are added together in one for all.
    """

    __tablename__ = "task_check"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    task_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task.id"))
    part_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("task_part.id"), index=True)
    position: so.Mapped[int]
    text: so.Mapped[str] = so.mapped_column(sa.String(LONGEST))
    done_at: so.Mapped[dt.datetime | None]
    done_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="")
    version: so.Mapped[int] = so.mapped_column()

    task: so.Mapped[Task] = so.relationship()
    part: so.Mapped[TaskPart | None] = so.relationship(back_populates="checks")

    __table_args__ = (sa.Index("ix_task_check_task_id", "task_id", "removed_at"),)
    __mapper_args__ = {"version_id_col": version}

    def tick(self, done: bool, name: str) -> bool:
        """Say that it is done, or that it is not; False when that was so already, and then it keeps who said so."""
        if done == (self.done_at is not None):
            return False
        self.done_at, self.done_name = (now(), name) if done else (None, "")
        return True


def lines_of(text: str) -> list[str]:
    """Return the items of a text, one a line, without the marks that a pasted list brings along."""
    return [line for each in text.splitlines() if (line := _MARK.sub("", each).strip())]


def add(task: Task, part: TaskPart | None, lines: Sequence[str]) -> None:
    """Put items at the end of the task's list or of the part's; the task is locked by the caller. Raises Refused."""
    room = MOST - task.checks_total
    if len(lines) > room:
        raise Refused(
            gettext("Satu tugas memuat paling banyak %(most)s butir; masih ada tempat untuk %(room)s.",
                    most=MOST, room=max(0, room))
        )  # fmt: skip
    last = db.session.scalar(sa.select(sa.func.max(TaskCheck.position)).where(TaskCheck.task_id == task.id)) or 0
    for place, text in enumerate(lines, last + 1):
        db.session.add(TaskCheck(task_id=task.id, part_id=part.id if part else None, position=place, text=text))
    note(task, "checks_added", lines[0] if len(lines) == 1 else "", **({"items": len(lines)} if len(lines) > 1 else {}))
    recount(task)


def texts_of(task: Task, longest: int) -> str:
    """Return the items of the whole task, one a line, as many as go into so many letters."""
    rows = sa.select(TaskCheck.text).where(
        TaskCheck.task_id == task.id, TaskCheck.part_id.is_(None), TaskCheck.removed_at.is_(None)
    )
    kept = ""
    for text in db.session.scalars(rows.order_by(TaskCheck.position)):
        if len(kept) + len(text) >= longest:
            break
        kept += f"{text}\n"
    return kept.rstrip("\n")


def tick(check: TaskCheck, done: bool, name: str) -> None:
    """Say that an item is done, or that it is not."""
    if check.tick(done, name):
        note(check.task, "check_ticked" if done else "check_unticked", check.text)
        recount(check.task)


def reword(check: TaskCheck, text: str) -> None:
    """Give an item other words."""
    if text != check.text:
        note(check.task, "check_reworded", text, before=check.text)
        check.text = text


def remove(check: TaskCheck) -> None:
    """Take an item out of the list; nothing happens when it is out."""
    if check.removed_at is None:
        check.remove()
        note(check.task, "check_removed", check.text)
        recount(check.task)


def note(task: Task, act: str, which: str, **facts: object) -> None:
    """Tell of an item in the history of its task."""
    audit.note(task, act, **({audit.WHICH: which} if which else {}), **facts)


def restore(check: TaskCheck) -> None:
    """Bring a removed item back. Raises Refused when the list is full meanwhile."""
    if check.removed_at is None:
        return
    if check.task.checks_total >= MOST:
        raise Refused(gettext("Daftar periksa ini sudah penuh. Hapus butir lain dahulu."))
    check.restore()
    note(check.task, "check_restored", check.text)
    recount(check.task)


def move(check: TaskCheck, up: bool) -> None:
    """Let the item change places with its neighbour; nothing happens at the end of the list, or out of it."""
    if check.removed_at is not None:
        return
    same = TaskCheck.part_id == check.part_id if check.part_id else TaskCheck.part_id.is_(None)
    rows = sa.select(TaskCheck).where(TaskCheck.task_id == check.task_id, same, TaskCheck.removed_at.is_(None))
    listed = list(db.session.scalars(rows.order_by(TaskCheck.position, TaskCheck.id)))
    here = listed.index(check)
    there = here - 1 if up else here + 1
    if 0 <= there < len(listed):
        listed[here], listed[there] = listed[there], listed[here]
    for place, each in enumerate(listed, 1):
        each.position = place


def recount(task: Task) -> None:
    """Write down on the task how many items it has, and how many are ticked."""
    db.session.flush()
    counts = sa.select(sa.func.count(TaskCheck.id), sa.func.count(TaskCheck.done_at))
    rows = counts.where(TaskCheck.task_id == task.id, TaskCheck.removed_at.is_(None))
    task.checks_total, task.checks_done = db.session.execute(rows).one()
