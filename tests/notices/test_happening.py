"""Acts become notices in their own transaction: for who is concerned now, once, and never for what was undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency
from app.clock import today
from app.extensions import db
from app.notices.events import Event
from app.notices.models import Absence, MailState, Notice
from app.policy import Role
from tests.factories import Cast, make_commitment, make_task, make_user, seat


def told(event: Event) -> list[tuple[str, Any]]:
    """Who was told of such an event, and of which part."""
    rows = sa.select(User.email, Notice.part_id).join(Notice).where(Notice.event == event).order_by(Notice.id)
    return [(row.email, row.part_id) for row in db.session.execute(rows)]


def test_an_agency_is_told_of_a_promise_in_the_transaction_of_the_act(cast: Cast) -> None:
    make_commitment(cast.social)
    assert told(Event.ASSIGNED) == [(cast.social_liaison, None)]


def test_what_is_rolled_back_is_not_told(cast: Cast) -> None:
    task = make_task(cast.social)
    task.add_part(db.session.get_one(Agency, cast.police))
    db.session.flush()
    db.session.rollback()
    make_commitment(cast.police)
    assert told(Event.ASSIGNED) == [(cast.social_liaison, task.parts[0].id), (cast.police_liaison, None)]


def test_what_a_savepoint_took_back_is_not_told(cast: Cast) -> None:
    task = make_task(cast.social)
    savepoint = db.session.begin_nested()
    task.add_part(db.session.get_one(Agency, cast.police))
    db.session.flush()
    savepoint.rollback()
    db.session.commit()
    assert told(Event.ASSIGNED) == [(cast.social_liaison, task.parts[0].id)]


def test_what_a_savepoint_keeps_is_told_once(cast: Cast) -> None:
    task = make_task(cast.social)
    with db.session.begin_nested():
        task.add_part(db.session.get_one(Agency, cast.police))
    db.session.commit()
    assert len(told(Event.ASSIGNED)) == 2


def test_an_agency_that_nobody_speaks_for_is_told_through_the_secretariat(cast: Cast) -> None:
    make_commitment(cast.health)
    assert told(Event.ASSIGNED) == [(cast.secretariat, None)]
    assert db.session.scalars(sa.select(Notice.facts)).one() == {"vacant": True}


def test_while_somebody_is_away_the_deputy_is_told(cast: Cast) -> None:
    liaison = db.session.scalars(sa.select(User).where(User.email == cast.social_liaison)).one()
    deputy = make_user("wakil@contoh.go.id")
    seat(deputy, db.session.get_one(Agency, cast.social), Role.LEADER)
    day = today()
    db.session.add(Absence(user=liaison, deputy=deputy, from_date=day, until_date=day + dt.timedelta(days=3)))
    db.session.commit()
    make_commitment(cast.social)
    assert told(Event.ASSIGNED) == [(cast.social_liaison, None), ("wakil@contoh.go.id", None)]
    mails = db.session.scalars(sa.select(Notice.mail_state).where(Notice.event == Event.ASSIGNED).order_by(Notice.id))
    assert mails.all() == [MailState.NONE, MailState.NEW]
