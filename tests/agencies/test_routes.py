"""The pages of agencies, and who may use them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency, AgencyKind, Post
from app.extensions import db
from tests.browser import Browser
from tests.factories import Cast, make_agency, make_commitment, make_task

NEW = {"name": "Dinas Perikanan", "kind": "opd", "from_date": "2020-02-01", "address": "Jalan Pelabuhan 1"}


def agency_named(name: str) -> Agency:
    return db.session.scalars(sa.select(Agency).where(Agency.name == name)).one()


@pytest.mark.parametrize("role", ["admin", "secretariat"])
def test_administrator_and_secretariat_make_an_agency(browser: Browser, cast: Cast, role: str) -> None:
    browser.sign_in(getattr(cast, role))
    browser.get("agencies.index")
    browser.get("agencies.new")
    page = browser.submit("/instansi/baru", **(NEW | {"name": "  Dinas   Perikanan "}))
    assert page.find("h1")[0].text == "Dinas Perikanan" and "Dinas Perikanan ditambahkan." in page.text
    assert "sejak 1 Feb 2020" in page.text and "Jalan Pelabuhan 1" in page.text
    assert page.has_form("/keluar") and ("Jabatan baru" in page.text) == (role == "admin")


@pytest.mark.parametrize("role", ["social_liaison", "reviewer", "leader"])
def test_the_others_read_and_change_nothing(browser: Browser, cast: Cast, role: str) -> None:
    browser.sign_in(getattr(cast, role))
    page = browser.get("agencies.show", id=cast.social)
    assert "Dinas Sosial" in page.text
    for words in ("Ganti nama", "Gabungkan", "Jabatan baru", "Ganti pemegang"):
        assert words not in page.text
    assert not page.find("a", href="/instansi/baru")
    base = f"/instansi/{cast.social}"
    post = db.session.scalar(sa.select(Post.id).where(Post.agency_id == cast.social))
    for path in ("/instansi/baru", f"{base}/ubah", f"{base}/ganti-nama", f"{base}/gabung", f"{base}/jabatan/baru",
                 f"/jabatan/{post}/pemegang", f"/jabatan/{post}/ubah"):  # fmt: skip
        browser.get(path, status=403)
        browser.post(path, NEW, status=403)


def test_the_secretariat_gives_no_posts(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    browser.post(f"/instansi/{cast.social}/jabatan/baru", {"title": "Pengelola", "role": "admin"}, status=403)


def test_the_signed_out_see_nothing(browser: Browser, cast: Cast) -> None:
    assert browser.get("/instansi").url == "/masuk?next=/instansi"
    assert browser.get(f"/instansi/{cast.social}").url.startswith("/masuk")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Mohon isi nama instansi."),
        ("name", "x" * 301, "Paling banyak 300 karakter."),
        ("name", "x" * 1_000_000, "Paling banyak 300 karakter."),
        ("name", "dinas sosial", "sudah dipakai instansi lain"),
        ("kind", "pabrik", "Pilih salah satu dari daftar."),
        ("from_date", "", "Mohon isi tanggal mulai berlaku."),
        ("from_date", "2026-02-30", "Isi tanggal yang ada di kalender"),
        ("from_date", "0001-01-01", "Isi tahun antara 2000 dan 2100."),
        ("from_date", "2099-01-01", "Tanggal berlaku belum tiba."),
        ("address", "x" * 301, "Paling banyak 300 karakter."),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, field: str, value: str, sentence: str
) -> None:
    browser.sign_in(cast.admin)
    browser.get("agencies.new")
    page = browser.submit("/instansi/baru", status=422, **(NEW | {field: value}))
    assert sentence in page.text
    kept = "address" if field == "name" else "name"
    assert page.find("input", name=kept)[0].get("value") == NEW[kept]
    assert len(db.session.scalars(sa.select(Agency.id)).all()) == 5


def test_missing_and_unstorable_fields_never_break_the_server(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.post(f"/instansi/{cast.social}/ubah", {}, status=200)
    for path in ("/instansi/baru", f"/instansi/{cast.social}/ganti-nama", f"/instansi/{cast.social}/gabung",
                 f"/instansi/{cast.social}/jabatan/baru"):  # fmt: skip
        browser.post(path, {}, status=422)
        browser.post(path, {"name": "\x00", "title": "\x07", "successor_id": str(2**70)}, status=422)
    page = browser.post("/instansi/baru", NEW | {"name": "Dinas\x00 Perikanan", "address": "a\x0bb"})
    assert page.find("h1")[0].text == "Dinas Perikanan"


def test_sending_the_form_twice_makes_one_agency(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    assert browser.post("agencies.new", NEW).url == browser.post("agencies.new", NEW).url
    assert len(db.session.scalars(sa.select(Agency.id)).all()) == 6


def test_a_name_of_300_letters_fits_everywhere(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    name = ("Dinas Pemberdayaan Perempuan " * 20)[:300].strip()
    page = browser.post("agencies.new", NEW | {"name": name})
    base = page.url
    for path in ("/instansi", base, f"{base}/ubah", f"{base}/ganti-nama", f"{base}/gabung", f"{base}/jabatan/baru"):
        assert name[:60] in browser.get(path).text


def test_kind_and_address_are_changed_and_a_stale_edit_shows_both(browser: Browser, other: Browser, cast: Cast) -> None:
    for each in (browser, other):
        each.sign_in(cast.secretariat)
        each.get("agencies.edit", id=cast.social)
    browser.submit("/ubah", address="Jalan Pertama", kind="vertical")
    page = other.submit("/ubah", status=409, address="Jalan Kedua")
    assert "Jalan Pertama" in page.text and "Instansi vertikal" in page.text
    assert page.find("input", name="address")[0].get("value") == "Jalan Kedua"
    assert "Jalan Kedua" in other.submit("/ubah").text


def test_renaming_keeps_the_old_name_on_old_records(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social)
    browser.sign_in(cast.secretariat)
    browser.get("agencies.rename", id=cast.social)
    page = browser.submit("/ganti-nama", name="Dinas Sosial dan Perlindungan Anak", from_date="2026-01-01")
    assert page.find("h1")[0].text == "Dinas Sosial dan Perlindungan Anak"
    assert "1 Jan 2015 sampai diganti 1 Jan 2026" in page.text
    assert "Nama: Dinas Sosial menjadi Dinas Sosial dan Perlindungan Anak" in page.text
    assert "Dinas Sosial dan" in browser.get("/instansi?cari=perlindungan").text
    assert "1 data" in browser.get("/instansi?cari=dinas%20sosial").text, "found by its old name too"


@pytest.mark.parametrize(
    ("name", "day", "sentence"),
    [
        ("Dinas Sosial", "2026-01-01", "sama dengan nama yang sekarang"),
        ("Dinas Kesehatan", "2026-01-01", "sudah dipakai instansi lain"),
        ("Dinas Baru", "2014-12-31", "mendahului nama yang sekarang"),
        ("Dinas Baru", "2099-12-31", "belum tiba"),
        ("Dinas Baru", "", "Mohon isi tanggal"),
        ("", "2026-01-01", "Mohon isi nama baru."),
    ],
)
def test_an_impossible_name_or_day_is_refused_by_its_field(
    browser: Browser, cast: Cast, name: str, day: str, sentence: str
) -> None:
    browser.sign_in(cast.secretariat)
    browser.get("agencies.rename", id=cast.social)
    assert sentence in browser.submit("/ganti-nama", status=422, name=name, from_date=day).text


def test_a_name_given_meanwhile_is_a_conflict(browser: Browser, other: Browser, cast: Cast) -> None:
    for each in (browser, other):
        each.sign_in(cast.secretariat)
        each.get("agencies.rename", id=cast.social)
    browser.submit("/ganti-nama", name="Nama Pertama", from_date="2026-01-01")
    page = other.submit("/ganti-nama", status=409, name="Nama Kedua", from_date="2026-01-02")
    assert "Nama Pertama" in page.text and page.find("input", name="name")[0].get("value") == "Nama Kedua"


def test_the_page_of_a_merger_shows_what_will_move_and_then_moves_it(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social)
    make_task(cast.social, cast.police)
    browser.sign_in(cast.secretariat)
    page = browser.get("agencies.merge", id=cast.social)
    numbers = ["".join(each.itertext()) for each in page.find("b") if "".join(each.itertext()).isdigit()]
    assert numbers == ["1", "1", "1"] and "liaison: Dinsos" in page.text
    choices = [option.get("value") for option in page.find("option")]
    assert str(cast.social) not in choices and str(cast.health) in choices
    page = browser.submit("/gabung", successor_id=cast.health, ended_on="2026-01-01")
    assert "1 jabatan, 1 komitmen, 0 dukungan, dan 1 bagian tugas pindah" in page.text
    assert "Sejak Kamis, 1 Januari 2026 instansi ini digabung ke Dinas Kesehatan" in page.text
    assert "Menggabungkan instansi ini ke penerusnya" in page.text and "Penerus" in page.text
    assert not page.find("a", href=f"/instansi/{cast.social}/ganti-nama")
    page = browser.get("agencies.show", id=cast.health)
    assert "Gabungan dari Dinas Sosial" in page.text and "Menerima gabungan dari Dinas Sosial" in page.text


def test_a_merger_into_itself_or_into_what_ended_is_refused_by_the_field(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.post(f"/instansi/{cast.health}/gabung", {"successor_id": cast.bnn, "ended_on": "2026-01-01"})
    for successor in (cast.social, cast.health, 9999, "", "x", 0, -1, 2**63):
        data = {"successor_id": successor, "ended_on": "2026-01-01"}
        browser.post(f"/instansi/{cast.social}/gabung", data, status=422)
    browser.post(f"/instansi/{cast.social}/gabung", {"successor_id": cast.bnn, "ended_on": "2014-01-01"}, status=422)


def test_what_ended_cannot_be_changed_any_more(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    fields = {"successor_id": cast.bnn, "ended_on": "2026-01-01"}
    page = browser.post(f"/instansi/{cast.health}/gabung", fields)
    assert browser.post(f"/instansi/{cast.health}/gabung", fields).url == page.url, "a double click changes nothing"
    for part in ("ubah", "ganti-nama", "gabung", "jabatan/baru"):
        page = browser.get(f"/instansi/{cast.health}/{part}")
        assert page.url == f"/instansi/{cast.health}" and "sudah digabung" in page.text
        page = browser.post(f"/instansi/{cast.health}/{part}", {"name": f"x {part}"})
        assert page.url == f"/instansi/{cast.health}"


def test_unknown_and_impossible_ids_are_not_found(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    for key in ("99999", "0", str(2**63), str(2**40), "-1", "abc"):
        for path in (f"/instansi/{key}", f"/instansi/{key}/gabung", f"/jabatan/{key}/pemegang"):
            browser.get(path, status=404)


def test_the_list_filters_sorts_and_pages(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader)
    few = browser.get("/instansi").queries
    for number in range(40):
        make_agency(f"Kelurahan {number:02}", AgencyKind.WARD)
    db.session.commit()
    page = browser.get("/instansi")
    assert page.queries == few <= 5 and "45 data" in page.text
    assert "40 data" in browser.get("/instansi?jenis=ward").text
    assert "Kelurahan 39" in browser.get("/instansi?jenis=ward&urut=-nama").text
    assert "Kelurahan 39" in browser.get("/instansi?sebelum=akhir&cari=kelurahan").text
    assert "Tidak ada instansi yang cocok" in browser.get("/instansi?status=digabung").text
    for bad in (
        "?jenis=x&status=y&urut=successor_id",
        "?sesudah=~1&sebelum=%00",
        "?cari=%00",
        "?sesudah=A~" + "9" * 30,
    ):
        assert "45 data" in browser.get("/instansi" + bad).text


def test_the_list_counts_posts_and_vacant_posts(browser: Browser, cast: Cast) -> None:
    db.session.get_one(Agency, cast.social).posts[0].give_to(None)
    db.session.commit()
    browser.sign_in(cast.leader)
    rows = [" ".join(" ".join(row.itertext()).split()) for row in browser.get("/instansi").find("tr")]
    assert any(row.startswith("BNN Kota Palopo") and " 2 0 " in row for row in rows)
    assert any(row.startswith("Dinas Sosial") and " 1 1 " in row for row in rows)


def test_names_are_shown_as_text(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    page = browser.post("agencies.new", NEW | {"name": "<img src=x onerror=alert(1)> & Co"})
    for path in ("/instansi", page.url, f"{page.url}/gabung"):
        assert not browser.get(path).find("img")
    assert agency_named("<img src=x onerror=alert(1)> & Co")
