"""A database that only reads for a while: pages are shown, what is sent is given back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import UserSession
from app.clock import now
from app.extensions import db
from tests.browser import Browser
from tests.conftest import SERVER
from tests.factories import Cast

LONG = "Jalan Andi Djemma nomor 100, lantai dua, sebelah kantor pos"


@pytest.fixture
def closing(app: Flask) -> Iterator[None]:
    """While it is wanted every new connection is opened for reading only."""
    setting = "SET default_transaction_read_only=on" if SERVER else "PRAGMA query_only=ON"

    def only_read(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(setting)
        cursor.close()
        if SERVER:
            connection.commit()  # type: ignore[attr-defined]

    def begin() -> None:
        db.session.remove()
        db.engine.dispose()
        sa.event.listen(db.engine, "connect", only_read)

    yield begin  # type: ignore[misc]
    sa.event.remove(db.engine, "connect", only_read)
    db.session.remove()
    db.engine.dispose()


def test_reading_goes_on_and_a_text_that_cannot_be_saved_is_given_back(
    browser: Browser, cast: Cast, closing: object
) -> None:
    browser.sign_in(cast.admin).get("/instansi/baru")
    token = browser.token()
    db.session.execute(sa.update(UserSession).values(seen_at=now() - dt.timedelta(minutes=30)))
    db.session.commit()
    closing()  # type: ignore[operator]
    for path in ("/", "/instansi", f"/instansi/{cast.social}", "/healthz"):
        assert browser.raw("GET", path).status_code == 200, path
    fields = {"csrf_token": token, "name": "Dinas", "kind": "opd", "from_date": "2020-01-01", "address": LONG}
    answer = browser.raw("POST", "/instansi/baru", data=fields)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5" and LONG in answer.text
    assert browser.raw("POST", "/instansi/baru", data=fields, headers={"HX-Request": "true"}).status_code == 503
    assert browser.raw("POST", "/keluar", data={"csrf_token": token}).status_code == 503
