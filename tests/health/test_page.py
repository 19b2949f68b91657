"""The administrator's page of health."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import NamedTuple

import pytest
import sqlalchemy as sa
import time_machine
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask, render_template_string
from flask_login import login_user

from app import audit
from app.accounts.models import User
from app.agencies.models import Agency
from app.attendance.models import Presence
from app.attendance.service import invite
from app.clock import ZONE, acting_at, now
from app.deliveries.outbox import SEEN
from app.extensions import db
from app.health import service
from app.health.backup import failure, noted
from app.meetings.models import MeetingState
from app.policy import Role
from app.settings import Setting
from tests.browser import Browser
from tests.commitments.steps import agree
from tests.factories import Cast, make_commitment, make_meeting
from tests.files.test_service import folder, keep
from tests.guards.test_access import somebody
from tests.pictures import picture

__all__ = ["folder"]


class Usage(NamedTuple):
    """What `shutil.disk_usage` tells."""

    total: int
    used: int
    free: int


def remember(days: int, failed: bool = False) -> None:
    """A backup so many days ago; committed."""
    with acting_at(now() - dt.timedelta(days=days)):
        run = failure(service.ROOT, "disk penuh") if failed else noted("Salinan mesin virtual")
    run.bytes = 0 if failed else 41 * 1024 * 1024
    db.session.add(run)
    db.session.commit()


@pytest.mark.parametrize("who", ["leader", "secretariat", "social_liaison", "reviewer"])
def test_only_administrators_may_look(browser: Browser, cast: Cast, who: str) -> None:
    browser.sign_in(getattr(cast, who)).get("health.index", status=403)


def test_a_system_without_a_backup_says_so_in_red(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.admin).get("health.index")
    assert page.find("p", class_="late") or "Belum pernah dicadangkan" in page.text
    assert any("tone-danger" in (p.get("class") or "") for p in page.find("p"))


def test_the_last_backup_is_told_with_its_age_and_size(browser: Browser, cast: Cast) -> None:
    remember(9)
    remember(2)
    page = browser.sign_in(cast.admin).get("health.index")
    assert "Cadangan terakhir: 2 hari yang lalu, 41 MB" in page.text and "Belum pernah" not in page.text
    assert "Salinan mesin virtual" in page.text and "Tidak ada yang perlu dikhawatirkan" in page.text


def test_a_failed_and_an_old_backup_are_worries(browser: Browser, cast: Cast) -> None:
    remember(9)
    remember(1, failed=True)
    page = browser.sign_in(cast.admin).get("health.index")
    assert "Cadangan yang terakhir gagal." in page.text and "sudah lama: 1 minggu yang lalu" in page.text
    assert "disk penuh" in page.text


@pytest.mark.parametrize(
    ("free", "whole", "low"),
    [(2 * 1024**3, 10 * 1024**3, False), (2 * 1024**3, 21 * 1024**3, True), (1024**3 - 1, 2 * 1024**3, True)],
)
def test_little_room_is_a_worry(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch, free: int, whole: int, low: bool
) -> None:
    remember(1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(whole, whole - free, free))
    page = browser.sign_in(cast.admin).get("health.index")
    assert ("Ruang kosong untuk berkas tinggal" in page.text) is low


@pytest.mark.parametrize(("minutes", "url", "missed"), [
    (2, "smtp://x", ""), (30, "", "sejak "), (None, "smtp://x", "sejak awal"), (None, "", ""),
])  # fmt: skip
def test_a_worker_that_stopped_is_a_worry(
    app: Flask,
    browser: Browser,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    minutes: int | None,
    url: str,
    missed: str,
) -> None:
    monkeypatch.setitem(app.config, "SMTP_URL", url)
    if minutes is not None:
        db.session.add(Setting(key=SEEN, value=(now() - dt.timedelta(minutes=minutes)).isoformat()))
        db.session.commit()
    page = browser.sign_in(cast.admin).get("health.index")
    assert (f"Proses latar tidak berjalan {missed}" in page.text) is bool(missed)


def test_files_are_summed_by_kind(browser: Browser, cast: Cast, folder: object) -> None:
    files = [keep(picture(colour=colour)) for colour in ("#c8102e", "#0b5cad")] + [keep(picture("PNG"), "a.png")]
    page = browser.sign_in(cast.admin).get("health.index")
    assert "JPEG 2 " in page.text and "PNG 1 " in page.text and len(files) == 3
    assert "Basis data" in page.text


def test_refused_sign_ins_are_counted_by_day_and_named(browser: Browser, cast: Cast) -> None:
    user = db.session.scalars(sa.select(User).where(User.email == cast.leader)).one()
    noon = now().astimezone(ZONE).replace(hour=0, minute=10)
    for instant in (noon, noon - dt.timedelta(minutes=20), noon - dt.timedelta(days=6), noon - dt.timedelta(days=7)):
        with acting_at(instant.astimezone(dt.UTC)):
            audit.note(user, "sign_in_refused", address="203.0.113.9")
    db.session.commit()
    browser.get("accounts.sign_in")
    browser.submit("/masuk", status=422, email=cast.secretariat, password="keliru sekali")
    page = browser.sign_in(cast.admin).get("health.index")
    cells = ["".join(cell.itertext()) for cell in page.find("td") if cell.get("class") is None][:7]
    assert cells == ["1", "0", "0", "0", "0", "1", "2"], "the day of Palopo begins at midnight there"
    assert cast.leader in page.text and "203.0.113.9" in page.text and cast.secretariat in page.text


def test_the_queue_counts_what_waits(browser: Browser, cast: Cast) -> None:
    with acting_at(now() - dt.timedelta(days=3)):
        report(cast)
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=now() + dt.timedelta(days=3))
    rows = [invite(meeting, db.session.get_one(Agency, key)) for key in (cast.social, cast.police, cast.health)]
    rows[0].presence = Presence.EXCUSED
    last = make_meeting(cast.bnn, MeetingState.CLOSED)
    last.circulate(now() + dt.timedelta(days=1))
    last.corrections_until = now() - dt.timedelta(hours=1)
    db.session.commit()
    page = browser.sign_in(cast.admin).get("health.index")
    assert "menunggu verifikasi yang terlama 3 hari yang lalu 1" in page.text
    assert "menunggu tanda tangan yang terlama diedarkan" in page.text
    queue = next(each for each in page.find("section") if "Antrean" in "".join(each.itertext()))
    assert ["".join(b.itertext()) for b in queue.iter("b")] == ["1", "1", "2"]


def report(cast: Cast) -> None:
    """A promise with a report that nobody has looked at."""
    from app.clock import today
    from app.commitments.reports import ProgressReport

    commitment = make_commitment(cast.social)
    agree(commitment)
    commitment.submit_report(ProgressReport(on_date=today(), quantity=10, narrative="Sepuluh", submitted_name="Ani"))
    db.session.commit()


def test_sessions_and_versions_and_clocks_are_told(browser: Browser, other: Browser, cast: Cast) -> None:
    other.sign_in(cast.admin)
    page = browser.sign_in(cast.admin).get("health.index")
    assert "2 di 1 akun" in page.text and f"{service.head()}, terbaru" in page.text
    assert "Jam server dan basis data sama" in page.text


def test_an_older_database_is_a_worry(browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "head", lambda: "9999")
    page = browser.sign_in(cast.admin).get("health.index")
    assert "program memerlukan 9999. Jalankan: flask db upgrade" in page.text


def test_clocks_that_differ_are_a_worry(browser: Browser, cast: Cast) -> None:
    with time_machine.travel(now() + dt.timedelta(seconds=90)):
        page = browser.sign_in(cast.admin).get("health.index")
    assert "berselisih 90 detik" in page.text or "berselisih 91 detik" in page.text


def test_the_version_is_the_one_that_the_migrations_end_with() -> None:
    config = Config()
    config.set_main_option("script_location", str(service.ROOT / "migrations"))
    assert service.head() == ScriptDirectory.from_config(config).get_current_head()


@pytest.mark.parametrize(("role", "seen"), [(Role.ADMIN, True), (Role.LEADER, False)])
def test_the_first_page_may_include_it_for_administrators(app: Flask, cast: Cast, role: Role, seen: bool) -> None:
    with app.test_request_context():
        login_user(somebody(role, cast.bnn))
        drawn = render_template_string('{% include "home/_health.html" %}')
    assert ("Belum pernah dicadangkan" in drawn) is seen and ("/kesehatan" in drawn) is seen
