"""How long a session lives, and what ends it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import time_machine
from flask import Flask

from app.accounts.models import User, UserSession
from app.agencies.models import Agency
from app.extensions import db
from tests.browser import PASSWORD, Browser
from tests.factories import Cast

MORNING = dt.datetime(2026, 11, 2, 0, 0, tzinfo=dt.UTC)
NEW = "kuda lumping makan beling"


def cookie_of(browser: Browser) -> str:
    return browser.client.get_cookie("sinergi").value


def is_dead(app: Flask, cookie: str) -> bool:
    thief = Browser(app)
    thief.client.set_cookie("sinergi", cookie)
    answer = thief.raw("GET", "/")
    return answer.status_code == 302 and answer.headers["Location"] == "/masuk"


def test_a_stolen_cookie_is_dead_after_signing_out(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    stolen = cookie_of(browser)
    assert not is_dead(app, stolen)
    browser.submit("/keluar", follow=False, status=303)
    assert browser.page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert is_dead(app, stolen)
    assert db.session.scalars(sa.select(UserSession)).all() == []


def test_changing_the_password_kills_every_cookie_and_keeps_this_browser_in(
    app: Flask, browser: Browser, other: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.admin)
    other.sign_in(cast.admin)
    stolen = [cookie_of(browser), cookie_of(other)]
    browser.get("accounts.password")
    fields = {"present_password": PASSWORD, "password": NEW, "password_again": NEW}
    page = browser.submit("/akun/kata-sandi", **fields)
    assert "Kata sandi diganti" in page.text and page.url == "/"
    assert [is_dead(app, each) for each in stolen] == [True, True]
    assert other.get("/").url == "/masuk"
    other.sign_in(cast.admin, NEW)


def test_a_wrong_present_password_changes_nothing_and_is_counted(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    for _ in range(5):
        browser.get("accounts.password")
        wrong = {"present_password": "salah sama sekali", "password": NEW, "password_again": NEW}
        browser.submit("/akun/kata-sandi", status=422, **wrong)
    fields = {"present_password": PASSWORD, "password": NEW, "password_again": NEW}
    assert "Terlalu banyak percobaan" in browser.submit("/akun/kata-sandi", status=422, **fields).text


def test_a_new_password_must_be_hard_to_guess(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison)
    for bad in ("pendek", "x" * 129, "123456789012", "Indonesia-2031!!", "palopopalopo", "dinsos@contoh.go.id"):
        browser.get("accounts.password")
        fields = {"present_password": PASSWORD, "password": bad, "password_again": bad}
        page = browser.submit("/akun/kata-sandi", status=422, **fields)
        assert bad not in page.text
    page = browser.submit(
        "/akun/kata-sandi", status=422, present_password=PASSWORD, password=NEW, password_again="lain"
    )
    assert "Kedua kata sandi baru belum sama" in page.text


def test_a_session_ends_after_twelve_idle_hours(browser: Browser, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        browser.sign_in(cast.admin)
        clock.shift(dt.timedelta(hours=11, minutes=59))
        assert browser.get("/").url == "/"
        clock.shift(dt.timedelta(hours=11, minutes=59))
        assert browser.get("/").url == "/", "each visit starts the idle time anew"
        clock.shift(dt.timedelta(hours=12, minutes=1))
        assert browser.get("/").url == "/masuk"


def test_a_session_ends_after_seven_days_however_busy(browser: Browser, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        browser.sign_in(cast.admin)
        for _ in range(16):
            clock.shift(dt.timedelta(hours=10))
            assert browser.get("/").url == "/"
        clock.shift(dt.timedelta(hours=9))
        assert browser.get("/").url == "/masuk"


def test_expired_sessions_are_forgotten_at_the_next_sign_in(browser: Browser, other: Browser, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        browser.sign_in(cast.admin)
        clock.shift(dt.timedelta(days=1))
        other.sign_in(cast.leader)
    assert len(db.session.scalars(sa.select(UserSession)).all()) == 1


def test_disabling_a_user_ends_the_session_at_once(browser: Browser, other: Browser, cast: Cast) -> None:
    other.sign_in(cast.leader)
    leader = db.session.scalars(sa.select(User).where(User.email == cast.leader)).one()
    leader.is_active = False
    db.session.commit()
    assert other.get("/").url == "/masuk"


def test_replacing_a_holder_ends_the_rights_at_the_next_click(browser: Browser, other: Browser, cast: Cast) -> None:
    other.sign_in(cast.secretariat)
    other.get("/instansi/baru")
    post = db.session.get_one(Agency, cast.bnn).posts[0]
    post.give_to(db.session.scalars(sa.select(User).where(User.email == cast.police_liaison)).one())
    db.session.commit()
    other.post("/instansi/baru", {"name": "Tidak Boleh", "kind": "opd", "from_date": "2026-01-01"}, status=403)
    other.get("/instansi", status=403)
    browser.sign_in(cast.police_liaison)
    browser.get("/instansi/baru")


def test_the_page_of_devices_shows_them_and_closes_the_others(browser: Browser, other: Browser, cast: Cast) -> None:
    other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36"
    other.sign_in(cast.admin)
    browser.sign_in(cast.admin)
    page = browser.get("accounts.sessions")
    assert "Chrome, Android" in page.text and "perangkat ini" in page.text
    browser.submit("/akun/perangkat/keluarkan")
    assert not browser.page.has_form("/keluarkan")
    assert other.get("/").url == "/masuk"
    assert browser.get("/").url == "/"


def test_the_language_outlives_the_session(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.get("/")
    browser.post("/tampilan", {"bahasa": "en"})
    browser.post("/keluar")
    assert browser.get("/masuk").find("html")[0].get("lang") == "en"
