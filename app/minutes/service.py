"""Acts on lines: a commitment or task line makes, changes and withdraws its object in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.agencies.service import current, to_successors
from app.clock import now
from app.commitments.models import Commitment, Terms
from app.commitments.service import propose
from app.commitments.states import CommitmentState
from app.drafts.models import LONGEST_KEY
from app.extensions import db, fetch
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting
from app.minutes import queries
from app.minutes.forms import LineEditForm, LineForm
from app.minutes.models import LineKind, MinutesLine
from app.refusal import Refused
from app.tasks.models import Task
from app.tasks.service import create
from app.tasks.states import TaskState

# Stored with the commitment, so in the language of the office whoever acts.
REMOVED = "Butir notula dihapus."
CHANGED = "Butir notula diubah menjadi %(kind)s."


@dataclass
class Item:
    """An agenda item as the minutes show it, with the suggestions (usulan) that wait under it."""

    row: Any
    number: int
    lines: list[Any] = field(default_factory=list)
    suggestions: list[Any] = field(default_factory=list)

    @property
    def kept(self) -> list[Any]:
        """The lines that were not removed."""
        return [line for line in self.lines if line.removed_at is None]

    @property
    def has_decision(self) -> bool:
        """A decision was typed under it."""
        return any(line.kind is LineKind.DECISION for line in self.kept)

    @property
    def named(self) -> list[tuple[Any, str]]:
        """The lines with their numbers, such as 2.3; a removed one has none."""
        numbers = count(1)
        return [(line, "" if line.removed_at else f"{self.number}.{next(numbers)}") for line in self.lines]


def board(meeting_id: int, item_id: int | None = None) -> tuple[list[Item], dict[int, list[str]]]:
    """Return the agenda items with their lines (of one item only, if asked), and each task's agencies."""
    rows = fetch(queries.ITEMS, meeting_id=meeting_id)
    items: dict[int, Item] = {}
    for row in rows:
        item = items.setdefault(row.id, Item(row, len(items) + 1))
        item.suggestions += [row] if row.suggestion_id else []
    if item_id is None:
        lines = fetch(queries.LINES, meeting_id=meeting_id)
    else:
        lines = fetch(queries.LINES_OF_ITEM, meeting_id=meeting_id, item_id=item_id)
    for line in lines:
        items[line.agenda_item_id].lines.append(line)
    names = queries.part_names([line.task_id for line in lines if line.task_id])
    return [item for item in items.values() if item_id in (None, item.row.id)], names


def shown(line: MinutesLine) -> tuple[Any, str]:
    """Return one line as the board shows it, and its number."""
    row = fetch(queries.LINE, meeting_id=line.meeting_id, line_id=line.id)[0]
    return row, "" if row.removed_at else f"{row.item_number}.{row.number}"


def sent_before(item: AgendaItem, form: LineForm) -> MinutesLine | None:
    """Return the line that this very form made already: an answer that got lost may be asked for again, at any time.

    A key that stands for something else names nothing here; the form loses it and makes a line of its own.
    """
    key = str(form.key.data or "")
    known = fetch(queries.OF_KEY, key=key) if 0 < len(key) <= LONGEST_KEY else ()
    line = db.session.get(MinutesLine, known[0].id) if known and known[0].meeting_id == item.meeting_id else None
    if line and line.wording(1) == form.text.data:
        return line
    if known or len(key) > LONGEST_KEY:
        form.key.data = ""
    return None


def add_line(item: AgendaItem, form: LineForm, author_id: int) -> MinutesLine:
    """Append a line to an item; a commitment or task line makes its object at once."""
    line = append(item, form.kind.data, form.text.data, author_id, form.key.data or None, form.internal.data)
    line.concern(form.agencies.data or ())
    _make_object(line, form)
    return line


def append(
    item: AgendaItem, kind: LineKind, text: str, author_id: int, key: str | None = None, internal: bool = False
) -> MinutesLine:
    """Append a line without work to an item."""
    require_running(item.meeting)
    line = MinutesLine(agenda_item_id=item.id, meeting_id=item.meeting_id, kind=kind, key=key, internal=internal)
    line.position = fetch(queries.NEXT_PLACE, item_id=item.id)[0][0]
    line.write(text, author_id)
    db.session.add(line)
    db.session.flush()
    _settle(line)
    return line


def _settle(line: MinutesLine) -> None:
    """A decision that is made is put off no longer."""
    if line.kind is LineKind.DECISION:
        item = db.session.get_one(AgendaItem, line.agenda_item_id)
        item.deferred_reason = ""


def _make_object(line: MinutesLine, form: LineForm) -> None:
    origin: Any = {"meeting_id": line.meeting_id, "line_id": line.id}
    if line.kind is LineKind.COMMITMENT:
        propose(
            line.text,
            current(form.agencies.data)[0],
            form.due.data,
            Terms(target=form.target.data, unit=form.unit.data or ""),
            **origin,
        )
    elif line.kind is LineKind.TASK:
        create(line.text, current(form.agencies.data), form.due.data, **origin)


