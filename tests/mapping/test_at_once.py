"""Two people who begin the same mapping, or decide on it, at the same moment."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.clock import today
from app.extensions import db
from app.mapping.models import Mapping
from app.mapping.parts import LevelDecision
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_area, make_user, seat
from tests.mapping.steps import make_mapping, method_of


def two(app: Flask, cast: Cast) -> tuple[Browser, Browser]:
    """The secretariat twice: two people, so that no double click is suspected."""
    from app.agencies.models import Agency
    from app.policy import Role

    seat(make_user("kedua@contoh.go.id"), db.session.get_one(Agency, cast.bnn), Role.SECRETARIAT)
    db.session.commit()
    first, second = Browser(app).sign_in(cast.secretariat), Browser(app).sign_in("kedua@contoh.go.id")
    for each in (first, second):
        each.get("home.index")  # a page with a token, before they act at once
    return first, second


def send(browser: Browser, path: str, **fields: str) -> int:
    """Post straight, without a look at the page; returns the status."""
    token = {"csrf_token": browser.token()}
    return browser.client.post(path, data=token | fields).status_code


def test_of_two_who_begin_the_same_one_is_refused(app: Flask, cast: Cast) -> None:
    area = make_area("73.73.05.1005")
    db.session.commit()
    path, method = f"/kawasan/{area.id}/pemetaan/baru", str(method_of().id)
    first, second = two(app, cast)
    answers = at_once(
        lambda: send(first, path, method=method, year="2026", half="0"),
        lambda: send(second, path, method=method, year="2026", half="1"),
    )
    assert sorted(answers) == [303, 422]
    assert db.session.scalar(sa.select(sa.func.count(Mapping.id))) == 1


def test_of_two_different_decisions_the_later_learns_of_the_earlier(app: Flask, cast: Cast) -> None:
    mapping = make_mapping()
    path, version = f"/pemetaan/{mapping.id}/tetapkan", str(mapping.version)
    facts = {"decided_on": today().isoformat(), "basis": "Surat 1", "reason": "Data", "version": version}
    first, second = two(app, cast)
    answers = at_once(lambda: send(first, path, level="3", **facts), lambda: send(second, path, level="2", **facts))
    assert sorted(answers) == [303, 409]
    assert db.session.scalar(sa.select(sa.func.count(LevelDecision.id))) == 1
