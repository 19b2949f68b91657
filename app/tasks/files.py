"""Files of a task, and of a part as what shows its agency's work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.audit import Actor, Audited
from app.clock import now
from app.extensions import Model, db
from app.files.models import StoredFile, shown_to
from app.files.received import LONGEST_NAME
from app.files.removable import Removable
from app.policy import Holder
from app.refusal import Refused
from app.tasks.hands import OnTask

if TYPE_CHECKING:
    from app.tasks.models import Task
    from app.tasks.parts import TaskPart

MOST = 40  # files of one task


class TaskFile(OnTask, Removable, Audited, Model):
    """A file under the name it came with. `part_id` makes it proof of that part. `key` names one upload of one browser,
    so that a repeated one changes nothing; `keeps_place` says that a photo kept its coordinates on purpose."""

    __tablename__ = "task_file"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    task_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task.id"), info={"audit": False})
    part_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("task_part.id"), index=True, info={"audit": False})
    file_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("stored_file.id"), index=True, info={"audit": False})
    name: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_NAME), info={"audit": False})
    key: so.Mapped[str | None] = so.mapped_column(sa.String(64), info={"audit": False})
    keeps_place: so.Mapped[bool] = so.mapped_column(default=False, info={"audit": False})
    added_by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    added_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    task: so.Mapped[Task] = so.relationship()
    part: so.Mapped[TaskPart | None] = so.relationship()
    file: so.Mapped[StoredFile] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("task_id", "key"), sa.Index("ix_task_file_task_id", "task_id", "removed_at"))
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the task's page."""
        return "task", self.task_id

    @property
    def audit_name(self) -> str:
        """The name of the file."""
        return self.name


@shown_to
def _with_tasks(who: Holder) -> sa.Select[Any]:
    """Files of tasks that the person may read: of none that lie in the trash."""
    return TaskFile.visible_to(who).with_only_columns(TaskFile.file_id).where(TaskFile.removed_at.is_(None))


def by_key(task_id: int, key: str) -> bool:
    """Tell whether an upload with this key has arrived before."""
    rows = sa.select(TaskFile.id).where(TaskFile.task_id == task_id, TaskFile.key == key)
    return bool(key) and db.session.scalar(rows) is not None


def attach(
    task: Task, part_id: int | None, file: StoredFile, name: str, by: Actor, *, key: str = "", keeps_place: bool = False
) -> None:
    """Add a file; flushed. The task is locked by the caller.

    The same upload or the same file once more changes nothing; one that was removed comes back. Raises Refused when
    the task holds as many as it may.
    """
    if by_key(task.id, key):
        return
    same = TaskFile.part_id == part_id if part_id else TaskFile.part_id.is_(None)
    rows = sa.select(TaskFile).where(TaskFile.task_id == task.id, TaskFile.file_id == file.id, same)
    if known := db.session.scalars(rows).first():
        restore(known)
        return
    _expect_place(task.id)
    facts = {"key": key or None, "keeps_place": keeps_place, "added_by_id": by.id, "added_name": by.name}
    db.session.add(TaskFile(task_id=task.id, part_id=part_id, file_id=file.id, name=name, **facts))
    db.session.flush()


def restore(piece: TaskFile) -> None:
    """Bring a removed file back. Raises Refused as adding it anew would."""
    if piece.removed_at is not None:
        _expect_place(piece.task_id)
    piece.restore()
    db.session.flush()


def _expect_place(task_id: int) -> None:
    rows = sa.select(sa.func.count(TaskFile.id)).where(TaskFile.task_id == task_id, TaskFile.removed_at.is_(None))
    if (db.session.scalar(rows) or 0) >= MOST:
        raise Refused(
            gettext("Satu tugas memuat paling banyak %(most)s berkas. Hapus yang tidak perlu dahulu.", most=MOST)
        )
