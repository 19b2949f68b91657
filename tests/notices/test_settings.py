"""How one wants to be told: kept per event, undone by one button, and what waits is planned anew."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import now
from app.deliveries.models import Bounce, Channel
from app.extensions import db
from app.notices import settings
from app.notices.events import USUAL, Cadence, Event
from app.notices.models import MailState, NoticeChoice, NoticeHabit
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_meeting
from tests.notices.steps import make_notice, notice, user_of


def stored(cast: Cast) -> dict[Event, Cadence]:
    """What differs from what is usual."""
    db.session.rollback()
    rows = db.session.scalars(sa.select(NoticeChoice)).all()
    return {row.event: row.cadence for row in rows if row.user_id == user_of(cast.social_liaison).id}


def test_what_is_usual_is_shown_before_anything_is_chosen(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.social_liaison).get("notices.settings")
    assert dict(page.form("/pengaturan").fields) | {"assigned": "immediate", "watched": "never", "overdue": "daily",
        "quiet_from": "20:00", "quiet_until": "06:00"} == dict(page.form("/pengaturan").fields)  # fmt: skip
    assert "Ringkasan harian (8 jenis) Setiap hari pukul 07.00 WITA." in page.text
    assert "dari pukul 20.00 ditahan sampai pukul 06.00 WITA." in page.text
    assert "Surel belum diatur oleh pengelola" in page.text and cast.social_liaison in page.text


def test_only_what_differs_is_kept(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison).get("notices.settings")
    page = browser.submit("/pengaturan", overdue="weekly", quiet_from="22:30", quiet_until="07:30")
    assert "Pengaturan pemberitahuan disimpan." in page.text
    assert stored(cast) == {Event.OVERDUE: Cadence.WEEKLY}
    assert "mingguan (1 jenis) Setiap Senin pukul 07.30 WITA." in page.text and "hari pukul 07.30" in page.text
    browser.submit("/pengaturan", overdue="daily", quiet_from="05:00", quiet_until="05:00")
    assert stored(cast) == {}
    assert "juga malam hari" in browser.get("notices.settings").text


def test_saving_twice_and_from_two_tabs_keeps_the_last(browser: Browser, other: Browser, cast: Cast) -> None:
    for each in (browser, other):
        each.sign_in(cast.social_liaison).get("notices.settings")
    browser.submit("/pengaturan", overdue="weekly")
    other.submit("/pengaturan", overdue="never", mentioned="never")
    browser.submit("/pengaturan", overdue="weekly")
    assert stored(cast) == {Event.OVERDUE: Cadence.WEEKLY}


def test_saving_at_once_keeps_one_of_both_and_fails_for_nobody(app: Flask, cast: Cast) -> None:
    browsers = [Browser(app).sign_in(cast.social_liaison) for _ in range(4)]
    codes = [letter * len(Event) for letter in "ndwd"]

    def save(browser: Browser, code: str, token: str) -> int:
        return browser.raw("POST", f"/pemberitahuan/pengaturan/pilihan/{code}", data={"csrf_token": token}).status_code

    tokens = [browser.token() for browser in browsers]
    acts = [lambda b=b, c=c, t=t: save(b, c, t) for b, c, t in zip(browsers, codes, tokens, strict=True)]
    assert at_once(*acts) == [303] * 4
    kept = USUAL | stored(cast)
    assert settings.code_of(kept) in codes


def test_what_waits_is_planned_anew(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    planned, sent, of_other = (
        make_notice(email, meeting, mail_state=state, mail_at=now())
        for email, state in ((cast.social_liaison, MailState.PLANNED), (cast.social_liaison, MailState.BUNDLED),
                             (cast.police_liaison, MailState.PLANNED))
    )  # fmt: skip
    browser.sign_in(cast.social_liaison).get("notices.settings")
    browser.submit("/pengaturan", watched="daily")
    assert notice(planned).mail_state is MailState.NEW and notice(planned).mail_at is None
    assert notice(sent).mail_state is MailState.BUNDLED and notice(of_other).mail_state is MailState.PLANNED


def test_a_pattern_is_chosen_and_taken_back(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison).get("notices.settings")
    browser.submit("/pengaturan", overdue="weekly")
    page = browser.submit("/pilihan/" + "n" * len(Event))
    assert set(stored(cast).values()) == {Cadence.NEVER}
    undo = next(form.action for form in page.forms() if "Urungkan" in form.text)
    browser.submit(undo)
    assert stored(cast) == {Event.OVERDUE: Cadence.WEEKLY}
    for code in ("x" * len(Event), "nn", "n" * 99):
        browser.post(f"/pemberitahuan/pengaturan/pilihan/{code}", status=404)


def test_faults_are_told_and_nothing_typed_is_lost(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison).get("notices.settings")
    page = browser.submit("/pengaturan", status=422, quiet_from="99:99", overdue="weekly")
    assert "Isi jam yang benar" in page.text and ("overdue", "weekly") in page.form("/pengaturan").fields
    browser.get("notices.settings")
    assert "Pilih salah satu" in browser.submit("/pengaturan", status=422, overdue="hourly").text
    browser.get("notices.settings")
    assert "Mohon isi jam mulai" in browser.submit("/pengaturan", status=422, quiet_from="").text
    assert stored(cast) == {}


def test_a_gateway_asks_for_a_number(app: Flask, browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.sign_in(cast.social_liaison)
    assert "WhatsApp" not in browser.get("notices.settings").text
    monkeypatch.setitem(app.config, "GATEWAY_URL", "https://gerbang.example")
    browser.get("notices.settings")
    assert "Isi nomor WhatsApp di sebelahnya" in browser.submit("/pengaturan", status=422, channel="gateway").text
    assert "Tulis nomor seperti" in browser.submit("/pengaturan", status=422, channel="gateway", phone="tanya Ani").text
    browser.submit("/pengaturan", channel="gateway", phone="0812 3456-7890")
    habit = db.session.scalars(sa.select(NoticeHabit)).one()
    assert (habit.channel, habit.phone) == (Channel.GATEWAY, "+6281234567890")
    monkeypatch.setitem(app.config, "GATEWAY_URL", "")
    browser.get("notices.settings")
    browser.submit("/pengaturan", quiet_from="21:00")
    db.session.expire_all()
    assert db.session.scalars(sa.select(NoticeHabit)).one().phone == "+6281234567890"


def test_an_address_that_is_paused_is_told(app: Flask, browser: Browser, cast: Cast,
                                           monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://surel.example")
    browser.sign_in(cast.social_liaison)
    assert "belum diatur" not in browser.get("notices.settings").text
    db.session.add(Bounce(address=cast.social_liaison, times=3, last_at=now(), paused_at=now()))
    db.session.commit()
    assert "dihentikan karena terus ditolak" in browser.get("notices.settings").text


@pytest.mark.parametrize(
    ("first", "last", "digest"),
    [((20, 0), (6, 0), "07.00"), ((20, 0), (7, 0), "07.00"), ((22, 0), (9, 15), "09.15"), ((6, 0), (8, 0), "08.00"),
     ((7, 0), (7, 0), "07.00"), ((7, 0), (7, 30), "07.30")],
)  # fmt: skip
def test_the_digest_waits_for_the_end_of_quiet_hours(app: Flask, first: tuple[int, int], last: tuple[int, int],
                                                     digest: str) -> None:  # fmt: skip
    habit = NoticeHabit(user_id=1, quiet_from=dt.time(*first), quiet_until=dt.time(*last))
    assert f"Setiap hari pukul {digest} WITA." in dict(settings.outlook(USUAL, habit)).values()


def test_codes_are_read_as_they_are_written() -> None:
    assert settings.read_code(settings.code_of(USUAL)) == USUAL
