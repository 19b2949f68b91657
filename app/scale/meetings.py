"""Meetings with agenda, attendance, and about ten lines each, some of which are commitments and tasks."""

from __future__ import annotations

import datetime as dt

from app.attendance.models import Presence
from app.meetings.agenda import AgendaKind
from app.meetings.models import MeetingKind, MeetingState
from app.minutes.models import LineKind
from app.scale import words
from app.scale.plan import SPAN, Plan, Row, Rows
from app.series.models import name_key

GUESTS = 15
ITEMS = list(zip((kind for kind in AgendaKind if kind is not AgendaKind.FOLLOW_UP), words.AGENDA, strict=True))
OBJECT_LINES = 3  # of each kind per meeting
LINES = 4 + 2 * OBJECT_LINES
AHEAD = dt.timedelta(days=30)
SERIES = 20
PRESENCES = (Presence.PRESENT,) * 11 + (Presence.REPRESENTED, Presence.EXCUSED, Presence.ABSENT, Presence.INVITED)


def series_rows() -> Rows:
    """Return the series to which every tenth meeting belongs."""
    names = [f"Seri rapat {number} (contoh)" for number in range(1, SERIES + 1)]
    rows = [{"id": key, "name": name, "name_key": name_key(name), "version": 1} for key, name in enumerate(names, 1)]
    return {"meeting_series": rows}


def meeting_rows(plan: Plan, first: int, last: int) -> Rows:
    """Return the rows of the meetings `first` to `last` (excluded), counted from 0."""
    rows: Rows = {name: [] for name in ("meeting", "agenda_item", "attendance", "minutes_line", "line_revision")}
    for number in range(first, last):
        meeting = _meeting(plan, number)
        rows["meeting"].append(meeting)
        _add_guests(plan, rows, meeting)
        _add_agenda(plan, rows, meeting)
        if meeting["state"] in (MeetingState.CLOSED, MeetingState.RUNNING):
            _add_lines(plan, rows, meeting, number)
    return rows


def _meeting(plan: Plan, number: int) -> Row:
    key, total = number + 1, plan.size.meetings
    starts = plan.moment(number, total) + AHEAD * number / total
    state = _state(plan, number, starts)
    opened = starts if state in (MeetingState.RUNNING, MeetingState.CLOSED) else None
    called = min(starts, plan.today) - dt.timedelta(days=10)
    steps = [(called, None, "draft"), (called, "draft", "announced"), (starts, "announced", state.value)]
    for at, old, new in steps if state is not MeetingState.DRAFT else steps[:1]:
        changes = {"state": [old, new]} | ({"theme": [None, "Rapat (contoh)"]} if old is None else {})
        plan.note(min(at, plan.today), "changed" if old else "created", ("meeting", key), ("meeting", key), changes)
    return {
        "id": key, "reference": plan.reference("R", starts.year), "kind": plan.chance.choice(list(MeetingKind)),
        "theme": f"{plan.chance.choice(words.THEMES)} {key} (contoh)", "convener_id": 1, "venue": "Aula (contoh)",
        "starts_at": starts, "ends_at": starts + dt.timedelta(hours=3), "chair": words.person(key % 200),
        "chair_position": "Pimpinan rapat", "secretary": "", "minute_taker": words.person(1),
        "letter_number": f"UND/{key}/CONTOH", "letter_date": called.date(), "state": state, "opened_at": opened,
        "closed_at": starts + dt.timedelta(hours=3) if state is MeetingState.CLOSED else None,
        "series_id": number // 10 % SERIES + 1 if number % 10 == 0 else None,
        "cancel_reason": "Digabungkan dengan rapat lain." if state is MeetingState.CANCELLED else "", "version": 1,
    }  # fmt: skip


def _state(plan: Plan, number: int, starts: dt.datetime) -> MeetingState:
    if number == int(plan.size.meetings * (SPAN / (SPAN + AHEAD))) - 1:
        return MeetingState.RUNNING  # the newest that has begun
    if starts > plan.today:
        return MeetingState.DRAFT if number % 10 == 0 else MeetingState.ANNOUNCED
    return MeetingState.CANCELLED if plan.chance.random() < 0.03 else MeetingState.CLOSED


def _add_guests(plan: Plan, rows: Rows, meeting: Row) -> None:
    held = meeting["opened_at"] is not None
    for agency, name in plan.chance.sample(plan.agencies, GUESTS):
        presence = plan.chance.choice(PRESENCES) if held else Presence.INVITED
        came = presence in (Presence.PRESENT, Presence.REPRESENTED)
        rows["attendance"].append({
            "id": (meeting["id"] - 1) * GUESTS + len(rows["attendance"]) % GUESTS + 1, "meeting_id": meeting["id"],
            "agency_id": agency, "agency_name": name, "presence": presence,
            "person": words.person(agency) if came else "", "position": "Peserta" if came else "",
            "represents": f"Pimpinan {name}" if presence is Presence.REPRESENTED else "", "version": 1,
        })  # fmt: skip


def _add_agenda(plan: Plan, rows: Rows, meeting: Row) -> None:
    for position, (kind, title) in enumerate(ITEMS, 1):
        rows["agenda_item"].append({
            "id": (meeting["id"] - 1) * len(ITEMS) + position, "meeting_id": meeting["id"], "position": position,
            "kind": kind, "title": title, "presenter": "", "planned_minutes": 30, "version": 1,
        })  # fmt: skip


def _add_lines(plan: Plan, rows: Rows, meeting: Row, number: int) -> None:
    """Four plain lines, and the lines of the first commitments and tasks that belong to this meeting."""
    first_commitment = number * plan.size.commitments // plan.size.meetings + 1
    first_task = number * plan.size.tasks // plan.size.meetings + 1
    plain = [(n, LineKind.NOTE, plan.chance.choice(words.REMARKS)) for n in (1, 2, 3)]
    plain.append((4, LineKind.DECISION, plan.chance.choice(words.DECISIONS)))
    for item, kind, text in plain:
        _add_line(plan, rows, meeting, item, kind, text)
    for offset in range(OBJECT_LINES):
        for kind, first in ((LineKind.COMMITMENT, first_commitment), (LineKind.TASK, first_task)):
            text = words.statement(plan.chance, offset)
            line = _add_line(plan, rows, meeting, 4, kind, text)
            plan.lines[kind.value, first + offset] = line, meeting["id"], text


def _add_line(plan: Plan, rows: Rows, meeting: Row, item: int, kind: LineKind, text: str) -> int:
    position = len(rows["minutes_line"]) % LINES + 1
    key = (meeting["id"] - 1) * LINES + position
    at = meeting["starts_at"]
    rows["minutes_line"].append({
        "id": key, "agenda_item_id": (meeting["id"] - 1) * len(ITEMS) + item, "meeting_id": meeting["id"],
        "position": position, "kind": kind, "text": text, "removed_at": None, "version": 1,
    })  # fmt: skip
    rows["line_revision"].append({"id": key, "line_id": key, "number": 1, "text": text, "at": at, "author_id": 2})
    changes = {"kind": [None, kind.value], "text": [None, text]}
    plan.note(at, "created", ("minutes_line", key), ("meeting", meeting["id"]), changes)
    return key
