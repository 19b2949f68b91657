"""What the typist's search box offers for a few letters of a name or an agency, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.attendance import queries
from app.attendance.models import CAME, Presence
from app.extensions import fetch
from app.formats import clock_time
from app.meetings.models import Meeting

MOST = 9  # what can be taken in at a glance; another letter narrows it


@dataclass(frozen=True)
class Option:
    """One offer. With `fields` choosing it marks somebody present at once; without (None), it opens a form; without
    `url` it only says that there is nothing to do."""

    name: str
    about: str
    url: str = ""
    fields: dict[str, Any] | None = None


def options(meeting: Meeting, typed: str) -> list[Option]:
    """Return the offers for what was typed; none for nothing."""
    words = typed.casefold().split()
    if not words:
        return []
    rows = fetch(queries.LIST, meeting_id=meeting.id)
    found = [*_named(rows, words), *_known(meeting, rows, words), *_agencies(meeting, rows, words)]
    return [*found[:MOST], *list(_here(rows, words))[:MOST], _stranger(meeting, typed)]


def _holds(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _named(rows: Sequence[Any], words: list[str]) -> Iterator[Option]:
    """Rows with a name on them: those who wait for confirmation, then those who are expected."""
    named = [row for row in rows if row.person and _holds(f"{row.person} {row.agency_name}", words)]
    for row in (each for each in named if not each.confirmed):
        url = url_for("attendance.confirm", id=row.id)
        yield Option(row.person, gettext("%(agency)s, menunggu konfirmasi", agency=row.agency_name), url, {})
    for row in (each for each in named if each.confirmed and each.presence not in CAME):
        fields = {"person": row.person, "position": row.position, "represents": row.represents}
        yield Option(row.person, _about(row), url_for("attendance.come", id=row.id), fields)


def _here(rows: Sequence[Any], words: list[str]) -> Iterator[Option]:
    """Who is there already: said, so that nobody is looked for twice."""
    for row in rows:
        if row.confirmed and row.presence in CAME and row.person and _holds(row.person, words):
            said = gettext("%(agency)s, sudah hadir %(time)s", agency=row.agency_name, time=clock_time(row.arrived_at))
            yield Option(row.person, said.rstrip())


def _about(row: Any) -> str:
    return ", ".join(part for part in (row.position, row.agency_name) if part)


def _known(meeting: Meeting, rows: Sequence[Any], words: list[str]) -> Iterator[Option]:
    """People who came before for an agency of the list, and holders of its posts, unless they are on it already."""
    names = {row.agency_id: row.agency_name for row in rows if row.agency_id}
    seen = {(row.agency_id, row.person.casefold()) for row in rows if row.person}
    asked = {"agency_ids": list(names), **queries.patterns(words)}
    found = [*fetch(queries.CAME_BEFORE, meeting_id=meeting.id, **asked), *fetch(queries.HOLDERS, **asked)]
    seats = _free(rows)
    for each in found:
        key = each.agency_id, each.person.casefold()
        if key not in seen:
            seen.add(key)
            about = ", ".join(part for part in (each.position, names[each.agency_id]) if part)
            fields = {"person": each.person, "position": each.position}
            yield Option(each.person, about, *_way(meeting, seats, each.agency_id, fields))


def _free(rows: Sequence[Any]) -> dict[int, int]:
    """The first seat without a name of each invited agency."""
    seats: dict[int, int] = {}
    for row in rows:
        if row.agency_id and row.invited and row.presence is Presence.INVITED and not row.person:
            seats.setdefault(row.agency_id, row.id)
    return seats


def _way(meeting: Meeting, seats: dict[int, int], agency_id: int, fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if agency_id in seats:
        return url_for("attendance.come", id=seats[agency_id]), fields
    return url_for("attendance.add", id=meeting.id), fields | {"agency_id": agency_id}


def _agencies(meeting: Meeting, rows: Sequence[Any], words: list[str]) -> Iterator[Option]:
    """Somebody whose name is not known yet: of an agency on the list, of one that was not invited."""
    seats, names = _free(rows), {row.agency_id: row.agency_name for row in rows if row.agency_id}
    for key, name in names.items():
        if _holds(name, words):
            free = key in seats
            about = gettext("Isi nama wakilnya") if free else gettext("Orang lain dari instansi ini")
            add = url_for("attendance.add", id=meeting.id, instansi=key)
            yield Option(name, about, url_for("attendance.come", id=seats[key]) if free else add)
    for row in fetch(queries.OTHERS, agency_ids=list(names), **queries.patterns(words)):
        url = url_for("attendance.add", id=meeting.id, instansi=row.id)
        yield Option(row.name, gettext("Tidak diundang; isi nama wakilnya"), url)


def _stranger(meeting: Meeting, typed: str) -> Option:
    about = gettext("Belum ada di daftar; isi jabatan dan instansinya")
    return Option(typed[:200], about, url_for("attendance.add", id=meeting.id, nama=typed[:200]))
