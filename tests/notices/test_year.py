"""A year of a small city under a clock of our own: who is told what on which day is what a person would expect.

`year.txt` is read by people: each act with its person, and below it whom it was told to in which words; what stands
under no act came by itself. After a change of the rules: GOLDEN=write python -m pytest -n 0 tests/notices/test_year.py
and read the difference line by line before it is committed.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from flask import Flask

from app.accounts.models import User
from app.clock import acting_at, at, local
from app.extensions import db, fetch
from app.formats import date_long
from app.notices import reminders
from app.notices.models import MailState, Notice
from app.notices.sentences import told
from app.notices.subjects import told as rows_of
from tests.notices.city import Act, City, days
from tests.notices.story import tell

GOLDEN = Path(__file__).with_name("year.txt")
PASS = dt.time(0, 10)


def test_a_year_of_notices_is_what_a_person_would_expect(app: Flask) -> None:
    expect(GOLDEN, "".join(played()))


def expect(golden: Path, text: str) -> None:
    """Compare with what was read and found good, or write it down to be read."""
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text)
    assert text == golden.read_text()


def played() -> Iterator[str]:
    """Play the year; yield its days with what was told on them."""
    city = City()
    with acting_at(at(dt.date(2025, 12, 1), dt.time(9))):
        city.found()
        tell(city)
    acts = {day: list(some) for day, some in groupby(city.acts, key=lambda act: local(act.at).date())}
    for day in days():
        with acting_at(at(day, dt.time(12))):
            heading = f"\n{date_long(day)}\n"
        lines = list(_day(city, day, acts.get(day, [])))
        yield from [heading, *lines] if lines else ()


def _day(city: City, day: dt.date, acts: list[Act]) -> Iterator[str]:
    with acting_at(at(day, PASS)):
        reminders.remind_due()
        db.session.commit()
    yield from _fresh(city, at(day, PASS))
    for act in acts:
        city.play(act)
        yield f"  {local(act.at):%H.%M} {act.who} {act.says}\n"
        yield from _fresh(city, act.at)


def _fresh(city: City, instant: dt.datetime) -> Iterator[str]:
    """What was told since the last look, in the words in which it is read at that moment."""
    with acting_at(instant):
        rows = rows_of(User.name.label("person"), Notice.mail_state).where(Notice.id > city.seen)
        for row in fetch(rows.order_by(Notice.id)):
            city.seen = row.id
            words = told(row)
            silent = ", tanpa surel" if row.mail_state is MailState.NONE else ""
            yield f"  {local(row.at):%H.%M}   > {row.person} ({row.event.value}{silent}): {words.sentence}\n"
            yield f"            {words.subject} · {words.button}\n"
