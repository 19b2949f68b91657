"""Who gets in, and how guessing is slowed down."""

from __future__ import annotations

import datetime as dt
import time

import pytest
import sqlalchemy as sa
import time_machine
from argon2 import PasswordHasher
from flask import Flask

from app.accounts import service
from app.accounts.models import SignInThrottle, User, UserSession
from app.audit import AuditEvent
from app.extensions import db
from tests.at_once import at_once
from tests.browser import PASSWORD, Browser
from tests.factories import Cast

WRONG = "bukan kata sandinya"


def try_to_sign_in(browser: Browser, email: str, password: str, status: int = 422) -> str:
    browser.get("/masuk")
    return browser.submit("/masuk", status=status, email=email, password=password).text


def test_a_person_signs_in_and_out(browser: Browser, cast: Cast) -> None:
    browser.get("/masuk")
    page = browser.submit("/masuk", email=" Sekretariat@CONTOH.go.id ", password=PASSWORD)
    assert page.url == "/"
    browser.submit("/keluar")
    assert browser.get("/").url.startswith("/masuk")


def test_a_wrong_password_says_so_and_keeps_the_address(browser: Browser, cast: Cast) -> None:
    assert "Surel atau kata sandi tidak cocok" in try_to_sign_in(browser, cast.admin, WRONG)
    assert browser.page.find("input", name="email")[0].get("value") == cast.admin


@pytest.mark.parametrize("email", ["tidak@ada.go.id", "admin@contoh.go.id", "nonaktif@contoh.go.id"])
def test_unknown_wrong_and_disabled_get_the_same_answer(browser: Browser, cast: Cast, email: str) -> None:
    leader = db.session.scalars(sa.select(User).where(User.email == cast.leader)).one()
    leader.email, leader.is_active = "nonaktif@contoh.go.id", False
    db.session.commit()
    password = PASSWORD if email.startswith("nonaktif") else WRONG
    words = try_to_sign_in(browser, email, password)
    assert "Mohon perbaiki isian berikut Surel atau kata sandi tidak cocok." in words


def test_an_unknown_address_takes_as_long_as_a_known_one(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "HASHER", PasswordHasher(time_cost=4, memory_cost=19456, parallelism=1))
    service._decoy.cache_clear()
    user = db.session.scalars(sa.select(User).where(User.email == cast.admin)).one()
    user.password_hash = service.hash_password(PASSWORD)
    db.session.commit()
    service.check_password(None, WRONG)

    def fastest(email: str) -> float:
        spans = []
        for _ in range(3):
            browser.get("/masuk")
            start = time.perf_counter()
            browser.submit("/masuk", status=422, email=email, password=WRONG)
            spans.append(time.perf_counter() - start)
        return min(spans)

    known, unknown = fastest(cast.admin), fastest("tidak@ada.go.id")
    service._decoy.cache_clear()
    assert 0.4 < known / unknown < 2.5, (known, unknown)


def test_the_delay_of_an_account_grows_and_ends(app: Flask, cast: Cast) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC), tick=False) as clock:
        guesser = Browser(app)
        for _ in range(service.FREE_TRIES):
            assert "tidak cocok" in try_to_sign_in(guesser, cast.admin, WRONG)
        waits = []
        for _ in range(4):
            assert "Terlalu banyak percobaan" in try_to_sign_in(guesser, cast.admin, PASSWORD)
            waits.append(service.claim_try(service.throttle_keys(cast.admin, "127.0.0.1")))
            clock.shift(waits[-1])
            assert "tidak cocok" in try_to_sign_in(guesser, cast.admin, WRONG)
        assert waits == sorted(waits) and waits[0] == dt.timedelta(seconds=2) and waits[-1] > waits[0]
        clock.shift(service.LONGEST_WAIT)
        guesser.sign_in(cast.admin)


def test_the_longest_delay_is_a_quarter_of_an_hour(app: Flask, cast: Cast) -> None:
    db.session.add(SignInThrottle(key=service.throttle_keys(cast.admin, "")[0], failures=10**6, last_at=service.now()))
    db.session.commit()
    wait = service.claim_try(service.throttle_keys(cast.admin, "192.0.2.1"))
    assert dt.timedelta(minutes=14) < wait <= dt.timedelta(minutes=15)


def test_guessing_at_many_accounts_from_one_address_is_slowed_down(browser: Browser, cast: Cast) -> None:
    for number in range(service.FREE_TRIES * 10):
        assert not service.claim_try(service.throttle_keys(f"orang{number}@contoh.go.id", "192.0.2.7"))
    db.session.commit()
    assert service.claim_try(service.throttle_keys("orang99@contoh.go.id", "192.0.2.7"))
    assert not service.claim_try(service.throttle_keys("orang99@contoh.go.id", "192.0.2.8"))


def test_one_ipv6_network_counts_as_one_address() -> None:
    first, second = (service.throttle_keys("a@b.id", f"2001:db8:1:2::{n}")[1] for n in (1, 99))
    assert first == second != service.throttle_keys("a@b.id", "2001:db8:1:3::1")[1]


