"""The table of a plan as a spreadsheet, with the columns that the usual annex of national action plans has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.areas.models import Area
from app.commitments.states import FundSource
from app.extensions import db, fetch
from app.formats import number
from app.language import Lazy as _l
from app.plans import rows
from app.plans.achievement import Achieved, achieved
from app.plans.forms import HIGHEST_NUMBER
from app.plans.models import Measure, PlanAction, WorkLine
from app.plans.rows import key_of
from app.plans.told import Proof, Told, told_of
from app.spreadsheets.tables import Column, Table

SEVERAL = _l("Bila lebih dari satu, pisahkan dengan titik koma.")
AS_LISTED = _l("Nama seperti dalam daftar instansi, yang sekarang atau yang dahulu.")
VERIFIED = _l("Dari laporan komitmen yang sudah diverifikasi, bukan diketik.")
DRAWN = _l("Dari laporan terbaru komitmen yang terkait, bukan diketik.")
PROVED = _l("Bukti yang dinilai cukup dalam laporan terverifikasi tahun rencana, bukan diketik.")
ADDED = _l("Hanya yang belum termuat dalam laporan.")
WORDS = {Measure.B03: _l("Ukuran B03"), Measure.B06: _l("Ukuran B06"), Measure.B09: _l("Ukuran B09"),
         Measure.B12: _l("Ukuran B12")}  # fmt: skip
FIGURES = {Measure.B03: _l("Target B03"), Measure.B06: _l("Target B06"), Measure.B09: _l("Target B09"),
           Measure.B12: _l("Target B12")}  # fmt: skip
REACHED = {Measure.B03: _l("Capaian B03"), Measure.B06: _l("Capaian B06"), Measure.B09: _l("Capaian B09"),
           Measure.B12: _l("Capaian B12")}  # fmt: skip


def table(agencies: Sequence[str] = ()) -> Table:
    """The table of a plan; `agencies` are the names that the written file offers."""
    return Table(str(_l("Rencana aksi")), (
        Column("number", _l("No"), "whole", most=HIGHEST_NUMBER, width=6, also=("nomor", "no urut"),
               hint=_l("Baris dengan No yang sudah ada memperbarui aksi itu; baris tanpa No menjadi aksi baru.")),
        Column("strategy", _l("Program/Strategi"), longest=1000, width=30, also=("program", "strategi")),
        Column("action", _l("Aksi"), longest=1000, width=40, also=("rencana aksi",)),
        Column("output", _l("Keluaran"), longest=1000, width=30),
        Column("criterion", _l("Kriteria keberhasilan"), longest=1000, width=30, also=("kriteria",)),
        *_measures(),
        Column("target", _l("Target"), "quantity"),
        Column("unit", _l("Satuan"), longest=50),
        Column("agency", _l("Penanggung jawab"), longest=300, width=30, options=tuple(agencies), hint=AS_LISTED),
        Column("related", _l("Instansi terkait"), longest=5000, width=30, hint=SEVERAL),
        Column("line", _l("Bidang pembinaan"), "choice", choices=WorkLine),
        Column("starts_on", _l("Waktu mulai"), "date", also=("mulai",)),
        Column("ends_on", _l("Waktu selesai"), "date", also=("selesai",)),
        Column("place", _l("Lokasi"), longest=300, width=24),
        Column("areas", _l("Kode wilayah"), longest=5000, width=20, hint=SEVERAL),
        Column("fund_source", _l("Sumber anggaran"), "choice", choices=FundSource),
        Column("amount", _l("Anggaran (Rp)"), "quantity", width=16, also=("anggaran",)),
        *(Column(f"reached_{each.value}", REACHED[each], "info", width=18, hint=VERIFIED) for each in Measure),
        Column("told_obstacle", _l("Kendala dari laporan"), "info", width=30, hint=DRAWN),
        Column("obstacle", _l("Kendala"), longest=2000, width=30, hint=ADDED),
        Column("told_next_step", _l("Tindak lanjut dari laporan"), "info", width=30, hint=DRAWN),
        Column("follow_up", _l("Tindak lanjut"), longest=2000, width=30, hint=ADDED),
        Column("told_evidence", _l("Data dukung dari laporan"), "info", width=30, hint=PROVED),
        Column("evidence", _l("Data dukung"), longest=1000, width=30, hint=ADDED),
        Column("remark", _l("Keterangan"), longest=1000, width=30),
    ))  # fmt: skip


def _measures() -> Iterator[Column]:
    for period in Measure:
        also = (f"ukuran keberhasilan {period.value}",)
        yield Column(key_of(period, "text"), WORDS[period], longest=1000, width=24, also=also)
        yield Column(key_of(period, "target"), FIGURES[period], "quantity")


def actions_of(plan_id: int, locking: bool = False) -> Sequence[PlanAction]:
    """All actions of a plan by number, also those that were removed; locked if so wished."""
    wanted = (
        sa.select(PlanAction)
        .where(PlanAction.plan_id == plan_id)
        .options(*(so.selectinload(each) for each in (PlanAction.measures, PlanAction.related, PlanAction.areas)))
        .order_by(PlanAction.number)
        .execution_options(populate_existing=locking)
    )
    return db.session.scalars(wanted.with_for_update(of=PlanAction) if locking else wanted).all()


def rows_of(actions: Sequence[PlanAction]) -> Iterator[dict[str, Any]]:
    """The actions that were not removed, as rows of the table, with what was verified by the end of each period."""
    shown = [action for action in actions if not action.removed_at]
    ids = [action.id for action in shown]
    reached, told = achieved(ids), told_of(ids)
    for action in shown:
        figures = reached.get(action.id, {})
        drawn = {f"reached_{each.value}": _in_words(figures[each], action.unit) for each in figures}
        yield cells_of(action) | drawn | _told(told[action.id])


def _told(told: Told) -> dict[str, str]:
    proofs = (f"{each.reference}: {'; '.join(piece.name for piece in each.pieces)}" + _more(each)
              for each in told.proofs.values())  # fmt: skip
    return {
        "told_obstacle": "\n".join(_line(*each) for each in told.obstacles),
        "told_next_step": "\n".join(_line(*each) for each in told.next_steps), "told_evidence": "\n".join(proofs),
    }  # fmt: skip


def _line(row: Any, kind: Any, words: str) -> str:
    return f"{row.reference}: {f'{kind.label}: ' if kind else ''}{words}"


def _more(proof: Proof) -> str:
    return "; " + gettext("dan %(count)s bukti lain", count=number(proof.more)) if proof.more else ""


def _in_words(found: Achieved, unit: str) -> str:
    if found.percent is None:
        return ""
    amount = "" if found.quantity is None else f"{number(found.quantity)} {unit}".strip()
    return f"{amount} ({found.percent}%)" if amount else f"{found.percent}%"


def cells_of(action: PlanAction) -> dict[str, Any]:
    """What the table says of one action."""
    return rows.cells_of(action) | {
        "number": action.number, "agency": action.agency_name,
        "related": "; ".join(agency.name for agency in action.related),
        "areas": "; ".join(area.code for area in action.areas),
    }  # fmt: skip


def agency_names() -> list[str]:
    """The agencies of today by name."""
    return [row.name for row in fetch(sa.select(Agency.name).where(Agency.ended_on.is_(None)).order_by(Agency.name))]


def code_list() -> list[tuple[Any, ...]]:
    """The official codes, to look them up in."""
    areas = db.session.scalars(sa.select(Area).order_by(Area.code))
    return [(_l("Kode wilayah"), _l("Kawasan")), *((area.code, area.full_name) for area in areas)]
