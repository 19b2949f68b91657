"""From planned notices to deliveries: one mail for all that is due to a person, without what is settled meanwhile.

Whoever holds the person's row bundles for that person; another worker passes on to the next. On SQLite one writes at a
time anyway. What a mail takes is taken by an update that asks whether it is still to be had.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts.models import User
from app.agencies.models import Holding
from app.clock import local, now
from app.deliveries.composing import Occasion, compose
from app.deliveries.message import new_message_id
from app.deliveries.models import Channel, Delivery, DeliveryState
from app.deliveries.planning import is_quiet, quiet_hours
from app.deliveries.service import is_set_up
from app.extensions import db
from app.listing import Rows
from app.notices.events import USUAL, Cadence, Event
from app.notices.models import TO_MAIL, MailState, Notice, NoticeChoice, NoticeHabit
from app.notices.relevance import holds
from app.notices.subjects import told

CHUNK = 20  # people in one transaction
PAUSE = 0.01  # seconds between two, in which whoever waits for SQLite's write lock may take it
REMINDERS = (Event.DUE_SOON, Event.OVERDUE)

_PLANNED = sa.and_(TO_MAIL, Notice.mail_state == MailState.PLANNED)  # the first names the index
_DUE = (
    sa.select(Notice.user_id, NoticeHabit.quiet_from, NoticeHabit.quiet_until)
    .outerjoin(NoticeHabit, NoticeHabit.user_id == Notice.user_id)
    .where(_PLANNED, Notice.mail_at <= sa.bindparam("now"))
    .distinct()
    .order_by(Notice.user_id)
)
_PEOPLE: Any = sa.bindparam("people", expanding=True)
_FREE = (
    sa.select(User.id)
    .where(User.id.in_(_PEOPLE))
    .order_by(User.id)
    .with_for_update(of=User, key_share=True, skip_locked=True)
)
_TABLE: Any = Notice.__table__
_TAKE = (
    sa.update(_TABLE)
    .where(
        _TABLE.c.id == sa.bindparam("notice"), _TABLE.c.delivery_id.is_(None), _TABLE.c.mail_state == MailState.PLANNED
    )
    .values(mail_state=sa.bindparam("state"), delivery_id=sa.bindparam("mail"))
)


@dataclass
class Sorted:
    """The due notices of one person: what is told, and what a mail has no more need to tell."""

    told: list[Any]
    left_out: list[Any]


@lru_cache(maxsize=1)
def _planned_rows() -> Rows:
    seated = sa.exists().where(Holding.user_id == User.id, Holding.ends_at.is_(None))
    mine = sa.and_(NoticeChoice.user_id == Notice.user_id, NoticeChoice.event == Notice.event)
    rows = told(
        Notice.mail_at, NoticeChoice.cadence, User.name, User.email, User.is_active, seated.label("is_seated"),
        NoticeHabit.channel, NoticeHabit.phone,
    )  # fmt: skip
    rows = rows.outerjoin(NoticeChoice, mine).outerjoin(NoticeHabit, NoticeHabit.user_id == Notice.user_id)
    return rows.where(_PLANNED, Notice.user_id.in_(_PEOPLE)).order_by(Notice.id)


def bundle_due() -> int:
    """Make the mails of all to whom something is due, committing every few; return how many."""
    made = 0
    people = due_users()
    db.session.rollback()  # SQLite's lock is free between what follows
    for start in range(0, len(people), CHUNK):
        made += len(_bundle(people[start : start + CHUNK]))
        db.session.commit()
        time.sleep(PAUSE)
    return made


def due_users() -> list[int]:
    """Return the people to whom something is due and who are not in their quiet hours, whenever it was planned."""
    instant = now()
    wall = local(instant).time()
    rows = db.session.connection().execute(_DUE, {"now": instant}).all()
    return [row.user_id for row in rows if not is_quiet(wall, *quiet_hours(row))]


def bundle(user_id: int) -> Delivery | None:
    """Make the mail of one person; None when nothing is left to tell. The caller commits."""
    made = _bundle([user_id])
    return made[0] if made else None


def _bundle(people: Sequence[int]) -> list[Delivery]:
    """Make the mails of several people, those left out whom another worker has in hand."""
    free = db.session.connection().execute(_FREE, {"people": people}).scalars().all()
    by_person: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.connection().execute(_planned_rows(), {"people": free}):
        by_person[row.user_id].append(row)
    taken: list[tuple[Sorted, Delivery | None]] = []
    for rows in by_person.values():
        try:
            taken.append(_mail_of(rows))
        except Exception:  # one person's mail keeps nobody else waiting; the next pass tries again
            current_app.logger.exception("mail of user %s", rows[0].user_id)
    made = [delivery for _, delivery in taken if delivery]
    db.session.add_all(made)
    db.session.flush()
    marks = [mark for sorted_, delivery in taken for mark in _marks(sorted_, delivery)]
    if marks:
        db.session.connection().execute(_TAKE, marks)
    return made


def _marks(found: Sorted, delivery: Delivery | None) -> list[dict[str, Any]]:
    mail = delivery.id if delivery else None
    told_ = [{"notice": row.id, "state": MailState.BUNDLED, "mail": mail} for row in found.told]
    return told_ + [{"notice": row.id, "state": MailState.NONE, "mail": None} for row in found.left_out]


def _mail_of(rows: Sequence[Any]) -> tuple[Sorted, Delivery | None]:
    found = _sort(_due_of(rows))
    return found, _deliver(found.told) if found.told else None


def _due_of(rows: Sequence[Any]) -> list[Any]:
    """What is due; with something immediate all that is immediate, so that quick changes come in one mail."""
    instant = now()
    due = [row for row in rows if row.mail_at <= instant]
    if any(_cadence(row) is Cadence.IMMEDIATE for row in due):
        due += [row for row in rows if row.mail_at > instant and _cadence(row) is Cadence.IMMEDIATE]
    return due


def _cadence(row: Any) -> Cadence:
    """As the person has it now, which may have changed since the notice was planned."""
    return row.cadence or USUAL[row.event]


def _sort(rows: Sequence[Any]) -> Sorted:
    """What is said of one thing again and again is told as it was said last: a meeting that moved thrice, reminders."""
    newest: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        if not _repeats_a_call(row, newest.get(_thing(row))):
            newest[_thing(row)] = row
    found = Sorted([], [])
    for row in rows:
        (found.told if _is_wanted(row) and newest[_thing(row)] is row else found.left_out).append(row)
    return found


def _thing(row: Any) -> tuple[Any, ...]:
    """By what two notices are of the same: each remark is one of its own."""
    said = "reminder" if row.event in REMINDERS else row.event
    own = row.id if row.event is Event.MENTIONED or row.facts.get("what") == "commented" else 0
    return said, row.root_type, row.root_id, row.part_id, row.agency_id, row.facts.get("what"), own


def _repeats_a_call(row: Any, before: Any) -> bool:
    """Who is yet to be invited need not read that the invitation was changed: it says what is so now."""
    if before is None or row.event is not Event.INVITED or row.facts.get("matter") != "change":
        return False
    return "matter" not in before.facts and before.read_at is None


def _is_wanted(row: Any) -> bool:
    """Not read meanwhile, still so, for somebody who is still in office; who leaves is told of that."""
    in_office = row.is_active and (row.is_seated or row.event is Event.HOLDER_CHANGED)
    return row.read_at is None and in_office and _cadence(row) is not Cadence.NEVER and holds(row)


def _deliver(rows: Sequence[Any]) -> Delivery:
    first = rows[0]
    mail = compose(rows, first.name, first.user_id, _occasion(rows))
    by_gateway = first.channel is Channel.GATEWAY and bool(first.phone)
    channel = Channel.GATEWAY if by_gateway else Channel.MAIL
    return Delivery(
        channel=channel, user_id=first.user_id,
        address=first.phone if by_gateway else first.email, subject=mail.subject, text=mail.text,
        html="" if by_gateway else mail.html, message_id=new_message_id(),
        state=DeliveryState.WAITING if is_set_up(channel) else DeliveryState.UNSENT, next_at=now(), created_at=now(),
    )  # fmt: skip


def _occasion(rows: Sequence[Any]) -> Occasion:
    """A mail with anything of a digest is that digest."""
    cadences = {_cadence(row) for row in rows}
    if Cadence.DAILY in cadences:
        return Occasion.DAILY
    return Occasion.WEEKLY if Cadence.WEEKLY in cadences else Occasion.NEWS
