"""Pages of mappings: filling in, deciding, sharing, reading."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from app.areas.models import AreaKind
from app.audit import AuditEvent
from app.clock import today
from app.extensions import db
from app.mapping.levels import Level
from app.mapping.methods import MethodKind
from app.mapping.models import Mapping
from app.mapping.parts import LevelDecision
from app.periods import Half
from tests.browser import Browser
from tests.factories import Cast, make_area, make_meeting
from tests.mapping.steps import decide, make_mapping, method_of, share

SVG_TITLE = "{http://www.w3.org/2000/svg}title"


def fresh(mapping_id: int) -> Mapping:
    """The mapping as it is stored now."""
    return db.session.get_one(Mapping, mapping_id, populate_existing=True)


def test_a_kelurahan_is_mapped_decided_shared_and_read(browser: Browser, other: Browser, cast: Cast) -> None:
    area = make_area("73.73.05.1005")
    db.session.commit()
    browser.sign_in(cast.secretariat).get("mapping.index")
    assert "0 dari 1 kawasan sudah dipetakan" in browser.page.text  # type: ignore[union-attr]
    browser.get(f"/kawasan/{area.id}/pemetaan/baru")
    page = browser.submit("/pemetaan/baru", method=method_of().id, year="2026", half="0")
    assert page.url.endswith("/isi")
    key = int(page.url.split("/")[-2])
    mine = {f"ada{each.id}": "ada" if n < 12 else "" for n, each in enumerate(method_of().indicators)}
    page = browser.submit("/isi", **mine, **{f"nilai{method_of().indicators[0].id}": "1.234,5"})
    assert "12 dari 13" in page.text and "D5" in page.text and "4 Bahaya" in page.text and "1.234,5 kasus" in page.text
    browser.get(f"/pemetaan/{key}/tetapkan")
    page = browser.submit("/tetapkan", level="4", basis="Berita acara 7", decided_on=today().isoformat())
    assert "Berita acara 7" in page.text
    browser.submit("/bagikan")
    page = other.sign_in(cast.social_liaison).get("mapping.index")
    assert "Belum dibaca" in page.text and "4 Bahaya" in page.text
    other.get(f"/pemetaan/{key}")
    page = other.submit("/sudah-dibaca")
    assert "Sudah membaca (1)" in page.text
    assert "Sudah dibaca" in other.get("mapping.index").text
    assert fresh(key).main == 8 and fresh(key).supporting == 4 and fresh(key).answered == 12


def test_periods_may_not_overlap_and_no_other_kind_of_area_is_mapped(browser: Browser, cast: Cast) -> None:
    mapping = make_mapping(year=2025)
    area_id, method_id = mapping.area_id, mapping.method_id
    city = make_area("73.73", AreaKind.CITY, "Kota Contoh")
    db.session.commit()
    browser.sign_in(cast.secretariat).get(f"/kawasan/{area_id}/pemetaan/baru")
    page = browser.submit("/baru", status=422, method=method_id, year="2025", half="0")
    assert "sudah dipetakan" in page.text
    page = browser.submit("/baru", status=422, method=method_id, year="2025", half="1")
    assert "tumpang tindih" in page.text
    assert "Isi tahun antara" in browser.submit("/baru", status=422, method=method_id, year="1899", half="0").text
    assert "Mohon isi tahun" in browser.submit("/baru", status=422, method=method_id, year="", half="0").text
    browser.submit("/baru", method=method_id, year="2024", half="1")
    browser.get(f"/kawasan/{area_id}/pemetaan/baru")
    browser.submit("/baru", method=method_id, year="2024", half="2")
    browser.get(f"/kawasan/{area_id}/pemetaan/baru")
    assert "tumpang tindih" in browser.submit("/baru", status=422, method=method_id, year="2024", half="0").text
    browser.get(f"/kawasan/{city.id}/pemetaan/baru")
    assert "kelurahan" in browser.submit("/baru", status=422, method=method_id, year="2024", half="0").text
    assert db.session.scalar(sa.select(sa.func.count(Mapping.id))) == 3


def test_negative_and_unreadable_figures_are_refused_and_kept(browser: Browser, cast: Cast) -> None:
    mapping = make_mapping()
    first = mapping.method.indicators[0].id
    browser.sign_in(cast.secretariat).get("mapping.fill", id=mapping.id)
    page = browser.submit("/isi", status=422, **{f"nilai{first}": "-3", "remark": "Catatan saya"})
    assert "Isi angka nol atau lebih." in page.text and "Catatan saya" in page.html and "-3" in page.html
    page = browser.submit("/isi", status=422, **{f"ada{first}": "mungkin"})
    assert "Pilih salah satu dari daftar." in page.text
    index = make_mapping(mapping.area, 2026, kind=MethodKind.INDEX)
    browser.get("mapping.fill", id=index.id)
    page = browser.submit("/isi", status=422, expected="33", returned="40")
    assert "tidak dapat lebih banyak" in page.text
    assert "Isi bilangan nol atau lebih." in browser.submit("/isi", status=422, expected="-1").text
    page = browser.submit("/isi", score="3,5", scale="0 sampai 5", given="3", expected="33", returned="16")
    assert "16 dari 33 (48 persen)" in page.text and "belum ada aturan" in page.text and "3 Waspada" in page.text
    assert fresh(index.id).score == Decimal("3.5")


def test_two_tabs_do_not_overwrite_each_other(browser: Browser, other: Browser, cast: Cast) -> None:
    mapping = make_mapping()
    first, second = (each.id for each in mapping.method.indicators[:2])
    other.sign_in(cast.secretariat).get("mapping.fill", id=mapping.id)
    browser.sign_in(cast.secretariat).get("mapping.fill", id=mapping.id)
    browser.submit("/isi", **{f"nilai{first}": "7"})
    page = other.submit("/isi", status=409, **{f"nilai{first}": "9", f"nilai{second}": "2"})
    assert "Data ini baru saja diubah orang lain" in page.text and 'value="9"' in page.html
    page = other.submit("/isi")
    assert "9 kasus" in page.text and "2 kejadian" in page.text


def test_another_level_needs_a_reason_and_ends_the_release(browser: Browser, cast: Cast) -> None:
    mapping = make_mapping(there=13)
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.leader).get("mapping.decide", id=mapping.id)
    facts = {"decided_on": today().isoformat(), "basis": "Surat 1"}
    page = browser.submit("/tetapkan", status=422, level="2", **facts)
    assert "berbeda dari hasil hitung" in page.text
    page = browser.submit("/tetapkan", status=422, level="4", decided_on="2099-01-01", basis="")
    assert "Isi tanggal hari ini atau sebelumnya." in page.text and "Mohon isi dasar penetapan." in page.text
    browser.submit("/tetapkan", level="4", meeting=str(meeting.id), **facts)
    assert meeting.reference in browser.page.text  # type: ignore[union-attr]
    browser.submit("/izinkan-cetak")
    assert fresh(mapping.id).is_released
    browser.get("mapping.decide", id=mapping.id)
    assert "hanya diubah dengan alasan" in browser.submit("/tetapkan", status=422, level="3", **facts).text
    page = browser.submit("/tetapkan", level="3", reason="Data baru", **facts)
    assert "Data baru" in page.text and "Penetapan sebelumnya (1)" in page.text
    assert not fresh(mapping.id).is_released and fresh(mapping.id).level is Level.WATCH


def test_a_confirmation_is_of_the_decision_that_stood_then(browser: Browser, cast: Cast) -> None:
    mapping = make_mapping(there=13)
    decide(mapping)
    share(mapping)
    browser.sign_in(cast.social_liaison).get("mapping.show", id=mapping.id)
    browser.submit("/sudah-dibaca")
    decide(fresh(mapping.id), Level.WATCH, reason="Data baru")
    page = browser.get("mapping.show", id=mapping.id)
    assert "dibaca sebelum penetapan terakhir" in page.text and "berubah sejak Dinas Sosial membacanya" in page.text
    page = browser.submit("/sudah-dibaca")
    assert "sebelum penetapan terakhir" not in page.text and not page.has_form("/sudah-dibaca")
    assert len(fresh(mapping.id).readings) == 1
    stranger = {"instansi": cast.police, "isi": fresh(mapping.id).content}
    assert "bukan narahubung" in browser.post("mapping.confirm", stranger, id=mapping.id).text


def test_what_is_confirmed_or_released_is_what_the_page_showed(browser: Browser, other: Browser, cast: Cast) -> None:
    mapping = make_mapping(there=13)
    decide(mapping)
    share(mapping)
    browser.sign_in(cast.social_liaison).get("mapping.show", id=mapping.id)
    other.sign_in(cast.leader).get("mapping.show", id=mapping.id)
    decide(fresh(mapping.id), Level.WATCH, reason="Data baru")
    for reader, act in ((browser, "/sudah-dibaca"), (other, "/izinkan-cetak")):
        page = reader.submit(act, status=409)
        assert "tindakan Anda belum dicatat" in page.text and "3 Waspada" in page.text
        assert not fresh(mapping.id).readings and not fresh(mapping.id).is_released
    assert "Sudah membaca (1)" in browser.submit("/sudah-dibaca").text
    assert "Boleh dicetak" in other.submit("/izinkan-cetak").text
    assert fresh(mapping.id).is_released and len(fresh(mapping.id).readings) == 1


def test_other_answers_make_a_reading_one_of_what_was_before(browser: Browser, other: Browser, cast: Cast) -> None:
    mapping = make_mapping(there=13)
    share(mapping)
    first = mapping.method.indicators[0].id
    browser.sign_in(cast.social_liaison).get("mapping.show", id=mapping.id)
    browser.submit("/sudah-dibaca")
    other.sign_in(cast.secretariat).get("mapping.fill", id=mapping.id)
    other.submit("/isi")
    assert not browser.get("mapping.show", id=mapping.id).has_form("/sudah-dibaca"), "nothing else was said"
    other.get("mapping.fill", id=mapping.id)
    other.submit("/isi", **{f"nilai{first}": "7"})
    page = browser.get("mapping.show", id=mapping.id)
    assert "dibaca sebelum isiannya diubah" in page.text and "Belum dibaca" in browser.get("mapping.index").text
    browser.get("mapping.show", id=mapping.id)
    assert "dibaca sebelum" not in browser.submit("/sudah-dibaca").text


def test_what_waits_to_be_read_is_one_number_at_home_and_in_the_list(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    older = make_mapping(year=2024, there=13)
    newer, hidden = make_mapping(older.area, 2025, there=3), make_mapping(make_area("73.73.05.1006"), 2025)
    share(older)
    share(newer)
    decide(older)
    page = browser.sign_in(cast.social_liaison).get("home.index")
    assert "Pemetaan kawasan yang perlu dibaca" in page.text and "Semua (2)" in page.text
    assert "Bahaya" not in page.text and "PM/2025/001 · 2025" in page.text
    assert "2 data" in browser.get(f"/giliran/pemetaan?instansi={cast.social}").text
    page = browser.get("/pemetaan?keadaan=belum-dibaca")
    assert "2 data" in page.text and hidden.area.code not in page.text
    assert "1 data" in browser.get("/pemetaan?keadaan=belum-dibaca&tahun=2024").text
    browser.get("mapping.show", id=older.id)
    browser.submit("/sudah-dibaca")
    assert "1 data" in browser.get("/pemetaan?keadaan=belum-dibaca").text
    assert "Semua (1)" in browser.get("home.index").text
    page = other.sign_in(cast.secretariat).get("/pemetaan?keadaan=belum-dibaca")
    assert "2 data" in page.text and not page.find("option", value="belum-dibaca"), "nobody asks the office"
    assert "perlu dibaca" not in other.get("home.index").text


def test_what_an_agency_has_read_is_not_taken_back(browser: Browser, other: Browser, cast: Cast) -> None:
    mapping = make_mapping()
    browser.sign_in(cast.secretariat).get("mapping.show", id=mapping.id)
    browser.submit("/bagikan")
    browser.submit("/tarik")
    assert not fresh(mapping.id).is_shared
    other.sign_in(cast.social_liaison).get("mapping.show", status=404, id=mapping.id)
    browser.submit("/bagikan")
    shown = {"instansi": cast.social, "isi": fresh(mapping.id).content}
    other.post("mapping.confirm", shown, id=mapping.id)
    assert not browser.get("mapping.show", id=mapping.id).has_form("/tarik")
    assert "tidak dapat ditarik lagi" in browser.post("mapping.take_back", id=mapping.id).text
    shown = {"isi": fresh(mapping.id).content}
    assert "Tetapkan dahulu kategorinya." in browser.post("mapping.release", shown, id=mapping.id).text


def test_years_stand_beside_each_other_and_two_are_compared(browser: Browser, cast: Cast) -> None:
    older = make_mapping(year=2024, there=9)
    newer = make_mapping(older.area, 2025, Half.FIRST, there=3)
    index = make_mapping(older.area, 2025, kind=MethodKind.INDEX)
    decide(older)
    page = browser.sign_in(cast.reviewer).get(f"/kawasan/{older.area_id}/pemetaan?metode={older.method_id}")
    titles = ["".join(each.itertext()) for each in page.find(SVG_TITLE)]
    assert "P4 Kegiatan produksi narkoba: 2024: ada; Semester I 2025: tidak ada" in titles
    assert any("2024: 4 Bahaya; Semester I 2025: belum ditetapkan" in each for each in titles)
    page = browser.get(f"/kawasan/{older.area_id}/pemetaan/banding?a={older.id}&b={newer.id}")
    assert "Tidak ada lagi: 6" in page.text and "Tetap: 7" in page.text
    page = browser.get(f"/kawasan/{older.area_id}/pemetaan/banding?a={older.id}&b={index.id}")
    assert "metode atau versi yang berbeda" in page.text
    for wrong in ("999", "-1", "x", "9" * 30):
        browser.get(f"/kawasan/{older.area_id}/pemetaan/banding?a={older.id}&b={wrong}", status=404)
    browser.get(f"/kawasan/{older.area_id}/pemetaan/banding")


def test_remarks_reach_only_who_may_read_the_mapping(browser: Browser, other: Browser, cast: Cast) -> None:
    mapping = make_mapping()
    decide(mapping)
    share(mapping)
    browser.sign_in(cast.secretariat).get("mapping.show", id=mapping.id)
    page = browser.submit("/komentar", remark="@Dinas Sosial dan @Admin tolong dibaca.")
    assert "tolong dibaca" in page.text and "Tidak diberi tahu: @Admin" in page.text
    assert "Kelurahan Salekoe" in browser.get("comments.watched").text
    assert "tolong dibaca" in other.sign_in(cast.social_liaison).get("home.index").text
    other.get("notices.index")
    assert "tolong dibaca" not in other.page.text  # type: ignore[union-attr]
    kept = db.session.get_one(Mapping, mapping.id)
    kept.shared_at = None
    db.session.commit()
    assert "tolong dibaca" not in other.get("home.index").text
    other.get("comments.new_on_mapping", status=404, id=mapping.id)


def test_the_history_names_acts_and_double_clicks_count_once(browser: Browser, cast: Cast) -> None:
    mapping = make_mapping(there=13)
    browser.sign_in(cast.secretariat).get("mapping.decide", id=mapping.id)
    facts = {"level": "4", "decided_on": today().isoformat(), "basis": "Surat 1", "version": str(mapping.version)}
    for _ in range(2):
        browser.post("mapping.decide", facts, id=mapping.id)
    assert db.session.scalar(sa.select(sa.func.count(LevelDecision.id))) == 1
    assert "Menetapkan kategori" in browser.get("mapping.show", id=mapping.id).text
    roots = db.session.scalars(sa.select(AuditEvent.root_type).where(AuditEvent.subject_type == "level_decision"))
    assert set(roots) == {"mapping"}
