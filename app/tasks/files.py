"""Files of a task, and of a part as what shows its agency's work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import Audited
from app.extensions import Model
from app.files.attached import Attached
from app.files.models import shown_to
from app.policy import Holder
from app.tasks.hands import OnTask

if TYPE_CHECKING:
    from app.tasks.models import Task
    from app.tasks.parts import TaskPart


class TaskFile(OnTask, Attached, Audited, Model):
    """A file of a task. `part_id` makes it proof of that part."""

    __tablename__ = "task_file"
    owner = "task_id"

    task_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task.id"), info={"audit": False})
    part_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("task_part.id"), index=True, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    task: so.Mapped[Task] = so.relationship()
    part: so.Mapped[TaskPart | None] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("task_id", "key"), sa.Index("ix_task_file_task_id", "task_id", "removed_at"))
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the task's page."""
        return "task", self.task_id


@shown_to
def _with_tasks(who: Holder) -> sa.Select[Any]:
    """Files of tasks that the person may read: of none that lie in the trash."""
    return TaskFile.visible_to(who).with_only_columns(TaskFile.file_id).where(TaskFile.removed_at.is_(None))