def test_strangers_who_guess_do_not_keep_a_known_browser_out(browser: Browser, other: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.submit("/keluar")
    for _ in range(service.FREE_TRIES):
        try_to_sign_in(other, cast.admin, WRONG)
    assert "Terlalu banyak percobaan" in try_to_sign_in(other, cast.admin, WRONG)
    browser.sign_in(cast.admin)


def test_a_known_browser_may_not_guess_without_end_either(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.submit("/keluar")
    for _ in range(service.FREE_TRIES):
        assert "tidak cocok" in try_to_sign_in(browser, cast.admin, WRONG)
    assert "Terlalu banyak percobaan" in try_to_sign_in(browser, cast.admin, WRONG)


def test_a_right_password_clears_the_count(browser: Browser, cast: Cast) -> None:
    for _ in range(service.FREE_TRIES - 1):
        try_to_sign_in(browser, cast.admin, WRONG)
    browser.sign_in(cast.admin)
    counts = db.session.scalars(sa.select(SignInThrottle.failures)).all()
    assert counts == [service.FREE_TRIES - 1], "only the tries from this address are left"


def test_tries_at_the_same_moment_are_all_counted(app: Flask, cast: Cast) -> None:
    browsers = [Browser(app) for _ in range(8)]
    for browser in browsers:
        browser.get("/masuk")

    def guess(browser: Browser) -> str:
        token = browser.page.form("/masuk").fields[0][1]
        data = {"csrf_token": token, "email": cast.admin, "password": WRONG}
        return browser.raw("POST", "/masuk", data=data).get_data(as_text=True)

    answers = at_once(*(lambda b=b: guess(b) for b in browsers))
    refused = ["Terlalu banyak percobaan" in answer for answer in answers]
    assert refused.count(False) == service.FREE_TRIES
    assert all("Terlalu banyak" in a or "tidak cocok" in a for a in answers)


def test_refused_and_granted_sign_ins_are_in_the_history(browser: Browser, cast: Cast) -> None:
    try_to_sign_in(browser, cast.admin, WRONG)
    browser.sign_in(cast.admin)
    user_id = db.session.scalar(sa.select(User.id).where(User.email == cast.admin))
    words = browser.get(f"/pengguna/{user_id}").text
    assert "Percobaan masuk ditolak" in words and "127.0.0.1" in words
    actions = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id.desc()).limit(2)).all()
    assert actions == ["signed_in", "sign_in_refused"]


def test_signing_in_again_makes_a_new_id_and_ends_the_old_session(browser: Browser, cast: Cast) -> None:
    browser.get("/masuk")
    before = browser.client.get_cookie("sinergi").value
    browser.sign_in(cast.admin)
    first = browser.client.get_cookie("sinergi").value
    assert first != before
    token = browser.token()
    browser.post("/masuk", {"csrf_token": token, "email": cast.leader, "password": PASSWORD})
    assert len(db.session.scalars(sa.select(UserSession)).all()) == 1
    thief = Browser(browser.app)
    thief.client.set_cookie("sinergi", first)
    assert thief.raw("GET", "/").status_code == 302


def test_a_sign_in_page_with_an_old_token_is_shown_afresh(browser: Browser, cast: Cast) -> None:
    browser.get("/masuk?next=/instansi")
    browser.client.delete_cookie("sinergi")
    page = browser.submit("/masuk", status=400, email=cast.admin, password=PASSWORD)
    assert "sudah lama terbuka" in page.text
    page = browser.submit("/masuk", password=PASSWORD)
    assert page.url == "/instansi"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "https:evil.example",
        "javascript:alert(1)", "JaVaScRiPt://%0aalert(1)", "/\t/evil.example", "/\n//evil.example", " //evil.example",
        "///evil.example", "http:///evil.example", "data:text/html,x", "//[", "/" + "a" * 5000, "evil.example",
        "/\x00/evil", "\u2028//evil.example",
    ],
)  # fmt: skip
def test_next_leads_to_own_pages_only(browser: Browser, cast: Cast, target: str) -> None:
    browser.get("/masuk")
    fields = {"email": cast.admin, "password": PASSWORD, "next": target}
    assert browser.submit("/masuk", follow=False, status=303, **fields).headers["Location"] == "/"
    assert browser.raw("GET", "/masuk", query_string={"next": target}).headers["Location"] == "/"


@pytest.mark.parametrize("target", ["/instansi?jenis=opd&cari=a%2Fb", "/%2F/evil.example", "/%5Cevil.example"])
def test_next_keeps_an_own_path_as_it_is(browser: Browser, cast: Cast, target: str) -> None:
    browser.get("/masuk")
    page = browser.submit("/masuk", follow=False, status=303, email=cast.admin, password=PASSWORD, next=target)
    assert page.headers["Location"] == target


def test_bad_input_is_refused_by_its_field(browser: Browser, cast: Cast) -> None:
    for email, password in (("", ""), ("a" * 300, "x"), ("\x00\ud800", "\x00"), (cast.admin, "x" * 1_000_000)):
        browser.get("/masuk")
        browser.submit("/masuk", status=422, email=email.encode("utf-8", "replace").decode(), password=password)
    assert "Paling banyak 1000 karakter" in browser.page.text


def test_a_password_counts_as_it_was_typed(browser: Browser, cast: Cast) -> None:
    user = db.session.scalars(sa.select(User).where(User.email == cast.admin)).one()
    user.password_hash = service.hash_password("  dua spasi di depan")
    db.session.commit()
    try_to_sign_in(browser, cast.admin, "dua spasi di depan")
    browser.sign_in(cast.admin, "  dua spasi di depan")
