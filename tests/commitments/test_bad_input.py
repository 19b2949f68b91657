"""What is typed wrongly is answered by a sentence beside its field; what is sent by machines breaks nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.clock import today
from app.commitments.models import Commitment
from app.extensions import db
from tests.browser import Browser
from tests.commitments.steps import S, a_report, in_state, stored
from tests.factories import Cast, make_commitment

TOMORROW = (today() + dt.timedelta(days=1)).isoformat()
NUMBERS = [
    ("", "Mohon isi jumlah sampai tanggal itu"), ("NaN", "Isi angka saja"), ("1e400", "Isi angka saja"),
    ("Infinity", "Isi angka saja"), ("-5", "Isi angka nol atau lebih"), ("1" + "0" * 15, "terlalu besar"),
    ("9" * 4000, "terlalu besar"), ("1,2345", "tiga angka di belakang koma"), ("tiga", "Isi angka saja"),
    ("1.23.4", "Isi angka saja"), ("0.500", "Isi angka saja"), ("19,9", "paling sedikit 20 yang sudah terverifikasi"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), NUMBERS)
def test_a_quantity_that_is_none_is_refused_and_kept(browser: Browser, cast: Cast, typed: str, sentence: str) -> None:
    made = in_state(cast, S.UNDERWAY)
    browser.sign_in(cast.social_liaison).get("commitments.report", id=made.id)
    page = browser.submit("/lapor", status=422, quantity=typed, narrative="Tetap ada")
    assert sentence in page.text and "Tetap ada" in page.text
    assert page.find("input", name="quantity")[0].get("value") == typed
    assert stored(made.id).state is S.UNDERWAY


@pytest.mark.parametrize(("typed", "number"), [("1.234,5", "1234.5"), ("1234,5", "1234.5"), ("0", "0"), (" 7 ", "7")])
def test_a_quantity_is_typed_the_indonesian_way(browser: Browser, cast: Cast, typed: str, number: str) -> None:
    made = in_state(cast, S.AGREED)
    browser.sign_in(cast.social_liaison).get("commitments.report", id=made.id)
    browser.submit("/lapor", quantity=typed, narrative="Ada")
    assert stored(made.id).claimed == Decimal(number)


@pytest.mark.parametrize(("typed", "sentence"), [
    ("", "Mohon isi tanggal keadaan"), ("2026-02-31", "tanggal yang ada di kalender"), ("kemarin", "di kalender"),
    ("99999-01-01", "di kalender"), ("1999-12-31", "antara 2000 dan 2100"), (TOMORROW, "hari ini atau sebelumnya"),
])  # fmt: skip
def test_a_date_that_cannot_be_is_refused(browser: Browser, cast: Cast, typed: str, sentence: str) -> None:
    made = in_state(cast, S.AGREED)
    browser.sign_in(cast.social_liaison).get("commitments.report", id=made.id)
    page = browser.submit("/lapor", status=422, on_date=typed, quantity="1", narrative="Tetap ada")
    assert sentence in page.text and "Tetap ada" in page.text


def test_a_narrative_of_a_megabyte_is_refused_and_given_back(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    browser.sign_in(cast.social_liaison).get("commitments.report", id=made.id)
    page = browser.submit("/lapor", status=422, quantity="1", narrative="a" * 1_000_000)
    assert "Paling banyak 5000 karakter" in page.text and len(page.html) > 1_000_000


def test_characters_that_no_database_can_hold_are_left_out(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    browser.sign_in(cast.social_liaison).get("commitments.report", id=made.id)
    assert "Mohon isi uraian" in browser.submit("/lapor", status=422, quantity="1", narrative="\x00 \x00").text
    browser.submit("/lapor", quantity="1\x00", narrative="A\x00man 😀", obstacle="\x00")
    saved = stored(made.id).reports[0]
    assert (saved.narrative, saved.obstacle, saved.quantity) == ("Aman 😀", "", 1)


HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }}"""


def test_hostile_text_is_only_text(browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED, statement=HOSTILE, unit=HOSTILE[:50], proof=HOSTILE, indicator=HOSTILE)
    browser.sign_in(cast.social_liaison).get("commitments.report", id=made.id)
    browser.submit("/lapor", quantity="1", narrative=HOSTILE, obstacle_kind="other", obstacle=HOSTILE)
    other.sign_in(cast.reviewer).get("verification.review", id=made.id)
    other.submit("/verifikasi", verdict="returned", points=HOSTILE)
    for path in ("", f"/{made.id}", f"/{made.id}/lapor"):
        page = browser.get(f"/komitmen{path}")
        assert HOSTILE[:40] in page.text and not page.find("img")
        assert not [each for each in page.find("script") if each.text]


