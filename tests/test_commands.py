"""The commands of an operator: the first administrator, the example data, the data for measuring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import Result
from flask import Flask

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.audit import AuditEvent
from app.clock import now, today
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.commitments.states import CommitmentState
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import MinutesLine
from app.policy import Role
from app.references import next_reference
from app.series.models import AgendaProposal, MeetingSeries, ParkedItem, SeriesItem, SeriesPhrase
from app.settings import Setting
from app.tasks.models import Task
from tests.browser import Browser
from tests.factories import Cast

PASSWORD = "kata sandi contoh"
MONDAY = dt.datetime(2027, 1, 4, 2, 30, tzinfo=dt.UTC)
EMAILS = {
    "admin@sinergi.example", "sekretariat@sinergi.example", "narahubung.dinsos@sinergi.example",
    "narahubung.polres@sinergi.example", "narahubung.bnn@sinergi.example", "peninjau@sinergi.example",
    "pimpinan@sinergi.example",
}  # fmt: skip


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A private folder of this test's own, and no DEMO_PASSWORD."""
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    yield tmp_path


def flask(app: Flask, *words: str) -> Result:
    """Run a command of the application."""
    result = app.test_cli_runner().invoke(args=list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    db.session.remove()
    return result


def load_demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Load the example data with a password that the test knows."""
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    result = flask(app, "demo")
    assert result.exit_code == 0, result.output
    return result


def count(model: type, *where: sa.ColumnElement[bool]) -> int:
    """How many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def test_the_demo_has_its_accounts_and_its_band(
    app: Flask, folder: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = load_demo(app, monkeypatch).output
    assert set(db.session.scalars(sa.select(User.email))) == EMAILS
    assert PASSWORD in printed and all(email in printed for email in EMAILS)
    assert "DATA CONTOH" in browser.get("/masuk").text
    for email in sorted(EMAILS):
        Browser(app).sign_in(email, PASSWORD)


def test_a_random_password_is_kept_for_its_owner_and_shown_again(app: Flask, folder: Path, browser: Browser) -> None:
    first = flask(app, "demo")
    kept = folder / "demo_password"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text().strip() in first.output
    again = flask(app, "demo", "--if-empty")
    assert again.exit_code == 0 and kept.read_text().strip() in again.output
    browser.sign_in("pimpinan@sinergi.example", kept.read_text().strip())


def test_the_demo_is_loaded_only_once(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_demo(app, monkeypatch)
    before = count(AuditEvent)
    result = flask(app, "demo")
    assert result.exit_code == 1 and "sudah dimuat" in result.output
    assert flask(app, "demo", "--if-empty").exit_code == 0
    assert count(AuditEvent) == before


def test_real_data_is_left_alone(app: Flask, folder: Path, cast: Cast) -> None:
    before = count(AuditEvent)
    result = flask(app, "demo")
    assert result.exit_code == 1 and "kosong" in result.output
    quiet = flask(app, "demo", "--if-empty")
    assert quiet.exit_code == 0 and quiet.output == ""
    assert count(AuditEvent) == before and db.session.get(Setting, "demo") is None


@pytest.mark.parametrize("days", range(8))
def test_on_any_day_something_is_late_due_and_verified(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    with time_machine.travel(MONDAY + dt.timedelta(days=days), tick=False):
        load_demo(app, monkeypatch)
        day = today()
        week = Commitment.due.between(day, day + dt.timedelta(days=7))
        assert count(Commitment, Commitment.is_open, Commitment.due < day)
        assert count(Commitment, Commitment.is_open, week)
        assert {*db.session.scalars(sa.select(Commitment.state))} == set(CommitmentState)
        assert {*db.session.scalars(sa.select(Meeting.state))} == set(MeetingState)
        assert count(Task, Task.is_open, Task.due < day)
        assert not count(AuditEvent, AuditEvent.at > now())
        assert not count(ProgressReport, ProgressReport.on_date > day)


def test_the_first_meeting_is_told_as_it_was_reported(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_demo(app, monkeypatch)
    meeting = db.session.scalars(sa.select(Meeting).order_by(Meeting.starts_at)).first()
    assert meeting and (meeting.day, meeting.venue) == (dt.date(2019, 4, 25), "Hotel Harapan")
    represented = {row.person: row.represents for row in meeting.attendances}
    assert represented == {"Ismail Husain": "", "Jamaluddin": "Wali Kota Palopo"}
    lines = db.session.scalars(sa.select(MinutesLine.text).where(MinutesLine.meeting_id == meeting.id)).all()
    assert not count(Commitment, Commitment.meeting_id == meeting.id)
    assert not any(mark in text for text in lines for mark in ("“", '"')), "nobody is quoted"


def test_all_that_is_invented_says_so(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_demo(app, monkeypatch)
    texts = [*db.session.scalars(sa.select(Commitment.statement)), *db.session.scalars(sa.select(Task.title)),
             *db.session.scalars(sa.select(ProgressReport.narrative))]  # fmt: skip
    assert texts and all("(contoh)" in text for text in texts)
    everything = " ".join([*texts, *db.session.scalars(sa.select(MinutesLine.text))])
    assert not any(level in everything for level in ("Bahaya", "Waspada", "Siaga"))


def test_the_demo_has_a_history_with_people_in_it(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_demo(app, monkeypatch)
    verified = db.session.scalars(sa.select(Commitment).where(Commitment.state == CommitmentState.VERIFIED)).first()
    assert verified
    rows = sa.select(AuditEvent).where(AuditEvent.root_type == "commitment", AuditEvent.root_id == verified.id)
    events = db.session.scalars(rows.order_by(AuditEvent.id)).all()
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert events[0].at < now() - dt.timedelta(days=30)
    assert {"Rahmi Contoh", "Hasna Contoh"} <= {event.actor_name for event in events}


def test_the_scale_data_agrees_with_itself(app: Flask, folder: Path, browser: Browser) -> None:
    result = flask(app, "seed-scale", "--size", "XS", "--password", PASSWORD)
    assert result.exit_code == 0, result.output
    assert (count(Task), count(Commitment), count(Meeting)) == (50, 50, 10)
    before = {task.id: (task.state, task.parts_total, task.parts_done, task.is_open) for task in _tasks()}
    for task in _tasks():
        if task.state != "cancelled":
            task.refresh()
    assert before == {task.id: (task.state, task.parts_total, task.parts_done, task.is_open) for task in _tasks()}
    db.session.rollback()
    for commitment in db.session.scalars(sa.select(Commitment)):
        last = commitment.last_report
        assert commitment.claimed == (last.quantity if last else 0)
        assert commitment.verified <= commitment.claimed
    assert flask(app, "seed-scale", "--size", "XS").exit_code == 1


def _tasks() -> list[Task]:
    return list(db.session.scalars(sa.select(Task).order_by(Task.id)))


def test_work_goes_on_after_the_scale_data(app: Flask, folder: Path, browser: Browser) -> None:
    flask(app, "seed-scale", "--size", "XS", "--password", PASSWORD)
    assert len(set(db.session.scalars(sa.select(Commitment.reference)))) == count(Commitment)
    assert next_reference("K", today().year) not in set(db.session.scalars(sa.select(Commitment.reference)))
    db.session.add(Agency(kind="opd", name="Baru"))
    db.session.add(Post(agency_id=1, title="Baru", role=Role.LEADER))
    db.session.commit()
    for path in ("/", "/komitmen", "/komitmen/1", "/tugas", "/tugas/1", "/rapat", "/rapat/1", "/rapat/1/notula"):
        page = Browser(app).sign_in("narahubung@skala.example", PASSWORD).get(path)
        assert "DATA CONTOH" in page.text


def test_the_first_administrator_can_sign_in(app: Flask, browser: Browser) -> None:
    answers = ("--email", "Kepala@Palopo.go.id", "--name", "Kepala", "--agency", "BNN Kota Palopo")
    result = flask(app, "create-admin", *answers, "--password", PASSWORD)
    assert result.exit_code == 0, result.output
    holding = db.session.scalars(sa.select(Holding)).one()
    assert holding.post.role is Role.ADMIN and holding.user.email == "kepala@palopo.go.id"
    browser.sign_in("kepala@palopo.go.id", PASSWORD)
    again = flask(app, "create-admin", *answers, "--password", PASSWORD)
    assert again.exit_code == 1 and count(User) == 1


@pytest.mark.parametrize("password", ["pendek", "password1234", "x" * 129])
def test_a_weak_password_makes_no_administrator(app: Flask, password: str) -> None:
    result = flask(app, "create-admin", "--email", "a@b.id", "--name", "A", "--agency", "B", "--password", password)
    assert result.exit_code == 1 and "12 sampai 128" in result.output
    assert not count(User)


def test_the_demo_has_series_with_all_that_hangs_on_them(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_demo(app, monkeypatch)
    assert (count(MeetingSeries), count(ParkedItem), count(AgendaProposal)) == (2, 2, 1)
    assert count(SeriesPhrase) and count(SeriesItem) and count(Meeting, Meeting.series_id.is_not(None)) > 3
    texts = [*db.session.scalars(sa.select(MeetingSeries.name)), *db.session.scalars(sa.select(SeriesPhrase.text)),
             *db.session.scalars(sa.select(ParkedItem.title)),
             *db.session.scalars(sa.select(AgendaProposal.title))]  # fmt: skip
    assert all("(contoh)" in text for text in texts)
