"""What an agency is asked: to agree, to report, to help, to do its part, to confirm another's, to read the minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext

from app.agreement import queries as agreement
from app.agreement.links import token_of
from app.agreement.models import MinutesCopy
from app.agreement.queries import NOW
from app.attendance.models import Attendance
from app.clock import local, today
from app.commitments import queries as commitments
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.states import CommitmentState
from app.formats import datetime
from app.home.needs import Desk, Kind, Need, line
from app.language import Lazy as _l
from app.listing import Rows
from app.mapping import queries as mappings
from app.mapping.models import Mapping
from app.meetings.models import Meeting, MeetingState
from app.periods import Half, period_of
from app.policy import Role
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState

SOON = dt.timedelta(days=14)
L, S = Role.LIAISON, Role.SECRETARIAT
PROMISE = line(Commitment.id, Commitment.reference, Commitment.statement, Commitment.lead_agency_name,
               due=Commitment.due, state=Commitment.state)  # fmt: skip
PART = line(TaskPart.id, Task.reference, Task.title, TaskPart.agency_name, due=TaskPart.due, state=TaskPart.state,
            note=TaskPart.note, key=TaskPart.task_id)  # fmt: skip


def of(rows: Rows, columns: tuple[Any, ...]) -> Rows:
    """The same rows as `line`s, unordered."""
    return rows.with_only_columns(*columns, maintain_column_froms=True).order_by(None)


def promise(row: Any, button: str, act: str = "") -> Need:
    """A commitment and what to do with it."""
    meta = f"{row.reference} · {row.agency}"
    return Need(row.title, meta, f"/komitmen/{row.id}{act}", button, row.due, row.since, CommitmentState(row.state))


def part(row: Any, button: str, note: str = "") -> Need:
    """A part of a task and what to do with it."""
    meta = f"{row.reference} · {row.agency}" + (f": {note}" if note else "")
    return Need(row.title, meta, f"/tugas/{row.key}#bagian-{row.id}", button, row.due, state=PartState(row.state))


def _to_accept(desk: Desk) -> Rows:
    return of(commitments.to_accept((desk.agency_id,)), PROMISE)


def _to_report(desk: Desk) -> Rows:
    return of(commitments.to_report((desk.agency_id,), today() + SOON), PROMISE)


def _report(row: Any) -> Need:
    returned = row.state == CommitmentState.RETURNED.value
    return promise(row, gettext("Perbaiki") if returned else gettext("Laporkan"), "/lapor")


def _supports(desk: Desk) -> Rows:
    columns = line(CommitmentSupport.id, Commitment.reference, Commitment.statement, CommitmentSupport.agency_name,
                   due=Commitment.due, since=CommitmentSupport.asked_at, note=CommitmentSupport.role)  # fmt: skip
    return of(commitments.supports_waiting((desk.agency_id,)), columns)


def _support(row: Any) -> Need:
    meta = f"{row.reference} · {row.agency}: {row.note}"
    return Need(row.title, meta, f"/komitmen/dukungan/{row.id}/jawab", gettext("Jawab"), row.due, row.since)


def _parts(desk: Desk) -> Rows:
    return of(tasks.parts_waiting((desk.agency_id,)), PART)


def _part(row: Any) -> Need:
    return part(row, gettext("Jawab") if row.state == PartState.OFFERED.value else gettext("Perbarui"))


def _holding_up(desk: Desk) -> Rows:
    return of(tasks.blocked_on(desk.agency_id), PART)


def _delivered(desk: Desk) -> Rows:
    return of(tasks.to_confirm(desk.agency_id or None, desk.liaison), PART)


def _copies(desk: Desk) -> Rows:
    # The nonce is part of the link that opens the copy.
    columns = line(MinutesCopy.id, Meeting.reference, Meeting.theme, MinutesCopy.agency_name,
                   since=Meeting.corrections_until, key=MinutesCopy.nonce)  # fmt: skip
    return of(agreement.to_read(desk.agency_id, desk.name), columns)


def _invitations(desk: Desk) -> Rows:
    columns = line(Attendance.id, Meeting.reference, Meeting.theme, Attendance.agency_name, since=Meeting.starts_at)
    rows = sa.select(*columns).join(Meeting, Meeting.id == Attendance.meeting_id)
    unanswered = Attendance.invited, Attendance.answer.is_(None), Attendance.removed_at.is_(None)
    awaited = Meeting.state == MeetingState.ANNOUNCED, Meeting.starts_at > NOW
    # Written so that the guests of a meeting to come are looked up, not all meetings of an agency.
    mine = sa.func.coalesce(Attendance.agency_id, 0) == desk.agency_id
    return rows.where(mine, *unanswered, *awaited)


def _invitation(row: Any) -> Need:
    meta = f"{row.reference} · {row.agency} · {datetime(row.since)}"
    return Need(row.title, meta, f"/rapat/undangan/{row.id}/jawab", gettext("Jawab"), local(row.since).date())


class _Copy:
    """What a link needs to know of a copy."""

    def __init__(self, row: Any) -> None:
        self.id, self.nonce = row.id, row.key


def _copy(row: Any) -> Need:
    href = url_for("copies.show", token=token_of(_Copy(row)))
    meta = f"{row.reference} · {row.agency}"
    return Need(row.title, meta, href, gettext("Baca dan koreksi"), local(row.since).date())


def _mappings(desk: Desk) -> Rows:
    columns = line(Mapping.id, Mapping.reference, Mapping.title, since=Mapping.shared_at, state=Mapping.half,
                   key=Mapping.year)  # fmt: skip
    return of(mappings.to_read(desk.agency_id), columns)


def _mapping(row: Any) -> Need:
    """No level: the first page lies open on desks."""
    meta = f"{row.reference} · {period_of(row.key, Half(row.state))}"
    return Need(row.title, meta, f"/pemetaan/{row.id}", gettext("Baca"), since=row.since)


def _found_first(column: Any) -> Any:
    """The same date, not by its index: the few rows of an agency are found first and sorted then."""
    return sa.func.coalesce(column, column)


KINDS = (
    Kind("setujui", _l("Menunggu persetujuan instansi Anda"), (L,), _to_accept, Commitment.due, Commitment.id,
         lambda row: promise(row, gettext("Tinjau"))),
    Kind("lapor", _l("Perlu dilaporkan atau diperbaiki"), (L,), _to_report, Commitment.due, Commitment.id, _report),
    Kind("dukungan", _l("Permintaan dukungan"), (L,), _supports, _found_first(Commitment.due),
         CommitmentSupport.id, _support),
    Kind("bagian", _l("Bagian tugas instansi Anda"), (L,), _parts, TaskPart.due, TaskPart.id, _part),
    Kind("ditunggu", _l("Bagian tugas yang menunggu instansi Anda"), (L,), _holding_up,
         _found_first(TaskPart.due), TaskPart.id,
         lambda row: part(row, gettext("Lihat"), row.note)),
    Kind("undangan", _l("Undangan rapat yang menunggu jawaban"), (L,), _invitations, Meeting.starts_at, Attendance.id,
         _invitation),
    Kind("konfirmasi", _l("Bagian tugas yang menunggu konfirmasi Anda"), (L, S), _delivered, TaskPart.due, TaskPart.id,
         lambda row: part(row, gettext("Konfirmasi"))),
    Kind("notula", _l("Notula yang dapat Anda koreksi"), (L,), _copies, Meeting.corrections_until, MinutesCopy.id,
         _copy),
    Kind("pemetaan", _l("Pemetaan kawasan yang perlu dibaca"), (L,), _mappings, Mapping.shared_at, Mapping.id,
         _mapping),
)  # fmt: skip
