"""The migrations make what the models say, and nothing is lost or doubled when people act at once."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from app.audit import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.references import next_reference
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, db.metadata) == []


def test_references_given_out_at_once_are_all_different(app: Flask) -> None:
    given: list[str] = []

    def take() -> None:
        with app.app_context():
            for _ in range(5):
                given.append(next_reference("K", 2026))
                db.session.commit()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"K/2026/{n:03d}" for n in range(1, 21)]


def test_a_submit_sent_many_times_at_once_makes_one_object(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat).get("meetings.new")
    token = browser.token()
    fields = {"kind": "working", "theme": "Serentak", "convener_id": cast.bnn, "venue": "Aula", "day": "2026-04-25",
              "starts": "09:00", "chair": "A", "minute_taker": "B", "csrf_token": token}  # fmt: skip
    cookie = browser.client.get_cookie("sinergi")
    assert cookie is not None
    codes: list[int] = []

    def send() -> None:
        client = app.test_client()
        client.set_cookie("sinergi", cookie.value)
        codes.append(client.post("/rapat/baru", data=fields).status_code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303] * 6
    assert db.session.scalar(sa.select(sa.func.count(Meeting.id))) == 1


def test_a_failed_act_leaves_no_trace(app: Flask, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    before = db.session.scalar(sa.select(sa.func.count(AuditEvent.id)))
    meeting.theme = "Berubah"
    db.session.flush()
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(AuditEvent.id))) == before


def test_bulk_changes_of_audited_rows_are_refused(app: Flask, cast: Cast) -> None:
    make_commitment(cast.social)
    from app.commitments.models import Commitment

    with pytest.raises(RuntimeError, match="bulk change"):
        db.session.execute(sa.update(Commitment).values(unit="x"))
