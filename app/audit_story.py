"""The history of one object as sentences. Reading it is apart from writing it (`audit`), which knows no model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_babel import gettext

from app.audit import WHICH, Audited, AuditEvent
from app.audit_words import NOUNS, VERBS
from app.columns import Labelled, Quantity
from app.extensions import Base, fetch
from app.formats import date_short, datetime, number
from app.language import Lazy as _l

NEWEST = 12
LONGEST = 500
LONGEST_TITLE = 120
# Facts that stand in no column of their own.
FACTS = {
    "address": _l("Alamat jaringan"),
    "agency": _l.pgettext("satu", "Instansi"),
    "posts": _l("Jabatan yang pindah"),
    "commitments": _l("Komitmen yang pindah"),
    "parts": _l("Bagian tugas yang pindah"),
    "supports": _l("Dukungan yang pindah"),
    "channel": _l("Lewat"),
    "meeting": _l("Rapat"),
    "areas": _l("Kawasan"),
    "added": _l("Acara yang ditambahkan"),
    "concerned": _l("Instansi terkait"),
    "copies": _l("Salinan"),
    "invitees": _l("Penerima"),
    "agencies": _l("Instansi"),
    "skipped": _l("Banyaknya"),
    "items": _l("Jumlah"),
    "before": _l("Semula"),
    "thing": _l("Yang terkait"),
    "fields": _l("Isian"),
    "reason": _l("Alasan"),
}
# What names a part of an object: its making is told by this alone.
TITLES = ("text", "title", "narrative", "agency_name")


EVENTS = (
    sa.select(*AuditEvent.__table__.c)
    .where(AuditEvent.root_type == sa.bindparam("kind"), AuditEvent.root_id == sa.bindparam("key", type_=sa.BigInteger))
    .order_by(AuditEvent.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)


@dataclass(frozen=True)
class Event:
    """One act as people read it."""

    at: dt.datetime
    who: str
    sentence: str
    changes: list[tuple[str, str | None, str | None]]


class Story(list[Event]):
    """Events, newest first. `all_url` leads to the page with all of them, empty when none is left out."""

    all_url = ""


def story_of(obj: Audited) -> Story:
    """Return the newest events of an object and its parts; all (up to 500) when the address asks for that."""
    kind, key = obj.audit_root
    most = LONGEST if request.args.get("riwayat") == "semua" else NEWEST
    events = fetch(EVENTS, kind=kind, key=key, most=most + 1)
    story = Story(told(events[:most]))
    if len(events) > most == NEWEST:
        story.all_url = f"{request.path}?riwayat=semua#riwayat"
    return story


def told(events: Sequence[Any]) -> list[Event]:
    """Return rows of the history as people read them, in the order given."""
    names = _names(events)
    return [_event(event, names) for event in events]


def _event(event: Any, names: dict[tuple[str, int], str]) -> Event:
    noun = NOUNS.get(event.subject_type, event.subject_type)
    which = event.changes.get(WHICH, ["", ""])[1]
    template = VERBS.get(f"{event.action} {event.subject_type}") or VERBS.get(event.action)
    named = f"{noun} {which}".rstrip()
    sentence = str(template) % {"noun": named, "which": which} if template else event.action
    sentence = " ".join(sentence.split())  # without a name a gap stays where it would stand
    columns = _columns(event.subject_type)
    facts = [f"{FACTS[key]}: {pair[1]}" for key, pair in event.changes.items() if key in FACTS and key not in columns]
    sentence = f"{sentence} ({'; '.join(facts)})" if facts else sentence
    changes = [
        (str(column.info["label"]), _text(column, old, names), _text(column, new, names))
        for field, (old, new) in event.changes.items()
        if (column := columns.get(field)) is not None and "label" in column.info
        and not (event.action == "created" and new is False)  # what does not apply yet is no news
    ]  # fmt: skip
    if event.action == "created" and event.subject_type != event.root_type:
        title = next((event.changes[key][1] for key in TITLES if key in event.changes), None)
        if title and title == which:
            changes = [change for change in changes if change[2] != which]  # the sentence names it already
        elif title:
            sentence, changes = f"{sentence}: {_short(title)}", []
    return Event(event.at, event.actor_name or gettext("Sistem"), sentence, changes)


def _short(title: str) -> str:
    """Return the beginning of a text that stands in full elsewhere on the page."""
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rstrip() + "…"


@lru_cache(maxsize=64)
def _columns(table: str) -> dict[str, Any]:
    found = Base.metadata.tables.get(table)
    return {column.key: column for column in found.columns} if found is not None else {}


def _text(column: Any, value: Any, names: dict[tuple[str, int], str]) -> str | None:
    """Write a stored value for people: an id by the name it stands for, a set's member by its label."""
    if value is None or value == "":
        return None
    if column.foreign_keys:
        return names.get((_target(column), value), f"#{value}")
    kind = column.type
    if isinstance(kind, sa.Enum) and kind.enum_class and issubclass(kind.enum_class, Labelled):
        return str(kind.enum_class(value).label)
    if isinstance(kind, Quantity):
        from decimal import Decimal

        return number(Decimal(value))
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    if kind.python_type is dt.datetime:
        return datetime(dt.datetime.fromisoformat(value))
    return date_short(dt.date.fromisoformat(value)) if kind.python_type is dt.date else str(value)


def _target(column: Any) -> str:
    return str(next(iter(column.foreign_keys)).column.table.name)


def _names(events: Any) -> dict[tuple[str, int], str]:
    """Look up the names behind the ids that the events mention, in one query for all tables."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        for field, column in _columns(event.subject_type).items():
            if column.foreign_keys and "label" in column.info:
                ids = {each for each in event.changes.get(field, ()) if each is not None}
                wanted.setdefault(_target(column), set()).update(ids)
    rows = []
    for table, ids in wanted.items():
        columns = Base.metadata.tables[table].c
        name = columns.get("name", columns.get("reference"))
        if ids and name is not None:
            named = sa.select(sa.literal(table).label("kind"), columns.id, name.label("name"))
            rows.append(named.where(columns.id.in_(ids)))
    return {(row.kind, row.id): row.name for row in fetch(sa.union_all(*rows))} if rows else {}
