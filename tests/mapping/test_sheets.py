"""Mappings come in by spreadsheet after a preview, all or none, and go out only to who may see them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from app.areas.models import Area, AreaKind
from app.audit import AuditEvent
from app.clock import now
from app.extensions import db
from app.mapping.levels import Level
from app.mapping.methods import MappingMethod
from app.mapping.models import Mapping
from app.mapping.sheet_routes import IMPORTER
from app.periods import Half
from app.spreadsheets.models import SpreadsheetUpload
from app.spreadsheets.service import look_over
from tests.browser import Browser
from tests.factories import Cast, make_area
from tests.spreadsheets.files import xlsx
from tests.spreadsheets.steps import import_file, send, upload, uploads

PATH = "/pemetaan/impor"
HEAD = ["Kode wilayah", "Tahun", "Periode", "P1 ada", "P1 nilai", "P1 sumber", "P2 ada", "D1 ada", "Catatan"]
BARA = ["73.73.01.1001", 2026, "Semester I", "ada", 12, "Polres", "tidak ada", "ya", "Sementara"]


@pytest.fixture
def areas(cast: Cast) -> None:
    """A district with two villages."""
    district = make_area("73.73.01", AreaKind.DISTRICT, "Bara")
    for number, name in ((1001, "Temmalebba"), (1002, "Balandai")):
        make_area(f"73.73.01.{number}", name=name, parent=district)
    db.session.commit()


@pytest.fixture
def office(browser: Browser, cast: Cast, areas: None) -> Browser:
    """The secretariat."""
    return browser.sign_in(cast.secretariat)


def stored() -> list[Mapping]:
    """All mappings, as they are in the database."""
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Mapping).order_by(Mapping.id)).unique())


def values(mapping: Mapping) -> dict[str, tuple[Any, ...]]:
    """What was found, by key."""
    return {each.indicator.key: (each.is_present, each.value, each.unit, each.source) for each in mapping.values}


def row(**cells: Any) -> list[Any]:
    """The row of Bara with other cells, by the word before the first blank of their heads."""
    return [cells.get(head.replace(" ", "_"), cell) for head, cell in zip(HEAD, BARA, strict=True)]


def test_a_mapping_is_looked_at_and_then_imported(office: Browser) -> None:
    page = upload(office, PATH, xlsx([HEAD, BARA]))
    assert "Kelurahan Temmalebba (73.73.01.1001), Semester I 2026" in page.text and "P1 nilai: 12" in page.text
    assert stored() == [] and uploads() == 1
    office.submit(page.url, status=303, follow=False)
    assert "1 baris ditambah, 0 diubah, 0 tetap" in office.get("areas.index").text
    [mapping] = stored()
    assert (mapping.answered, mapping.main, mapping.supporting, mapping.half) == (3, 1, 1, Half.FIRST)
    units = {each.key: each.unit for each in mapping.method.indicators}
    assert values(mapping) == {
        "P1": (True, 12, units["P1"], "Polres"),
        "P2": (False, None, units["P2"], ""), "D1": (True, None, units["D1"], ""),
    }  # fmt: skip
    assert mapping.remark == "Sementara" and mapping.reference.startswith("PM/2026/") and uploads() == 0


def test_a_second_import_changes_what_differs_and_clears_nothing(office: Browser) -> None:
    import_file(office, PATH, xlsx([HEAD, BARA]))
    page = upload(office, PATH, xlsx([HEAD, row(P1_nilai=15, P1_sumber=None, Catatan="")]))
    assert "P1 nilai: 12 menjadi 15" in page.text and "P1 sumber" not in page.text
    office.submit(page.url, status=303, follow=False)
    [mapping] = stored()
    assert values(mapping)["P1"][1] == 15 and values(mapping)["P1"][3] == "Polres" and mapping.remark == "Sementara"
    page = upload(office, PATH, xlsx([HEAD, row(P1_nilai=15)]))
    assert "Tidak ada yang perlu diimpor" in page.text and not page.has_form(page.url)


@pytest.mark.parametrize(("cells", "sentence"), [
    ({"Kode_wilayah": "73.73.99"}, "kolom Kode wilayah: 73.73.99 tidak ada di daftar kawasan."),
    ({"Kode_wilayah": "73.73.01"}, "yang dipetakan adalah kelurahan atau bagiannya"),
    ({"Tahun": 1999}, "isi tahun antara 2000 dan"), ({"P1_nilai": -1}, "“-1” negatif"),
    ({"P1_ada": "tidak ada", "Periode": "Semester II"}, "nilai lebih dari nol tidak cocok dengan tidak ada"),
    ({"P1_ada": "mungkin"}, "“mungkin” tidak dikenal"), ({"Periode": "triwulan"}, "Semester II"),
    ({}, "kawasan dan periode ini sudah ada di baris 2"),
    ({"Periode": ""}, "tumpang tindih dengan Semester I (baris 2)"),
])  # fmt: skip
def test_one_bad_row_keeps_all_out(office: Browser, cells: dict[str, Any], sentence: str) -> None:
    page = upload(office, PATH, xlsx([HEAD, BARA, row(**cells)]))
    assert "Baris 3" in page.text and sentence in page.text, page.text
    assert not page.has_form(page.url) and "1 baris keliru" in page.text
    office.post(page.url, {"seal": "x"}, status=409)
    assert stored() == []


@pytest.mark.parametrize(("code", "sentence"), [
    ("73.99", "kolom Kode wilayah: 73.99 tidak ada di daftar kawasan."),
    ("73.73.01", "yang dipetakan adalah kelurahan"),
    ("", "kolom Kode wilayah: belum diisi."), ("73.73.01.1001", ""),
])  # fmt: skip
def test_a_row_that_cannot_be_read_is_told_of_its_area_too(office: Browser, code: str, sentence: str) -> None:
    page = upload(office, PATH, xlsx([HEAD, row(Kode_wilayah=code, P1_ada="mungkin", Periode="Setahun")]))
    assert "“mungkin” tidak dikenal. Isi ada atau tidak ada." in page.text and sentence in page.text
    assert page.text.count("kolom Kode wilayah") == bool(sentence) and "1 baris keliru" in page.text


def test_periods_that_are_stored_may_not_overlap(office: Browser) -> None:
    import_file(office, PATH, xlsx([HEAD, BARA]))
    page = upload(office, PATH, xlsx([HEAD, row(Periode="Setahun"), row(Periode="Semester II")]))
    assert "Baris 2" in page.text and "tumpang tindih dengan Semester I (PM/2026/001)" in page.text


def test_an_index_is_imported_as_it_was_given(office: Browser) -> None:
    method = db.session.scalars(sa.select(MappingMethod).where(MappingMethod.kind == "index")).one()
    path = f"{PATH}?metode={method.id}"
    head = ["Kode wilayah", "Tahun", "Nilai indeks", "Kategori menurut indeks", "Kuesioner yang disebar",
            "Kuesioner yang kembali"]  # fmt: skip
    page = upload(office, path, xlsx([head, ["73.73.01.1001", 2026, "1,5", "3 Waspada", 10, 11]]))
    assert "yang kembali tidak dapat lebih banyak" in page.text
    import_file(office, path, xlsx([head, ["73.73.01.1001", 2026, "1,5", "3 Waspada", 33, 30]]))
    [mapping] = stored()
    assert (float(mapping.score or 0), mapping.given, mapping.expected, mapping.returned) == (1.5, Level.WATCH, 33, 30)
    assert mapping.level is None


def test_the_template_lists_every_village_and_imports_as_nothing(office: Browser) -> None:
    answer = office.raw("GET", "/pemetaan/templat.xlsx")
    book = CalamineWorkbook.from_object(io.BytesIO(answer.data))
    lines = book.get_sheet_by_name("Pemetaan").to_python()
    assert [line[:2] for line in lines[2:]] == [
        ["73.73.01.1001", "Kelurahan Temmalebba"], ["73.73.01.1002", "Kelurahan Balandai"],
    ]  # fmt: skip
    assert book.sheet_names == ["Pemetaan", "Petunjuk", "Pilihan", "Kode wilayah"]
    page = upload(office, PATH, answer.data)
    assert "Tidak ada yang perlu diimpor" in page.text and "tidak dipakai" not in page.text


def export(browser: Browser, **fields: Any) -> Any:
    """The file of mappings as this browser's person gets it."""
    return browser.raw("POST", "/pemetaan/ekspor.xlsx", data={"csrf_token": browser.token(), **fields})


