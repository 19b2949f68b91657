"""The demo's templates of tasks, and what comes up again and again. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.clock import today
from app.demo.meetings import example
from app.demo.stage import SECRETARIAT, Stage
from app.extensions import db
from app.meetings.models import MeetingKind
from app.task_templates.models import TaskTemplate
from app.task_templates.repetition import Rule, TaskRepetition
from app.tasks.states import Priority

MADE = -40  # days from today on which the secretariat wrote them


@dataclass(frozen=True)
class Routine:
    """One task of a template: days from the base day, and what is asked of each office ("" is plain from the title)."""

    days: int
    title: str
    detail: str
    offices: dict[str, str]
    checks: tuple[str, ...] = ()
    priority: Priority = Priority.NORMAL
    confirmed: bool = False


TRAINING = (
    Routine(
        -21, "Menetapkan narasumber dan materi bimtek",
        "Narasumber dihubungi lebih dahulu lewat telepon, baru disurati.",
        {"bnn": "Materi bahaya narkotika dan rehabilitasi", "kampus": "Materi kewirausahaan"},
        ("Kesediaan narasumber", "Riwayat hidup narasumber", "Bahan paparan"), Priority.HIGH,
    ),
    Routine(
        -14, "Mengirim undangan dan mendata calon peserta",
        "Calon peserta diusulkan kelurahan; satu daftar bersama, tanpa nama ganda.",
        {"dinsos": "Daftar calon peserta", "camat": "Usulan dari tiap kelurahan"},
        ("Surat undangan", "Daftar calon peserta", "Nomor telepon peserta"), confirmed=True,
    ),
    Routine(
        -7, "Menyiapkan tempat, konsumsi, dan perlengkapan",
        "Untuk 40 peserta, dengan jalan masuk bagi kursi roda.",
        {"bnn": "Aula dan perlengkapan", "dinsos": "Konsumsi"},
        ("Aula dipesan", "Proyektor dan pengeras suara", "Alat tulis", "Konsumsi 40 orang"),
    ),
    Routine(
        -3, "Memastikan kehadiran peserta dan narasumber",
        "Peserta yang berhalangan diganti dari daftar cadangan.",
        {"dinsos": "Peserta", "bnn": "Narasumber"},
    ),
    Routine(
        0, "Mendampingi peserta selama bimtek",
        "Petugas hadir setengah jam sebelum acara dimulai.",
        {"bnn": "Acara dan daftar hadir", "polres": "Pengamanan", "dinkes": "Pos kesehatan"},
    ),
    Routine(
        5, "Menyusun laporan bimtek beserta dokumentasinya",
        "Jumlah peserta menurut kelompok, hasil, kendala, dan tindak lanjut.",
        {"bnn": ""}, ("Daftar hadir", "Foto kegiatan", "Pertanggungjawaban anggaran"), confirmed=True,
    ),
)  # fmt: skip
MATERIAL = (
    Routine(
        0, "Menyiapkan bahan rapat satu halaman",
        "Dijanjikan, dilaporkan, terverifikasi, dan kendala; dikirim ke sekretariat sebelum rapat.",
        {"bnn": "", "dinsos": "", "polres": "", "bappeda": ""},
    ),
)  # fmt: skip


def plan_routines(stage: Stage) -> None:
    """Plan the template for a training, and one whose task comes up before each evaluation meeting."""
    stage.timeline.add(stage.timeline.moment(MADE), SECRETARIAT, partial(_write_all, stage))


def _write_all(stage: Stage) -> None:
    about = example("Dipakai tiap kali bimbingan teknis diadakan; dihitung dari hari bimteknya.")
    _write(stage, "Persiapan bimtek", about, TRAINING)
    series = stage.series[MeetingKind.EVALUATION]
    material = _write(stage, "Bahan rapat monitoring dan evaluasi", "", MATERIAL)
    db.session.add(
        TaskRepetition(
            template_id=material.id, rule=Rule.MEETING, series_id=series.id, offset_days=-7, starts_on=today(),
            lead_days=14, created_by_id=stage.actor(SECRETARIAT).id,
        )
    )  # fmt: skip


def _write(stage: Stage, name: str, description: str, routines: tuple[Routine, ...]) -> TaskTemplate:
    template = TaskTemplate(name=example(name), description=description)
    db.session.add(template)
    for each in routines:
        item = template.add_item(
            title=example(each.title), detail=each.detail, offset_days=each.days, priority=each.priority,
            needs_confirmation=each.confirmed, checks="\n".join(each.checks),
        )  # fmt: skip
        item.share_among({stage.offices[key].id: scope for key, scope in each.offices.items()})
    db.session.flush()
    return template
