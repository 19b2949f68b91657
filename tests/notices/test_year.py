"""A year of a small city under a clock of our own: who is told and mailed what on which day is what people expect.

`year.txt` is read by people: each act with its person, and below it whom it was told to in which words; what stands
under no act came by itself. `year_mails.txt` has the mails that were made of it. After a change of the rules:
GOLDEN=write python -m pytest -n 0 tests/notices/test_year.py, and read the difference line by line.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.clock import acting_at, at, local
from app.deliveries.bundling import bundle_due
from app.deliveries.models import Delivery
from app.deliveries.planning import GATHER, plan
from app.extensions import db, fetch
from app.formats import date_long
from app.listing import Rows
from app.notices import reminders
from app.notices.models import MailState, Notice
from app.notices.sentences import told
from app.notices.subjects import told as rows_of
from tests.notices.city import Act, City, days
from tests.notices.story import tell

NOTICES, MAILS = (Path(__file__).with_name(name) for name in ("year.txt", "year_mails.txt"))
NIGHT, MORNING = dt.time(0, 10), (dt.time(6), dt.time(7))
SOON = GATHER + dt.timedelta(minutes=1)


def test_a_year_of_notices_and_mails_is_what_people_would_expect(app: Flask) -> None:
    city = City()
    with acting_at(at(dt.date(2025, 12, 1), dt.time(9))):
        city.found()
        tell(city)
    found = {NOTICES: "".join(_played(city)), MAILS: "".join(_mailed())}
    if os.environ.get("GOLDEN") == "write":
        for path, text in found.items():
            path.write_text(text)
    assert found == {path: path.read_text() for path in found}


def _played(city: City) -> Iterator[str]:
    """Play the year; yield its days with what was told on them."""
    acts = {day: list(some) for day, some in groupby(city.acts, key=lambda act: local(act.at).date())}
    for day in days():
        with acting_at(at(day, NIGHT)):
            heading = f"\n{date_long(day)}\n"
            reminders.remind_due()
            db.session.commit()
        lines = [*_fresh(city, at(day, NIGHT)), *_day(city, day, acts.get(day, []))]
        yield from [heading, *lines] if lines else ()


def _day(city: City, day: dt.date, acts: list[Act]) -> Iterator[str]:
    """The acts of a day; the worker looks in the morning, and some minutes after each of them."""
    looks = {act.at + SOON for act in acts} | ({at(day, time) for time in MORNING} if _something_waits() else set())
    moments: list[tuple[dt.datetime, Act | None]] = [(each, None) for each in looks] + [(act.at, act) for act in acts]
    for instant, act in sorted(moments, key=lambda moment: moment[0]):
        if act is None:
            _make_mails(instant)
            continue
        city.play(act)
        yield f"  {local(instant):%H.%M} {act.who} {act.says}\n"
        yield from _fresh(city, instant)


def _something_waits() -> bool:
    waiting = sa.select(sa.func.count(Notice.id)).where(Notice.mail_state.in_([MailState.NEW, MailState.PLANNED]))
    return bool(db.session.scalar(waiting))


def _make_mails(instant: dt.datetime) -> None:
    with acting_at(instant):
        plan()
        bundle_due()


def _fresh(city: City, instant: dt.datetime) -> Iterator[str]:
    """What was told since the last look, in the words in which it is read at that moment."""
    with acting_at(instant):
        for row in fetch(_newer(), seen=city.seen):
            city.seen = row.id
            words = told(row)
            silent = ", tanpa surel" if row.mail_state is MailState.NONE else ""
            yield f"  {local(row.at):%H.%M}   > {row.person} ({row.event.value}{silent}): {words.sentence}\n"
            yield f"            {words.subject} · {words.button}\n"


@cache
def _newer() -> Rows:
    rows = rows_of(User.name.label("person"), Notice.mail_state).where(Notice.id > sa.bindparam("seen"))
    return rows.order_by(Notice.id)


def _mailed() -> Iterator[str]:
    """The mails of the year, with how many notices each tells."""
    count = sa.select(sa.func.count(Notice.id)).where(Notice.delivery_id == Delivery.id).scalar_subquery()
    rows = sa.select(Delivery.created_at, User.name, Delivery.subject, count.label("notices")).join(User)
    for row in fetch(rows.order_by(Delivery.created_at, Delivery.id)):
        number = f" ({row.notices} pemberitahuan)" if row.notices > 1 else ""
        yield f"{local(row.created_at):%m-%d %H.%M} {row.name}: {row.subject}{number}\n"