def sheet_of(answer: Any) -> list[list[Any]]:
    """The cells of the exported table."""
    return CalamineWorkbook.from_object(io.BytesIO(answer.data)).get_sheet_by_name("Pemetaan").to_python()


def test_what_is_exported_imports_as_unchanged(office: Browser) -> None:
    import_file(office, PATH, xlsx([HEAD, row(P1_sumber="=cmd|' /C calc'!A0"), row(Kode_wilayah="73.73.01.1002")]))
    stored()[0].level = Level.DANGER
    db.session.commit()
    answer = export(office)
    cells = sheet_of(answer)
    assert cells[0][0].startswith("TERBATAS") and "4 Bahaya" in cells[3] and "=cmd|' /C calc'!A0" in cells[3]
    page = upload(office, PATH, answer.data)
    assert "Tidak ada yang perlu diimpor" in page.text and "Tetap 2" in page.text
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "mappings_exported")).one()
    assert event.changes == {"items": [None, 2]}


def test_an_export_holds_only_what_the_person_may_see(office: Browser, other: Browser, cast: Cast) -> None:
    import_file(office, PATH, xlsx([HEAD, BARA, row(Kode_wilayah="73.73.01.1002")]))
    stored()[0].level = stored()[1].level = Level.DANGER
    stored()[1].shared_at = now()
    db.session.commit()
    other.sign_in(cast.social_liaison)
    cells = sheet_of(export(other, tahun=2026))
    assert len(cells) == 4 and cells[3][0] == "73.73.01.1002" and cells[0][0].startswith("TERBATAS")
    stored()[1].released_at = now()
    db.session.commit()
    assert not sheet_of(export(other))[0][0].startswith("TERBATAS")
    assert len(sheet_of(export(other, tahun=2025))) == 2
    for page in (PATH, f"{PATH}/1", "/pemetaan/templat.xlsx"):
        assert other.raw("GET", page).status_code == 403
    admin = Browser(office.app).sign_in(cast.admin)
    assert export(admin).status_code == 403


