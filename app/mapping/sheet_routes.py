"""Mappings in and out by spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext
from flask_login import current_user

from app import audit
from app.clock import today
from app.columns import BIGGEST_ID
from app.documents.handing_out import hand_out
from app.extensions import db
from app.mapping import sheets
from app.mapping.importing import MappingImporter
from app.mapping.methods import MappingMethod
from app.periods import Half
from app.policy import requires
from app.spreadsheets.pages import imports
from app.spreadsheets.writing import XLSX, workbook

mapping_sheets = Blueprint("mapping_sheets", __name__)
IMPORTER = MappingImporter()
imports(mapping_sheets, "/pemetaan/impor", "mapping.manage", IMPORTER)


@mapping_sheets.get("/pemetaan/templat.xlsx")
@requires("mapping.manage")
def template() -> Any:
    """An empty table with a row for each area of this year, and the official codes."""
    method = _method()
    rows = [
        {"code": area.code, "name": area.full_name, "year": today().year, "half": Half.YEAR}
        for area in sheets.mapped_areas()
    ]
    content = workbook(
        sheets.table_of(method, sheets.ASKED), rows, (method.full_name,), _notes(), {_codes(): sheets.code_list()}
    )
    return hand_out(content, XLSX, "templat-pemetaan.xlsx")


@mapping_sheets.post("/pemetaan/ekspor.xlsx")
@requires("mapping.read")
def export() -> Any:
    """The mappings that the person may see, by method and year. It is a POST, since it leaves a trace."""
    year, wanted = request.form.get("tahun", type=int), request.form.get("metode", 0, type=int)
    method = db.session.get(MappingMethod, wanted if 0 < wanted <= BIGGEST_ID else 0) or _method()
    mappings = sheets.visible(current_user, method, year if year and 0 < year < 10_000 else None)
    titles = [method.full_name]
    if not all(mapping.is_released for mapping in mappings):
        titles.insert(
            0, gettext("TERBATAS: memuat kategori kawasan. Jangan disebarkan di luar instansi yang berwenang.")
        )
    content = workbook(
        sheets.table_of(method, found=True), sheets.rows_of(mappings, method), titles, _notes(),
        {_codes(): sheets.code_list()},
    )  # fmt: skip
    audit.note(method, "mappings_exported", items=len(mappings), **({audit.WHICH: str(year)} if year else {}))
    db.session.commit()
    return hand_out(content, XLSX, f"pemetaan-{year or 'semua'}.xlsx")


def _method() -> MappingMethod:
    """The method in use that the address names, else the first."""
    return db.session.get_one(MappingMethod, IMPORTER.subject_id(None, request.values))


def _codes() -> str:
    return gettext("Kode wilayah")


def _notes() -> tuple[str, ...]:
    return (
        gettext("Satu baris untuk satu kawasan dan satu periode. Urutan kolom bebas; judul kolom jangan diubah."),
        gettext("Baris boleh terisi sebagian, dan sel kosong tidak menghapus isian yang sudah ada."),
        gettext("Kolom “ada” menentukan hasil hitung; nilai saja belum dihitung."),
    )
