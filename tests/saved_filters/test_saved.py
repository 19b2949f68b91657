"""Filters that a person keeps: own ones only, a few, read anew, never trusted."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.saved_filters.models import SavedFilter
from app.saved_filters.service import MOST
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_commitment


def kept_ones() -> list[tuple[str, str]]:
    """Name and query of all that is kept."""
    return [tuple(row) for row in db.session.execute(sa.select(SavedFilter.name, SavedFilter.query))]  # type: ignore[misc]


def test_a_filter_is_kept_under_a_name_and_stands_above_the_list(browser: Browser, other: Browser, cast: Cast) -> None:
    make_commitment(cast.social)
    browser.sign_in(cast.leader).get(f"/komitmen?instansi={cast.social}&tenggat=terlambat&urut=-tenggat")
    page = browser.submit("/komitmen/saringan", name=" Terlambat di Dinsos ")
    query = f"instansi={cast.social}&tenggat=terlambat&urut=-tenggat"
    assert page.url == f"/komitmen?{query}" and kept_ones() == [("Terlambat di Dinsos", query)]
    page = browser.get("/komitmen")
    assert [a.get("href") for a in page.find("a") if "Terlambat di Dinsos" in "".join(a.itertext())] == [
        f"/komitmen?{query}"
    ]
    assert "Terlambat di Dinsos" not in other.sign_in(cast.reviewer).get("/komitmen").text
    browser.submit("/hapus")
    assert kept_ones() == [] and "dihapus" in browser.page.text


def test_the_same_name_takes_the_new_filter(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader)
    for state in ("reported", "agreed"):
        browser.get(f"/komitmen?status={state}")
        browser.submit("/komitmen/saringan", name="Utama")
    assert kept_ones() == [("Utama", "status=agreed")]


def test_what_is_sent_as_a_query_is_read_anew(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader).get("/komitmen?status=agreed")
    sent = "status=agreed&instansi=999&x=//jahat.example&sesudah=9~9&cari=%22%3E%3Cscript%3E&urut=statement"
    browser.submit("/komitmen/saringan", name="A", query=sent)
    assert kept_ones() == [("A", "status=agreed&cari=%22%3E%3Cscript%3E")]
    page = browser.submit("/komitmen/saringan", 422, name="B", query="status=zzz&x=1")
    assert "Belum ada saringan yang dapat disimpan" in page.text and len(kept_ones()) == 1


def test_a_bad_name_is_named_and_kept_in_the_form(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader).get("/komitmen?status=agreed")
    for name, sentence in ((" ", "nama saringan"), ("x" * 81, "Paling banyak 80"), ("a\nb", "satu baris")):
        page = browser.submit("/komitmen/saringan", 422, name=name)
        assert sentence in page.text and not kept_ones()
    assert page.find("input", name="query")[0].get("value") == "status=agreed"


def test_twenty_are_enough(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader).get("/komitmen?status=agreed")
    for n in range(MOST):
        browser.submit("/komitmen/saringan", name=f"Saringan {n}")
    page = browser.submit("/komitmen/saringan", 422, name="Satu lagi")
    assert "sudah menyimpan 20 saringan" in page.text and len(kept_ones()) == MOST
    browser.submit("/komitmen/saringan", name="Saringan 3")  # replacing one is no more


def test_nobody_deletes_the_filter_of_somebody_else(browser: Browser, other: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader).get("/komitmen?status=agreed")
    browser.submit("/komitmen/saringan", name="Milik pimpinan")
    key = db.session.scalars(sa.select(SavedFilter.id)).one()
    other.sign_in(cast.reviewer).post(f"/komitmen/saringan/{key}/hapus", status=404)
    other.post("/komitmen/saringan/999/hapus", status=404)
    assert len(kept_ones()) == 1


def test_the_same_name_sent_twice_at_once_is_kept_once(app: Flask, cast: Cast) -> None:
    browsers = [Browser(app).sign_in(cast.leader) for _ in range(2)]
    for each in browsers:
        each.get("/komitmen?status=agreed")

    def send(browser: Browser) -> int:
        fields = {"csrf_token": browser.token(), "name": "Utama", "query": "status=agreed"}
        return browser.client.post("/komitmen/saringan", data=fields).status_code

    assert at_once(*(lambda each=each: send(each) for each in browsers)) == [303, 303]  # type: ignore[misc]
    assert kept_ones() == [("Utama", "status=agreed")]