def test_ten_thousand_rows_half_of_them_bad(office: Browser) -> None:
    good = [row(Tahun=2000 + n % 27, Periode="Semester I", P1_nilai=n) for n in range(5_000)]
    bad = [row(Kode_wilayah=f"99.{n}", P1_nilai="rusak" if n % 2 else -n) for n in range(5_000)]
    started = dt.datetime.now(dt.UTC)
    page = upload(office, PATH, xlsx([HEAD, *(each for pair in zip(good, bad, strict=True) for each in pair)]))
    report = office.raw("GET", f"{page.url}/laporan.csv")
    assert (dt.datetime.now(dt.UTC) - started).total_seconds() < 30
    lines = report.get_data(as_text=True).splitlines()
    assert {int(line.partition(",")[0]) for line in lines[1:]} == set(range(2, 10_002))
    assert "Keliru 9.973" in page.text and stored() == [] and len(page.html) < 60_000


def test_many_mappings_are_stored_by_few_statements_and_all_are_told_of(office: Browser) -> None:
    rows = [row(Kode_wilayah=code, Tahun=year, Periode=half) for code in ("73.73.01.1001", "73.73.01.1002")
            for year in range(2001, 2021) for half in ("Semester I", "Semester II")]  # fmt: skip
    page, statements = upload(office, PATH, xlsx([HEAD, *rows])), []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    office.submit(page.url, status=303, follow=False)
    rest = [each for each in statements if not each.startswith("INSERT INTO mapping")]
    assert len(stored()) == 80 and len(rest) < 70
    numbers = [mapping.reference for mapping in stored() if mapping.year == 2001]
    assert sorted(numbers) == [f"PM/2001/{number:03d}" for number in range(1, 5)]
    told = sa.select(AuditEvent.subject_type, sa.func.count()).where(AuditEvent.root_type == "mapping")
    assert {kind: count for kind, count in db.session.execute(told.group_by(AuditEvent.subject_type))} == {
        "mapping": 80, "mapping_value": 240,
    }  # fmt: skip


def test_what_is_no_table_is_told_beside_the_form(office: Browser) -> None:
    for content, sentence in ((b"", "Pilih berkas"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Format lama"),
                              (xlsx([["Nama"]]), "Judul kolom tidak ditemukan")):  # fmt: skip
        answer = send(office, PATH, content)
        assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)
    assert uploads() == 0


def test_a_table_without_a_column_that_is_needed_is_told_so(office: Browser) -> None:
    page = upload(office, PATH, xlsx([["Kode wilayah", "Catatan"], ["73.73.01.1001", "Sementara"], ["99", "x"]]))
    assert "kolom Tahun tidak ada" in page.text and not page.has_form(page.url)
    office.get(f"{page.url}/laporan.csv")
    assert stored() == []


def test_an_import_leaves_its_areas_to_who_decides_on_a_mapping_there(office: Browser) -> None:
    """A decision holds the mapping and then points at its area: an import that held that too would wait crosswise."""
    page = upload(office, PATH, xlsx([HEAD, BARA]))
    kept = db.session.get_one(SpreadsheetUpload, int(page.url.rsplit("/", 1)[1]))
    look_over(IMPORTER, kept, locking=True)
    pointing = sa.select(Area.id).with_for_update(read=True, key_share=True, nowait=True)
    if db.engine.dialect.name == "sqlite":
        db.session.rollback()  # it lets one write at a time, so the other can only come after
    with db.engine.connect() as other:
        assert len(other.scalars(pointing).all()) >= 2
    db.session.rollback()
