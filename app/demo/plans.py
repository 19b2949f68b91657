"""The demo's action plan of this year: adopted, its actions tied to the demo's promises. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from app.clock import today
from app.commitments.states import FundSource
from app.demo.meetings import example
from app.demo.stage import SECRETARIAT, Stage, liaison
from app.extensions import db
from app.meetings.models import HELD
from app.plans.linking import KINDS, tie
from app.plans.models import ActionPlan, Measure, PlanAction, PlanMeasure, WorkLine
from app.plans.service import make_plan, next_number

DRAWN_UP, ADOPTED, TIED, FILLED = -60, -52, -50, -12  # days from today
BASIS = (
    "Instruksi Presiden Nomor 2 Tahun 2020 tentang RAN P4GN (contoh; sesuaikan dengan dasar hukum yang berlaku)\n"
    "Peraturan Menteri Dalam Negeri Nomor 12 Tahun 2019 (contoh)"
)


@dataclass(frozen=True)
class Row:
    """An action: the promise whose lead agency answers for it, number and unit, and what is due in each period."""

    promise: str
    action: str
    output: str
    target: int | None
    unit: str
    line: WorkLine
    due: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)
    told: str = ""
    more: tuple[str, ...] = ()
    area: str = ""


ROWS = (
    Row("kelas", "Membuka kelas pengolahan pangan bagi kelompok usaha di lokasi sasaran", "Kelas yang selesai", 4,
        "kelas", WorkLine.ENTERPRISE, (None, 1, 2, 4), area="73.73.05.1005"),
    Row("paket", "Menyalurkan perlengkapan kerja bagi lulusan pelatihan", "Paket yang diterima lulusan", 60, "paket",
        WorkLine.ENTERPRISE, (None, None, 30, 60), area="73.73.05.1005"),
    Row("keluarga", "Menguatkan ketahanan keluarga penerima manfaat", "Pertemuan orang tua", 6, "pertemuan",
        WorkLine.COMMUNITY, (None, None, None, 6)),
    Row("penyuluhan", "Memberi penyuluhan hukum dan data untuk pemetaan", "Penyuluhan dan data agregat", None,
        "", WorkLine.ENVIRONMENT, told="Penyuluhan berjalan di semua lokasi sasaran", more=("data",)),
    Row("lapak", "Menyiapkan lapak percontohan hasil usaha", "Lapak yang siap dipakai", 10, "lapak",
        WorkLine.ENTERPRISE, (None, None, 4, 10), area="73.73.05.1003"),
    Row("rencana", "Menyusun rencana aksi daerah bersama perangkat daerah", "Dokumen rencana aksi daerah", 1,
        "dokumen", WorkLine.INSTITUTION, told="Konsep selesai dan sudah dibahas"),
)  # fmt: skip


def plan_action_plan(stage: Stage) -> None:
    """Plan when it is drawn up, adopted, tied to the promises, and filled in by an agency."""
    made: list[ActionPlan] = []
    for day, who, act in (
        (DRAWN_UP, SECRETARIAT, _draw_up), (ADOPTED, SECRETARIAT, _adopt), (TIED, SECRETARIAT, _tie),
        (FILLED, liaison("dinsos"), _fill),
    ):  # fmt: skip
        stage.timeline.add(stage.timeline.moment(day, 215), who, partial(act, stage, made))


def _draw_up(stage: Stage, made: list[ActionPlan]) -> None:
    year = stage.timeline.day(0).year
    plan = make_plan(
        example(f"Rencana aksi P4GN dan pemberdayaan alternatif {year}"), year, stage.offices["bnn"].id, BASIS
    )
    for row in ROWS:
        agency = stage.commitments[row.promise].lead_agency
        action = PlanAction(
            plan=plan, number=next_number(plan), action=example(row.action), output=row.output, unit=row.unit,
            strategy=str(row.line.label.text), target=None if row.target is None else Decimal(row.target),
            line=row.line, agency=agency, agency_id=agency.id, agency_name=agency.name, fund_source=FundSource.APBD,
            starts_on=today().replace(year=year, month=1, day=15), ends_on=today().replace(year=year, month=12, day=15),
        )  # fmt: skip
        action.measures = [
            PlanMeasure(period=each, target=Decimal(n)) for each, n in zip(Measure, row.due, strict=True) if n
        ]
        action.measures += [PlanMeasure(period=each, text=row.told) for each in (Measure.B06, Measure.B12) if row.told]
        db.session.add(action)
    made.append(plan)


def _adopt(stage: Stage, made: list[ActionPlan]) -> None:
    held = [meeting for meeting in stage.meetings if meeting.state in HELD]
    made[0].adopt(max(held, key=lambda meeting: meeting.starts_at), today())


def _tie(stage: Stage, made: list[ActionPlan]) -> None:
    for action, row in zip(made[0].actions, ROWS, strict=True):
        for key in (row.promise, *row.more):
            tie(KINDS["komitmen"], action, stage.commitments[key])
        if row.area:
            tie(KINDS["kawasan"], action, stage.areas[row.area])


def _fill(stage: Stage, made: list[ActionPlan]) -> None:
    made[0].actions[1].obstacle = example("Ukuran perlengkapan perlu dicocokkan lagi dengan peserta.")
    made[0].actions[1].follow_up = example("Pengukuran ulang dilakukan bersama pendamping kelompok.")
