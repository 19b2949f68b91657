"""The minutes as plain data: what documents print, what versions freeze and are compared by.

Only values that JSON holds; times are ISO 8601 in UTC. The same minutes give the same record.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.attendance.models import Attendance
from app.extensions import fetch
from app.meetings.models import Meeting
from app.minutes.photos import photos_by_line
from app.minutes.service import Item, board
from app.series.follow_up import follow_up_of, told

FORMAT = 1
FACTS = (
    "reference", "kind", "theme", "venue", "starts_at", "ends_at", "opened_at", "closed_at", "chair", "chair_position",
    "secretary", "minute_taker", "letter_number", "letter_date",
)  # fmt: skip

_MEETING = sa.bindparam("meeting_id", type_=sa.BigInteger)
_LIST = (
    sa.select(
        Attendance.id, Attendance.person, Attendance.position, Attendance.agency_name, Attendance.represents,
        Attendance.presence, Attendance.invited, Attendance.addressee, Attendance.arrived_at, Attendance.left_at,
    )
    .where(Attendance.meeting_id == _MEETING, Attendance.confirmed)
    .order_by(Attendance.id)
)  # fmt: skip


def record_of(meeting: Meeting, follow_up: bool = True) -> dict[str, Any]:
    """Return the record of a meeting as it stands now; without `follow_up` as if no meeting went before it."""
    items, names = board(meeting.id)
    photos = photos_by_line(meeting.id)
    return {
        "format": FORMAT,
        "meeting": {"id": meeting.id} | {name: _plain(getattr(meeting, name)) for name in FACTS},
        "convener": {
            "id": meeting.convener_id, "name": meeting.convener.name_on(meeting.day),
            "address": meeting.convener.address,
        },
        "items": [
            _item(item) | {"lines": _lines(item, names, photos)}
            for item in items
        ],
        "attendance": [
            {name: _plain(value) for name, value in row._mapping.items()}
            for row in fetch(_LIST, meeting_id=meeting.id)
        ],
    } | told(follow_up_of(meeting.id) if follow_up else None)  # fmt: skip


def _item(item: Item) -> dict[str, Any]:
    row = item.row
    return {
        "id": row.id, "number": item.number, "section": row.section, "title": row.title, "kind": row.kind.value,
        "presenter": row.presenter, "deferred_reason": row.deferred_reason,
    }  # fmt: skip


def _lines(item: Item, names: dict[int, list[str]], photos: dict[int, list[Any]]) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id, "number": number, "kind": line.kind.value, "text": line.text,
            "internal": line.internal,
            "work": _work(line, names), "photos": [photo.file_id for photo in photos.get(line.id, ())],
        }
        for line, number in item.named
        if number
    ]  # fmt: skip


def _work(line: Any, names: dict[int, list[str]]) -> dict[str, Any] | None:
    """The commitment or task that a line is, as it was promised: reference, agencies, due date."""
    if line.kind.value == "commitment" and line.commitment_reference:
        return {"reference": line.commitment_reference, "agencies": [line.lead_agency_name],
                "due": _plain(line.commitment_due)}  # fmt: skip
    if line.kind.value == "task" and line.task_reference:
        return {"reference": line.task_reference, "agencies": names.get(line.task_id, []),
                "due": _plain(line.task_due)}  # fmt: skip
    return None


def _plain(value: Any) -> Any:
    """Return what JSON holds: an instant in UTC, a set's member by its value."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return getattr(value, "value", value)
