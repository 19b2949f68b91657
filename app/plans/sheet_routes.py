"""The table of a plan in and out by spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import gettext

from app.documents.handing_out import hand_out
from app.plans import sheets
from app.plans.importing import PlanImporter
from app.plans.models import ActionPlan
from app.policy import requires
from app.spreadsheets.pages import imports
from app.spreadsheets.writing import XLSX, workbook

plan_sheets = Blueprint("plan_sheets", __name__)
imports(plan_sheets, "/rencana-aksi/<id:id>/impor", "plan.manage", PlanImporter(), ActionPlan)


@plan_sheets.get("/rencana-aksi/<id:id>/ekspor.xlsx")
@requires("plan.read", ActionPlan)
def export(plan: ActionPlan) -> Any:
    """The whole table; changed by hand it can be imported again."""
    titles = [f"{plan.title} ({plan.reference})", gettext("Tahun %(year)s, %(agency)s", year=plan.year,
                                                          agency=plan.agency_name)]  # fmt: skip
    notes = (
        gettext("Baris dengan No memperbarui aksi itu, baris tanpa No menjadi aksi baru. Urutan kolom bebas."),
        gettext("Sel kosong tidak menghapus isian yang sudah ada."),
    )
    content = workbook(
        sheets.table(sheets.agency_names()), sheets.rows_of(sheets.actions_of(plan.id)), titles, notes,
        {gettext("Kode wilayah"): sheets.code_list()},
    )  # fmt: skip
    return hand_out(content, XLSX, f"{plan.reference.replace('/', '-')}.xlsx")
