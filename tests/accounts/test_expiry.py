"""A form that comes too late: nothing that was typed is lost."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import UserSession
from app.agencies.models import Agency
from app.extensions import db
from tests.browser import PASSWORD, Browser
from tests.factories import Cast

LONG = "Jalan Andi Djemma nomor 100,\nlantai dua, <b>sebelah</b> kantor pos, Kota Palopo, Sulawesi Selatan"


def expire_sessions() -> None:
    db.session.execute(sa.delete(UserSession))
    db.session.commit()


def test_the_typed_text_is_given_back_after_signing_in_and_can_be_sent(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.get("/instansi/baru?dari=menu")
    expire_sessions()
    fields = {"name": "Dinas Perikanan", "kind": "opd", "address": LONG, "from_date": "2020-01-01"}
    page = browser.submit("/instansi/baru", status=401, **fields)
    assert "Isian Anda belum terkirim" in page.text and "<b>sebelah" not in page.html
    page = browser.submit("/masuk", status=422, email=cast.admin, password="salah dulu ya")
    page = browser.submit("/masuk", email=cast.admin, password=PASSWORD)
    assert page.status == 200 and "Periksa isian di bawah" in page.text
    assert "Instansi" in page.text, "the menu is that of the person who is back"
    assert LONG in "".join(page.find("textarea")[0].itertext())
    browser.submit("/instansi/baru")
    agency = db.session.scalars(sa.select(Agency).where(Agency.name == "Dinas Perikanan")).one()
    assert agency.address.split() == LONG.split()


def test_a_mere_button_can_be_pressed_again_after_signing_in(browser: Browser, other: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    other.sign_in(cast.admin)
    browser.get("accounts.sessions")
    expire_sessions()
    browser.submit("/akun/perangkat/keluarkan", status=401)
    browser.submit("/masuk", email=cast.admin, password=PASSWORD)
    page = browser.submit("/akun/perangkat/keluarkan")
    assert page.url == "/akun/perangkat"


def test_passwords_are_never_given_back(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.get("accounts.password")
    expire_sessions()
    fields = {"present_password": PASSWORD, "password": "rahasia yang baru", "password_again": "rahasia yang baru"}
    page = browser.submit("/akun/kata-sandi", status=401, **fields)
    assert PASSWORD not in page.html and "rahasia yang baru" not in page.html


def test_htmx_is_told_to_go_to_the_sign_in_page_and_back_to_where_it_was(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.get("/instansi?jenis=opd")
    expire_sessions()
    for method in ("get", "post"):
        answer = browser.raw(
            method, "/instansi", data={"csrf_token": browser.page and "x"},
            headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/instansi?jenis=opd"},
        )  # fmt: skip
        assert answer.status_code in (401, 405)
        if method == "get":
            assert answer.headers["HX-Redirect"] == "/masuk?next=/instansi?jenis%3Dopd"
            assert answer.get_data() == b""


def test_htmx_from_a_foreign_page_is_led_home(browser: Browser, cast: Cast) -> None:
    for current in ("https://evil.example/x", "http://localhost.evil.example/", "http://[", "//evil"):
        answer = browser.raw("GET", "/instansi", headers={"HX-Request": "true", "HX-Current-URL": current})
        assert answer.headers["HX-Redirect"] == "/masuk?next=/"


def test_a_form_from_before_signing_in_again_is_given_back(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.get("/instansi/baru")
    form = browser.page.form("/instansi/baru")
    browser.submit("/keluar")
    browser.sign_in(cast.admin)
    fields = dict(form.fields) | {"name": "Dinas Perikanan", "address": LONG}
    answer = browser.raw("POST", "/instansi/baru", data=fields)
    assert answer.status_code == 400
    assert "sudah kedaluwarsa" in answer.get_data(as_text=True)
    assert "lantai dua" in answer.get_data(as_text=True)


def test_who_is_out_already_need_not_sign_out(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin).get("home.index")
    browser.client.delete_cookie("sinergi")
    assert browser.submit("/keluar").url == "/masuk"
