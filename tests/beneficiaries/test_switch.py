"""Names are off until an administrator records an impact assessment; while they are off nothing of them is there."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.beneficiaries.models import Beneficiary, NameSwitch
from app.beneficiaries.names import key_of
from app.clock import today
from app.extensions import db
from tests.beneficiaries.steps import NAME, NIK, REASON, make_person, switch_off, switch_on
from tests.browser import Browser
from tests.factories import Cast

SETTINGS = "/penerima-manfaat/pengaturan"
GOOD = {"assessed_on": today(), "assessed_by": "Kepala BNN", "document": "DPIA/2026/1", "is_stated": "y",
        "reason": "Pendampingan peserta"}  # fmt: skip
PAGES = ("", "/baru", "/1", "/1/ubah", "/1/hapus", "/jumlah", "/catatan")
ACTS = ("/baru", "/1/ubah", "/1/hapus", "/1/lengkap", "/1/ekspor", "/ekspor")
EVERYONE = ("admin", "secretariat", "social_liaison", "reviewer", "leader")


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("once_on", [False, True])
def test_while_names_are_off_nobody_finds_a_page(browser: Browser, cast: Cast, who: str, once_on: bool) -> None:
    if once_on:
        switch_on()
        make_person()
        switch_off()
    browser.sign_in(getattr(cast, who))
    for path in PAGES:
        browser.get("/penerima-manfaat" + path, status=404)
    for path in ACTS:
        browser.post("/penerima-manfaat" + path, {"reason": REASON}, status=404)
    for path in ("/", "/kawasan", "/kawasan/lokasi-sasaran", "/hak-akses"):
        page = browser.get(path)
        assert not [each for each in page.find("a") if "/penerima-manfaat" in (each.get("href") or "")]
        assert NAME not in page.html


def test_the_administrator_finds_the_way_and_switches_on(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.admin).get("/kesehatan")
    assert page.find("a", href=SETTINGS)
    assert "hanya menyimpan jumlah orang" in browser.get(SETTINGS).text
    assert "Hak yang bersangkutan" in browser.get(f"{SETTINGS}/penilaian-dampak").text
    browser.get(f"{SETTINGS}/aktifkan")
    page = browser.submit("/aktifkan", **GOOD)
    assert "Aktif:" in page.text and "DPIA/2026/1" in page.text and "Tidak ada nama yang tersimpan" in page.text
    secretariat = Browser(browser.app).sign_in(cast.secretariat)
    assert "Belum ada orang yang dicatat" in secretariat.get("/penerima-manfaat").text
    assert secretariat.get("/kawasan/lokasi-sasaran").find("a", href="/penerima-manfaat")
    assert db.session.scalars(sa.select(NameSwitch.by_name)).all() == ["Admin"]


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("assessed_on", "", "Mohon isi tanggal penilaian"),
    ("assessed_on", today() + dt.timedelta(days=2), "harus sudah dilakukan"),
    ("assessed_by", " ", "Mohon isi penanggung jawab"),
    ("document", "", "Mohon isi nomor atau letak dokumen"),
    ("reason", "", "Mohon isi alasan"),
    ("is_stated", [], "pernyataan ini dengan centang"),
])  # fmt: skip
def test_without_an_assessment_names_stay_off(
    browser: Browser, cast: Cast, field: str, value: object, sentence: str
) -> None:
    browser.sign_in(cast.admin).get(f"{SETTINGS}/aktifkan")
    page = browser.submit("/aktifkan", status=422, **(GOOD | {field: value}))
    assert sentence in page.text and not db.session.scalars(sa.select(NameSwitch)).all()


def test_switching_off_needs_a_reason_and_hides_what_is_stored(browser: Browser, cast: Cast) -> None:
    switch_on(checks_doubles=True)
    make_person(nik_key=key_of(NIK), nik_tail=NIK[-4:])
    browser.sign_in(cast.admin).get(f"{SETTINGS}/nonaktifkan")
    assert "1 nama tersimpan" in browser.page.text  # type: ignore[union-attr]
    browser.submit("/nonaktifkan", status=422, reason="")
    page = browser.submit("/nonaktifkan", reason="Program selesai")
    assert "Nama itu tersembunyi" in page.text and "Program selesai" in page.text and NAME not in page.html
    person = db.session.scalars(sa.select(Beneficiary)).one()
    assert (person.nik_key, person.nik_tail) == (None, "")
    assert browser.get(f"{SETTINGS}/nonaktifkan").url == SETTINGS


def test_only_administrators_switch_and_they_read_no_names(browser: Browser, cast: Cast) -> None:
    switch_on()
    make_person()
    for who in ("secretariat", "social_liaison", "reviewer", "leader"):
        other = Browser(browser.app).sign_in(getattr(cast, who))
        for path in ("", "/aktifkan", "/nonaktifkan", "/penilaian-dampak"):
            other.get(SETTINGS + path, status=403)
        other.post(f"{SETTINGS}/aktifkan", GOOD, status=403)
    browser.sign_in(cast.admin)
    for path in PAGES:
        status = 200 if path == "/catatan" else 404 if path.startswith("/1") else 403
        page = browser.get("/penerima-manfaat" + path, status=status)
        assert NAME not in page.html and "A*** Z***" not in page.html
    for path in ACTS:
        status = 404 if path.startswith("/1") else 403
        browser.post("/penerima-manfaat" + path, {"reason": REASON}, status=status)
    assert NAME not in browser.get(SETTINGS).html


@pytest.mark.parametrize("statement", [
    "UPDATE name_switch SET is_on = true", "DELETE FROM name_switch",
    "UPDATE beneficiary_view SET reason = ''", "DELETE FROM beneficiary_view",
])  # fmt: skip
def test_what_was_switched_and_seen_stays_as_it_was_written(
    app: Flask, browser: Browser, cast: Cast, statement: str
) -> None:
    switch_on()
    browser.sign_in(cast.secretariat)
    browser.post(f"/penerima-manfaat/{make_person().id}/lengkap", {"reason": REASON})
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        db.session.execute(sa.text(statement))