def rewrite(line: MinutesLine, form: LineEditForm, author_id: int) -> None:
    """Give a line another wording or kind; its commitment or task takes both over while nobody has accepted it.

    What a line was before its kind changed is withdrawn, and proposed again when the kind is changed back.
    """
    if form.text.data != line.text:
        line.write(form.text.data, author_id)
    if form.kind.data is not line.kind:
        _withdraw(line, CHANGED % {"kind": form.kind.data.label.text.lower()})
        line.kind = form.kind.data
        db.session.flush()
        _propose_again(line, form)
        _settle(line)
    line.internal = form.internal.data
    line.concern(form.agencies.data or ())
    if commitment := _commitment(line):
        commitment.statement = line.text
        commitment.refresh_check()
    if task := _task(line):
        task.title = line.text


def _propose_again(line: MinutesLine, form: LineEditForm) -> None:
    work = _commitment(line) or _task(line)
    if work is None:
        _make_object(line, form)
    elif not work.is_open:
        work.restore()
        to_successors(work)


def made_by(row: Any) -> dict[LineKind, str]:
    """Return the references of what a line made, also when it is neither commitment nor task at present."""
    found = {LineKind.COMMITMENT: row.commitment_reference, LineKind.TASK: row.task_reference}
    return {kind: reference for kind, reference in found.items() if reference}


def why_frozen(line: MinutesLine) -> str:
    """Say why a line may no longer be changed; empty when it may."""
    if not line.meeting.is_typed:
        return gettext("Notula hanya diubah selama rapat berlangsung.")
    if line.removed_at:
        return gettext("Butir ini baru saja dihapus. Urungkan penghapusannya dahulu.")
    commitment, task = _commitment(line), _task(line)
    unsettled = (CommitmentState.PROPOSED, CommitmentState.CANCELLED)
    if commitment and (commitment.agreed_at or commitment.state not in unsettled):
        return gettext("Komitmen %(ref)s sudah disepakati, jadi bunyinya tetap.", ref=commitment.reference)
    if task and task.state not in (TaskState.OFFERED, TaskState.CANCELLED):
        return gettext("Tugas %(ref)s sudah dikerjakan, jadi bunyinya tetap.", ref=task.reference)
    return ""


def why_of_its_kind(line: MinutesLine) -> str:
    """Say why a line keeps its kind: its work was withdrawn by itself, and must not come back by a detour."""
    work = _commitment(line) or _task(line)
    if work and not work.is_open:
        return gettext("%(ref)s sudah dibatalkan, jadi jenis butir ini tetap.", ref=work.reference)
    return ""


def remove(line: MinutesLine) -> None:
    """Take a line out of the minutes; its commitment or task is withdrawn with it. `restore` undoes both."""
    if line.removed_at:
        return
    if reason := why_frozen(line):
        raise Refused(reason)
    line.removed_at = now()
    _withdraw(line, REMOVED)


def _withdraw(line: MinutesLine, reason: str) -> None:
    commitment, task = _commitment(line), _task(line)
    if commitment and commitment.is_open:
        commitment.cancel(reason)
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
        to_successors(commitment)
    if task and task.updated_at >= line.removed_at:
        task.restore()
        to_successors(task)
    line.removed_at = None
    _settle(line)


def move(line: MinutesLine, upward: bool) -> None:
    """Change places with the neighbour that is still there; at either end nothing happens."""
    lines = _present(line)
    if line in lines:
        here = lines.index(line)
        there = here - 1 if upward else here + 1
        if 0 <= there < len(lines):
            lines[here], lines[there] = lines[there], lines[here]
            _place(lines)


def move_before(line: MinutesLine, other_id: int | None) -> None:
    """Put the line before another one of its item, without one at the end; what is no line there changes nothing."""
    lines = _present(line)
    others = [each for each in lines if each is not line]
    places = {each.id: n for n, each in enumerate(others)} | {None: len(others)}
    if line in lines and other_id in places:
        others.insert(places[other_id], line)
        _place(others)


def _present(line: MinutesLine) -> list[MinutesLine]:
    """The lines of the item that were not removed, in order."""
    require_running(line.meeting)
    rows = sa.select(MinutesLine).where(
        MinutesLine.agenda_item_id == line.agenda_item_id, MinutesLine.removed_at.is_(None)
    )
    return list(db.session.scalars(rows.order_by(MinutesLine.position, MinutesLine.id)))


def _place(lines: list[MinutesLine]) -> None:
    """Give these lines their places in this order; those of removed lines stay free for them to come back to."""
    for line, position in zip(lines, sorted(each.position for each in lines), strict=True):
        if line.position != position:
            line.position = position


def require_running(meeting: Meeting) -> None:
    """Refuse to type when the meeting does not run."""
    if not meeting.is_typed:
        raise Refused(gettext("Notula hanya diubah selama rapat berlangsung."))


def _commitment(line: MinutesLine) -> Commitment | None:
    if line.kind is not LineKind.COMMITMENT:
        return None
    return db.session.scalars(sa.select(Commitment).where(Commitment.line_id == line.id)).one_or_none()


def _task(line: MinutesLine) -> Task | None:
    if line.kind is not LineKind.TASK:
        return None
    return db.session.scalars(sa.select(Task).where(Task.line_id == line.id)).one_or_none()
