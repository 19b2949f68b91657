"""Many who read, choose, go away and are told at the same moment: nobody waits crosswise, and nothing fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.clock import now, today
from app.deliveries import bundling
from app.extensions import db
from app.notices import absences, reading, settings
from app.notices.events import Event
from app.notices.models import Absence, MailState, Notice
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_commitment
from tests.notices.steps import user_of

ROUNDS = 8


def alone(app: Flask, act: Callable[[], Any]) -> Callable[[], str]:
    """The act in a context and transaction of its own; what it fails with, in a word."""

    def run() -> str:
        with app.app_context():
            try:
                act()
                db.session.commit()
            except sa.exc.DBAPIError as error:
                return type(error.orig).__name__
            return ""

    return run


def planned(user_id: int, number: int = 120) -> None:
    """Notices that are due, of which every second is settled, in an order of rows unlike that of their numbers."""
    db.session.execute(sa.delete(Notice))
    rows = [{"user_id": user_id, "root_type": "post", "root_id": n % 2, "event": Event.HOLDER_CHANGED, "facts": {},
             "actor_name": "", "at": now(), "mail_state": MailState.NEW} for n in range(number)]  # fmt: skip
    db.session.execute(sa.insert(Notice), rows)
    for key in db.session.scalars(sa.select(Notice.id).order_by(Notice.id.desc())).all():
        ripe = {"mail_state": MailState.PLANNED, "mail_at": now() - dt.timedelta(hours=1)}
        db.session.execute(sa.update(Notice).where(Notice.id == key).values(**ripe))
    db.session.commit()


def test_reading_choosing_and_bundling_at_once(app: Flask, cast: Cast) -> None:
    user_id = user_of(cast.social_liaison).id
    failed = []
    for _ in range(ROUNDS):
        planned(user_id)
        newest = db.session.scalar(sa.select(sa.func.max(Notice.id))) or 0
        db.session.remove()
        failed += at_once(
            alone(app, lambda: bundling.bundle(user_id)),
            alone(app, lambda newest=newest: reading.mark_seen(user_id, newest)),
            alone(app, lambda: settings.choose(user_id, settings.NOTHING)),
        )
    assert set(failed) == {""}


def test_an_administrator_and_the_deputy_note_absences_at_once(browser: Browser, other: Browser, cast: Cast) -> None:
    ours, theirs = user_of(cast.social_liaison).id, user_of(cast.police_liaison).id
    paths = {browser.sign_in(cast.admin): (f"/pengguna/{theirs}/ketidakhadiran", ours),
             other.sign_in(cast.social_liaison): ("/pemberitahuan/ketidakhadiran", theirs)}  # fmt: skip
    tokens = {each: each.token() for each in paths}
    for round_ in range(ROUNDS):
        days = {name: (today() + dt.timedelta(days=round_)).isoformat() for name in ("from_date", "until_date")}
        codes = at_once(*(
            lambda b=b, p=path, d=deputy: b.raw(
                "POST", p, data=days | {"deputy_id": d, "csrf_token": tokens[b]}  # noqa: B023
            ).status_code
            for b, (path, deputy) in paths.items()
        ))  # fmt: skip
        assert sorted(codes) == [303, 422]
    assert db.session.scalar(sa.select(sa.func.count(Absence.id))) == ROUNDS


def test_who_goes_away_while_being_told(app: Flask, cast: Cast) -> None:
    ours, theirs = user_of(cast.social_liaison).id, user_of(cast.police_liaison).id
    db.session.remove()

    def act() -> None:
        make_commitment(cast.police)
        make_commitment(cast.social)

    def go(round_: int) -> None:
        absences.add(ours, theirs, *[today() + dt.timedelta(days=round_)] * 2)

    for round_ in range(ROUNDS):
        assert set(at_once(alone(app, lambda n=round_: go(n)), alone(app, act), alone(app, act))) == {""}
