"""The administrator's pages of the outbox: what is sent to whom is seen, what it says is not."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.clock import acting_at, now
from app.deliveries.models import Bounce, Delivery, DeliveryState
from app.deliveries.outbox import SEEN
from app.extensions import db
from app.settings import DEMO, Setting
from tests.browser import Browser
from tests.deliveries.steps import all_deliveries, delivery, with_mail
from tests.factories import Cast

S = DeliveryState
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def remember(key: str, value: str) -> None:
    db.session.add(Setting(key=key, value=value))
    db.session.commit()


@pytest.fixture
def admin(browser: Browser, cast: Cast) -> Browser:
    """Their browser."""
    return browser.sign_in(cast.admin)


@pytest.mark.parametrize("who", ["leader", "secretariat", "social_liaison", "reviewer"])
def test_only_administrators_see_them(browser: Browser, cast: Cast, who: str) -> None:
    mail = delivery(cast.leader, S.GIVEN_UP)
    browser.sign_in(getattr(cast, who))
    for path in ("/kiriman", f"/kiriman/{mail.id}", f"/kiriman/{mail.id}/isi.html"):
        browser.get(path, status=403)
    browser.post(f"/kiriman/{mail.id}/kirim-ulang", status=403)
    browser.post("/kiriman/jeda/buka", {"address": cast.leader}, status=403)
    browser.post("/kiriman/kirim-ulang", status=403)
    assert all_deliveries()[0].state is S.GIVEN_UP


def test_an_empty_outbox_says_what_comes_there(admin: Browser) -> None:
    assert "Belum ada kiriman" in admin.get("deliveries.index").text


def test_each_state_is_told_in_words(admin: Browser, cast: Cast) -> None:
    delivery(cast.leader, S.WAITING)
    delivery(cast.leader, S.WAITING, attempts=2, error="Server surel sibuk (451)")
    delivery(cast.reviewer, S.SENT, attempts=1, sent_at=now())
    delivery(cast.reviewer, S.GIVEN_UP, attempts=8, error="Kotak surat tidak ada (550)")
    page = admin.get("deliveries.index")
    assert "belum dicoba" in page.text and "2 kali dicoba; berikutnya" in page.text and "8 kali dicoba" in page.text
    assert "Kotak surat tidak ada (550)" in page.text and "4 data" in page.text
    page = admin.get("/kiriman?status=given_up")
    assert "1 data" in page.text and "sibuk" not in page.text
    assert "2 data" in admin.get("/kiriman?cari=Peninjau").text


def test_without_a_mail_server_a_plain_sentence_says_so(
    app: Flask, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Server surel belum diatur" in admin.get("deliveries.index").text
    with_mail(app, monkeypatch)
    assert "Server surel belum diatur" not in admin.get("deliveries.index").text


@pytest.mark.parametrize(("minutes", "said", "tone"), [
    (None, "Proses latar belum pernah berjalan: jalankan flask worker", "tone-warn"),
    (2, "Proses latar terakhir berjalan 2 menit yang lalu.", "tone-neutral"),
    (25, "Periksa layanannya, atau jalankan flask worker", "tone-warn"),
])  # fmt: skip
def test_the_workers_last_sign_of_life(
    app: Flask, admin: Browser, monkeypatch: pytest.MonkeyPatch, minutes: int | None, said: str, tone: str
) -> None:
    with_mail(app, monkeypatch)
    if minutes is not None:
        remember(SEEN, (now() - minutes * MINUTE).isoformat())
    page = admin.get("deliveries.index")
    [notice] = [p for p in page.find("p") if (p.get("class") or "").startswith("notice")]
    assert said in " ".join("".join(notice.itertext()).split()) and tone in (notice.get("class") or "")
    assert said in admin.get("health.index").text


@pytest.mark.parametrize("state", [S.GIVEN_UP, S.UNSENT])
def test_what_failed_is_sent_again_with_all_that_it_was(
    app: Flask, admin: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch, state: DeliveryState
) -> None:
    with_mail(app, monkeypatch)
    mail = delivery(cast.leader, state, attempts=8, error="550", leased_until=now())
    before = (mail.subject, mail.text, mail.html, mail.message_id, mail.address)
    for _ in range(2):  # a double click
        admin.get(f"/kiriman/{mail.id}") if state is S.GIVEN_UP else admin.get("/kiriman")
        admin.post(f"/kiriman/{mail.id}/kirim-ulang")
    [again] = all_deliveries()
    assert (again.state, again.attempts, again.leased_until) == (S.WAITING, 0, None)
    assert (again.subject, again.text, again.html, again.message_id, again.address) == before


@pytest.mark.parametrize(("state", "age", "sentence"), [
    (S.UNSENT, 8, "berumur lebih dari 7 hari"), (S.SENT, 0, "sudah menunggu atau sudah terkirim"),
    (S.WAITING, 0, "sudah menunggu atau sudah terkirim"),
])  # fmt: skip
def test_what_is_outdated_or_sent_is_not_sent_again(
    app: Flask, admin: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch, state: DeliveryState, age: int,
    sentence: str,
) -> None:  # fmt: skip
    with_mail(app, monkeypatch)
    mail = delivery(cast.leader, state, created_at=now() - age * DAY)
    admin.get("deliveries.index")
    assert sentence in admin.post(f"/kiriman/{mail.id}/kirim-ulang").text
    assert all_deliveries()[0].state is state


def test_all_that_failed_lately_is_sent_again_at_once(
    app: Flask, admin: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mail(app, monkeypatch)
    for state, age in ((S.GIVEN_UP, 0), (S.GIVEN_UP, 6), (S.GIVEN_UP, 8), (S.SENT, 0), (S.UNSENT, 0)):
        delivery(cast.leader, state, attempts=5, created_at=now() - age * DAY)
    admin.get("deliveries.index")
    assert "2 kiriman masuk antrean lagi." in admin.submit("/kiriman/kirim-ulang").text
    found = [(mail.state, mail.attempts) for mail in all_deliveries()]
    assert found == [(S.WAITING, 0), (S.WAITING, 0), (S.GIVEN_UP, 5), (S.SENT, 5), (S.UNSENT, 5)]


def test_nothing_is_put_in_the_queue_while_nothing_can_be_sent(admin: Browser, cast: Cast) -> None:
    mail = delivery(cast.leader, S.UNSENT)
    admin.get("deliveries.index")
    assert "isi SMTP_URL di pengaturan server" in admin.submit(f"/kiriman/{mail.id}/kirim-ulang").text
    assert all_deliveries()[0].state is S.UNSENT


def test_a_paused_address_is_shown_until_it_is_opened_again(admin: Browser, cast: Cast) -> None:
    db.session.add(Bounce(address=cast.leader, times=3, last_at=now(), error="550 tidak ada", paused_at=now()))
    db.session.add(Bounce(address=cast.reviewer, times=2, last_at=now()))
    mail = delivery(cast.leader)
    page = admin.get(f"/kiriman/{mail.id}")
    assert "Alamat ini dijeda" in page.text
    page = admin.get("deliveries.index")
    assert "Alamat yang dijeda (1)" in page.text and "550 tidak ada" in page.text and "alamatnya dijeda" in page.text
    page = admin.submit("/kiriman/jeda/buka")
    assert "dikirim lagi" in page.text and "Alamat yang dijeda" not in page.text
    bounce = db.session.get_one(Bounce, cast.leader, populate_existing=True)
    assert (bounce.paused_at, bounce.times) == (None, 0)
    for unknown in ("x@y.z", "\0"):
        fields = {"address": unknown, "csrf_token": admin.token()}
        assert admin.raw("POST", "/kiriman/jeda/buka", data=fields).status_code == 404


def test_what_a_paused_address_missed_for_long_is_not_sent_any_more(admin: Browser, cast: Cast) -> None:
    db.session.add(Bounce(address=cast.leader, times=3, last_at=now(), error="550 tidak ada", paused_at=now()))
    for age in (1, 8):
        delivery(cast.leader, created_at=now() - age * DAY)
    delivery(cast.reviewer, created_at=now() - 8 * DAY)
    admin.post("/kiriman/jeda/buka", {"address": cast.leader})
    found = [(mail.state, mail.error) for mail in all_deliveries()]
    assert found == [(S.WAITING, ""), (S.GIVEN_UP, "550 tidak ada"), (S.WAITING, "")]


def test_what_a_mail_says_is_its_readers_own(admin: Browser, cast: Cast) -> None:
    mail = delivery(cast.leader)
    page = admin.get(f"/kiriman/{mail.id}")
    assert "Isi surel" not in page.text.replace("Isi surel hanya untuk penerimanya", "")
    admin.get(f"/kiriman/{mail.id}/isi.html", status=404)
    admin.get("/kiriman/999", status=404)


@pytest.mark.parametrize("why", ["demo", "preview"])
def test_where_it_is_tried_out_mails_may_be_read(
    app: Flask, admin: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "demo":
        remember(DEMO, "1")
    else:
        monkeypatch.setitem(app.config, "MAIL_PREVIEW", True)
    mail = delivery(cast.leader)
    assert "Yth. Bapak/Ibu Ani" in admin.get(f"/kiriman/{mail.id}").text
    answer = admin.raw("GET", f"/kiriman/{mail.id}/isi.html")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.get_data(as_text=True) == mail.html and answer.mimetype == "text/html"
    text_only = delivery(cast.leader, html="")
    admin.get(f"/kiriman/{text_only.id}/isi.html", status=404)


def test_health_counts_them(admin: Browser, cast: Cast) -> None:
    with acting_at(now() - 2 * DAY):
        delivery(cast.leader)
    delivery(cast.leader, S.GIVEN_UP)
    db.session.add(Bounce(address=cast.leader, times=3, last_at=now(), paused_at=now()))
    db.session.commit()
    page = admin.get("health.index")
    [card] = [each for each in page.find("section") if "Semua kiriman" in "".join(each.itertext())]
    assert ["".join(b.itertext()) for b in card.iter("b")] == ["1", "1", "1"]
    assert "yang terlama 2 hari yang lalu" in " ".join("".join(card.itertext()).split())


def test_a_demo_without_a_worker_still_opens_every_page(admin: Browser) -> None:
    remember(SEEN, "")
    assert "Proses latar belum pernah berjalan" in admin.get("deliveries.index").text
    assert not db.session.query(Delivery).count()
