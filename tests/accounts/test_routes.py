"""Signing in and out, and the administrator's users."""

from __future__ import annotations

from tests.browser import PASSWORD, Browser
from tests.factories import Cast


def test_a_person_signs_in_and_out(browser: Browser, cast: Cast) -> None:
    browser.get("/masuk")
    page = browser.submit("/masuk", email=" Sekretariat@CONTOH.go.id ", password=PASSWORD)
    assert page.url == "/"
    browser.submit("/keluar")
    assert browser.get("/").url.startswith("/masuk")


def test_a_wrong_password_says_so_and_keeps_the_address(browser: Browser, cast: Cast) -> None:
    browser.get("/masuk")
    page = browser.submit("/masuk", status=422, email=cast.admin, password="salah sama sekali")
    assert "Surel atau kata sandi tidak cocok" in page.text
    assert page.find("input", name="email")[0].get("value") == cast.admin