@pytest.mark.parametrize("key", [2**63, 2**200, 0, 987654])
@pytest.mark.parametrize("act", ["", "/lapor", "/ubah", "/periksa", "/batalkan"])
def test_an_id_that_is_not_ours_is_no_page(browser: Browser, cast: Cast, key: int, act: str) -> None:
    browser.sign_in(cast.secretariat).get(f"/komitmen/{key}{act}", status=404)


@pytest.mark.parametrize(("field", "typed", "sentence"), [
    ("statement", "", "Mohon isi pernyataan komitmen"), ("statement", "x" * 5001, "Paling banyak 5000 karakter"),
    ("lead_agency_id", "9999", "Pilih salah satu dari daftar"), ("lead_agency_id", str(2**64), "Pilih salah satu"),
    ("due", "2026-13-01", "tanggal yang ada di kalender"), ("target", "0", "lebih dari nol"),
    ("unit", "", "Isi juga satuannya"), ("proof", "x" * 501, "Paling banyak 500 karakter"),
])  # fmt: skip
def test_an_edit_with_a_wrong_field_says_which(
    browser: Browser, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    made = make_commitment(cast.social)
    browser.sign_in(cast.secretariat).get("commitments.edit", id=made.id)
    page = browser.submit("/ubah", status=422, **{field: typed})
    assert sentence in page.text and stored(made.id).version == 1


PARTLY = {"verdict": "partly", "accepted": "15", "without": "Dilihat di tempat"}
BACK = {"verdict": "returned", "points": "Foto belum ada"}


@pytest.mark.parametrize(("fields", "sentence"), [
    ({}, "Mohon isi hasil pemeriksaan"),
    ({"verdict": "replaced"}, "Pilih salah satu dari daftar"),
    ({"verdict": "maybe"}, "Pilih salah satu dari daftar"),
    (PARTLY | {"accepted": "20,5"}, "Isi paling banyak 20, yang dilaporkan"),
    (PARTLY | {"accepted": ""}, "Mohon isi jumlah yang diterima"),
    (PARTLY | {"accepted": "-1"}, "nol atau lebih"),
    (PARTLY | {"accepted": "1e400"}, "Isi angka saja"),
    (PARTLY | {"accepted": "0"}, "Isi lebih dari nol"),
    (PARTLY | {"accepted": "20"}, "pilih diverifikasi penuh"),
    (PARTLY | {"without": ""}, "Tulis alasannya"),
    (PARTLY | {"without": "x" * 501}, "Paling banyak 500 karakter"),
    (PARTLY | {"points": "Masih kurang"}, "hanya ditulis bila laporan dikembalikan"),
    (PARTLY | {"verdict": "verified"}, "Kosongkan jumlah ini"),
    ({"verdict": "verified"}, "Tulis alasannya"),
    (BACK | {"points": " \n - \n"}, "Tulis apa yang kurang"),
    (BACK | {"points": "x" * 5001}, "Paling banyak 5000 karakter"),
    (BACK | {"points": "hal\n" * 21}, "Paling banyak 20 hal"),
    ({"verdict": "no_evidence"}, "Tulis apa yang kurang"),
    (BACK | {"round": "satu"}, "Ada laporan lain"),
    (BACK | {"seen": "1.0"}, "Peninjau lain baru saja memeriksa"),
])  # fmt: skip
def test_a_verdict_with_a_wrong_field_keeps_the_page(
    browser: Browser, cast: Cast, fields: dict[str, str], sentence: str
) -> None:
    made = in_state(cast, S.REPORTED)
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    page = browser.submit("/verifikasi", status=422, **fields)
    assert sentence in page.text
    kept = {name: value.strip() for name, value in fields.items() if name in ("accepted", "points", "without")}
    assert kept.items() <= {name: value.strip() for name, value in page.form("/verifikasi").fields}.items()
    assert stored(made.id).state is S.REPORTED


def test_the_longest_texts_fit_every_page(browser: Browser, cast: Cast) -> None:
    made: Commitment = in_state(cast, S.AGREED, statement="kata " * 400, unit="u" * 50, target=Decimal("999999999999"))
    made.submit_report(a_report("999999999999", narrative="n" * 5000, obstacle="o" * 5000))
    db.session.commit()
    browser.sign_in(cast.reviewer)
    for endpoint in ("commitments.index", "verification.queue"):
        assert len(browser.get(endpoint).html) < 20_000
    assert "999.999.999.999" in browser.get("verification.review", id=made.id).text
    assert "kata " * 300 in browser.get("commitments.show", id=made.id).text


@pytest.mark.parametrize("act", ["verifikasi", "ambil", "lepas"])
def test_a_verdict_on_no_report_is_refused(browser: Browser, cast: Cast, act: str) -> None:
    made = in_state(cast, S.PROPOSED)
    page = browser.sign_in(cast.reviewer).post(f"/komitmen/{made.id}/{act}", {"accepted": "x", "dari": "x"})
    assert "Tidak ada laporan yang menunggu" in page.text
    assert stored(made.id).state is S.PROPOSED
