"""Acts on lines: a commitment or task line makes, changes and withdraws its object in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.agencies.service import current
from app.clock import now
from app.commitments.models import Commitment, CommitmentState
from app.commitments.service import propose
from app.extensions import db, fetch
from app.meetings.models import AgendaItem, Meeting, MeetingState
from app.meetings.service import reorder
from app.minutes import queries
from app.minutes.forms import LineForm
from app.minutes.models import LineKind, MinutesLine
from app.refusal import Refused
from app.tasks.models import Task, TaskState
from app.tasks.service import create


@dataclass
class Item:
    """An agenda item as the minutes show it."""

    row: Any
    number: int
    lines: list[Any] = field(default_factory=list)

    @property
    def kept(self) -> list[Any]:
        """The lines that were not removed."""
        return [line for line in self.lines if line.removed_at is None]


def board(meeting_id: int, item_id: int | None = None) -> tuple[list[Item], dict[int, list[str]]]:
    """Return the agenda items with their lines (of one item only, if asked), and each task's agencies."""
    rows = fetch(queries.ITEMS, meeting_id=meeting_id)
    items = {row.id: Item(row, number) for number, row in enumerate(rows, 1)}
    if item_id is None:
        lines = fetch(queries.LINES, meeting_id=meeting_id)
    else:
        lines = fetch(queries.LINES_OF_ITEM, meeting_id=meeting_id, item_id=item_id)
    for line in lines:
        items[line.agenda_item_id].lines.append(line)
    names = queries.part_names([line.task_id for line in lines if line.task_id])
    return [item for item in items.values() if item_id in (None, item.row.id)], names


def add_line(item: AgendaItem, form: LineForm, author_id: int) -> MinutesLine:
    """Append a line to an item; a commitment or task line makes its object at once."""
    require_running(item.meeting)
    last = sa.select(sa.func.max(MinutesLine.position)).where(MinutesLine.agenda_item_id == item.id)
    line = MinutesLine(agenda_item_id=item.id, meeting_id=item.meeting_id, kind=form.kind.data)
    line.position = (db.session.scalar(last) or 0) + 1
    line.write(form.text.data, author_id)
    db.session.add(line)
    db.session.flush()
    _make_object(line, form)
    return line


def _make_object(line: MinutesLine, form: LineForm) -> None:
    origin: Any = {"meeting_id": line.meeting_id, "line_id": line.id}
    if line.kind is LineKind.COMMITMENT:
        propose(
            line.text,
            current(form.agencies.data)[0],
            form.due.data,
            target=form.target.data,
            unit=form.unit.data or "",
            **origin,
        )
    elif line.kind is LineKind.TASK:
        create(line.text, current(form.agencies.data), form.due.data, **origin)


def rewrite(line: MinutesLine, text: str, author_id: int) -> None:
    """Give a line another wording; its commitment or task takes it over while nobody has accepted it."""
    line.write(text, author_id)
    if commitment := _commitment(line):
        commitment.statement = text
    if task := _task(line):
        task.title = text


def why_frozen(line: MinutesLine) -> str:
    """Say why a line may no longer be changed; empty when it may."""
    if line.meeting.state is not MeetingState.RUNNING:
        return gettext("Notula hanya diubah selama rapat berlangsung.")
    if line.removed_at:
        return gettext("Butir ini baru saja dihapus. Urungkan penghapusannya dulu.")
    commitment, task = _commitment(line), _task(line)
    if commitment and commitment.state not in (CommitmentState.PROPOSED, CommitmentState.CANCELLED):
        return gettext("Komitmen %(ref)s sudah disepakati, jadi bunyinya tetap.", ref=commitment.reference)
    if task and task.state not in (TaskState.OFFERED, TaskState.CANCELLED):
        return gettext("Tugas %(ref)s sudah dikerjakan, jadi bunyinya tetap.", ref=task.reference)
    return ""


def remove(line: MinutesLine) -> None:
    """Take a line out of the minutes; its commitment or task is withdrawn with it. `restore` undoes both."""
    if line.removed_at:
        return
    if reason := why_frozen(line):
        raise Refused(reason)
    line.removed_at = now()
    commitment, task = _commitment(line), _task(line)
    if commitment and commitment.is_open:
        commitment.cancel(gettext("Butir notula dihapus."))
    if task and task.state is not TaskState.CANCELLED:
        task.cancel()


def restore(line: MinutesLine) -> None:
    """Undo `remove`. What had been cancelled before the line went stays cancelled."""
    require_running(line.meeting)
    if line.removed_at is None:
        return
    commitment, task = _commitment(line), _task(line)
    if commitment and commitment.waiting_since >= line.removed_at:
        commitment.restore()
    if task and task.updated_at >= line.removed_at:
        task.restore()
    line.removed_at = None


def move(line: MinutesLine, upward: bool) -> None:
    """Change places with the neighbour that is still there; at either end nothing happens."""
    require_running(line.meeting)
    rows = sa.select(MinutesLine).where(MinutesLine.agenda_item_id == line.agenda_item_id)
    lines = db.session.scalars(rows.order_by(MinutesLine.position, MinutesLine.id)).all()
    removed = [each for each in lines if each.removed_at]
    reorder([each for each in lines if not each.removed_at] + removed, line, upward)


def require_running(meeting: Meeting) -> None:
    """Refuse to type when the meeting does not run."""
    if meeting.state is not MeetingState.RUNNING:
        raise Refused(gettext("Notula hanya diubah selama rapat berlangsung."))


def _commitment(line: MinutesLine) -> Commitment | None:
    if line.kind is not LineKind.COMMITMENT:
        return None
    return db.session.scalars(sa.select(Commitment).where(Commitment.line_id == line.id)).one_or_none()


def _task(line: MinutesLine) -> Task | None:
    if line.kind is not LineKind.TASK:
        return None
    return db.session.scalars(sa.select(Task).where(Task.line_id == line.id)).one_or_none()
