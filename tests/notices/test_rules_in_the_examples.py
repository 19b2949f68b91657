"""The example data is told to its people: some of it fresh, the rest read, each in a sentence."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.accounts.models import User
from app.clock import now
from app.demo.load import load
from app.demo.notices import MAILED_FOR, UNREAD_FOR
from app.extensions import db
from app.notices import sentences, subjects
from app.notices.events import Event
from app.notices.models import MailState, Notice
from app.scale.notices import UNREAD, how_many, notice_rows
from app.scale.people import ACCOUNTS, people_rows
from app.scale.plan import SIZES, Plan


def all_told() -> list[Any]:
    """Everything that anybody was told, each put into words."""
    rows = db.session.execute(subjects.told(User.email, Notice.mail_state).order_by(Notice.id)).all()
    assert all(sentences.told(row).sentence and row.title for row in rows)
    return list(rows)


def test_each_account_of_the_demo_finds_a_few_notices(app: Flask) -> None:
    load("kata sandi contoh")
    db.session.commit()
    rows, present = all_told(), now()
    fresh = [row.email.split("@")[0] for row in rows if row.read_at is None]
    assert {"sekretariat", "peninjau", "narahubung.dinsos", "narahubung.polres", "pimpinan"} <= set(fresh)
    assert max(fresh.count(each) for each in set(fresh)) <= 12
    assert {Event.ASSIGNED, Event.RETURNED, Event.INVITED, Event.MINUTES_SIGNED} <= {row.event for row in rows}
    assert all(row.read_at for row in rows if row.at < present - UNREAD_FOR)
    assert all(row.mail_state is MailState.NONE for row in rows if row.at < present - MAILED_FOR)


def test_the_scale_data_has_notices_of_which_no_mail_tells() -> None:
    plan = Plan(SIZES["S"])
    people_rows(plan, "kata sandi contoh")
    rows = notice_rows(plan, 0, how_many(plan))["notice"]
    assert [row["read_at"] for row in rows].count(None) == UNREAD * len(ACCOUNTS) <= len(rows)
    assert {row["mail_state"] for row in rows} == {MailState.NONE}
    assert {row["user_id"] for row in rows} == set(range(1, len(ACCOUNTS) + 1))
