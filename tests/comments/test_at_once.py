"""Watching and remarking at the same moment."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.comments.models import Comment, Mention, Watch
from app.extensions import db
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_commitment
from tests.minutes.test_at_once import poster


def number_of(model: type) -> int:
    """How many rows there are now."""
    db.session.remove()
    number = len(db.session.scalars(sa.select(model)).all())
    db.session.remove()  # what follows needs the lock
    return number


def test_watching_twice_at_once_is_watching(app: Flask, browser: Browser, cast: Cast) -> None:
    page = f"/komitmen/{make_commitment(cast.social).id}"
    post = poster(app, browser.sign_in(cast.leader))
    assert at_once(*[post(f"{page}/pantau") for _ in range(4)]) == [303] * 4
    assert number_of(Watch) == 1
    assert at_once(*[post(f"{page}/berhenti-pantau") for _ in range(4)]) == [303] * 4
    assert number_of(Watch) == 0


def test_one_remark_sent_twice_at_once_is_one(app: Flask, browser: Browser, cast: Cast) -> None:
    page = f"/komitmen/{make_commitment(cast.social).id}/komentar"
    post = poster(app, browser.sign_in(cast.leader))
    assert at_once(*[post(page, remark="Sekali @Dinas Sosial") for _ in range(4)]) == [303] * 4
    assert (number_of(Comment), number_of(Mention), number_of(Watch)) == (1, 1, 1)
