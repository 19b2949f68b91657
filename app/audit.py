"""The history of every object: who, when, what from, what to; written in the transaction of the act itself.

A model that inherits `Audited` needs nothing more. A part of an object (an attendance, a task's part) names the
object whose page shows its history by overriding `audit_root`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

import sqlalchemy as sa
import sqlalchemy.orm as so
from blinker import Signal
from flask import g, has_request_context
from flask_login import current_user

from app.clock import now
from app.extensions import Model, db

HIDDEN = {"id", "version", "created_at", "updated_at"}
REFUSED = sa.text("action = 'sign_in_refused'")  # few among many, and looked for across all people
WHICH = "_which"  # the key under which an event keeps `audit_name`
# Sent with each event, or all of a flush: the session, and `acts`, the (object, row of its event) pairs.
recorded = Signal()


class Actor(Protocol):
    """Who does an act: the signed-in person, or one of the demo."""

    @property
    def id(self) -> int | None:
        """The user, None for somebody without an account."""

    @property
    def name(self) -> str:
        """The name as it stands in the history."""


class AuditEvent(Model):
    """One act. Append-only: a trigger refuses changes and deletions. `changes` is {field: [old, new]}."""

    __tablename__ = "audit_event"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    at: so.Mapped[dt.datetime]
    actor_id: so.Mapped[int | None] = so.mapped_column(sa.Integer)
    actor_name: so.Mapped[str] = so.mapped_column(default="")
    action: so.Mapped[str] = so.mapped_column(sa.String(30))
    subject_type: so.Mapped[str] = so.mapped_column(sa.String(40))
    subject_id: so.Mapped[int]
    root_type: so.Mapped[str] = so.mapped_column(sa.String(40))
    root_id: so.Mapped[int]
    changes: so.Mapped[dict[str, Any]] = so.mapped_column(sa.JSON)

    __table_args__ = (
        sa.Index("ix_audit_event_root", "root_type", "root_id", "id"),
        sa.Index("ix_audit_event_refused", "at", sqlite_where=REFUSED, postgresql_where=REFUSED),
        sa.Index("ix_audit_event_at", "at"),
    )


_INSERT: Any = sa.insert(AuditEvent)  # run by the connection, past the ORM: nobody asks for these objects here


class Audited:
    """Mix-in: every flush that touches the object leaves an AuditEvent."""

    __tablename__: str
    id: so.Mapped[int]

    @property
    def audit_root(self) -> tuple[str, int]:
        """The (table, id) of the object whose page shows this history."""
        return self.__tablename__, self.id

    @property
    def audit_name(self) -> str:
        """Which one of its kind this is, where a history tells of several; kept as it was at the time."""
        return ""


def note(obj: Audited, action: str, **facts: Any) -> None:
    """Record a fact that changes no column, such as a sign-in or an export."""
    row = _row(obj, action, {name: [None, _plain(v)] for name, v in facts.items()}, _doer())
    db.session.add(AuditEvent(**row))
    recorded.send(db.session(), acts=[(obj, row)])


@sa.event.listens_for(so.Session, "after_flush")
def _record(session: so.Session, context: Any) -> None:
    by = _doer()
    acts = [(obj, _row(obj, "created", _initial(obj), by)) for obj in session.new if isinstance(obj, Audited)]
    for obj in session.dirty:
        if isinstance(obj, Audited) and (changes := _changes(obj)):
            acts.append((obj, _row(obj, "changed", changes, by)))
    acts += [(obj, _row(obj, "deleted", _initial(obj), by)) for obj in _gone(context) if isinstance(obj, Audited)]
    if acts:
        session.connection().execute(_INSERT, [row for _, row in acts])
        recorded.send(session, acts=acts)


def _gone(context: Any) -> list[Any]:
    """What this flush deletes: also what only lost its parent, which the session does not count among its deleted."""
    return [state.obj() for state, (deleted, listed) in context.states.items() if deleted and not listed]


@sa.event.listens_for(so.Session, "do_orm_execute")
def _refuse_bulk(state: so.ORMExecuteState) -> None:
    """An UPDATE or DELETE in bulk would escape the history."""
    if state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None and issubclass(mapper.class_, Audited):
            raise RuntimeError(f"bulk change of audited {mapper.class_.__name__}")


def _doer() -> dict[str, Any]:
    """When and by whom, the same for all of one flush."""
    person = current_user if has_request_context() and current_user.is_authenticated else None
    return {
        "at": now(), "actor_id": person.id if person else None, "actor_name": person.name if person else _guest(),
    }  # fmt: skip


def _row(obj: Audited, action: str, changes: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    root_type, root_id = obj.audit_root
    which = {WHICH: [None, name]} if (name := obj.audit_name) else {}
    return by | {
        "action": action,
        "subject_type": obj.__tablename__,
        "subject_id": obj.id,
        "root_type": root_type,
        "root_id": root_id,
        "changes": which | changes,
    }


def _guest() -> str:
    """Who acts by a link, without an account: the view that opened it has said so."""
    return str(g.get("guest", "")) if has_request_context() else ""


def _columns(obj: Audited) -> Iterable[str]:
    for attribute in sa.inspect(obj).mapper.column_attrs:
        column = attribute.columns[0]
        if isinstance(column, sa.Column) and attribute.key not in HIDDEN and column.info.get("audit", True):
            yield attribute.key


def _initial(obj: Audited) -> dict[str, Any]:
    values = {key: _plain(getattr(obj, key)) for key in _columns(obj)}
    return {key: [None, value] for key, value in values.items() if value not in (None, "")}


def _changes(obj: Audited) -> dict[str, Any]:
    state = sa.inspect(obj)
    changes = {}
    for key in _columns(obj):
        history = state.attrs[key].history
        if history.has_changes():
            old = _plain(history.deleted[0]) if history.deleted else None
            changes[key] = [old, _plain(history.added[0]) if history.added else None]
    return {key: pair for key, pair in changes.items() if pair[0] != pair[1]}


def _plain(value: Any) -> Any:
    """Return what JSON can hold; an enum by its value, so that its label can be translated later."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
