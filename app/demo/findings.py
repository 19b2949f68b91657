"""What the demo found in its areas, and which of them a meeting chose. Only the names of the areas are real."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from app.clock import today
from app.demo.meetings import example
from app.demo.stage import SECRETARIAT, Stage, liaison
from app.extensions import db
from app.findings.models import Finding, FindingKind, TargetChoice, VulnerableGroup
from app.findings.skills import skill_named
from app.meetings.models import MeetingKind
from app.minutes.models import LineKind, MinutesLine

CHOSEN = -20  # days from today
SALEKOE, PONTAP, PONJALAE, TOMPOTIKKA = "73.73.05.1005", "73.73.05.1003", "73.73.05.1007", "73.73.01.1001"
K, G = FindingKind, VulnerableGroup


@dataclass(frozen=True)
class Found:
    """One finding: where, by which office, `day` days from today; an interest names its skill as title."""

    code: str
    office: str
    kind: FindingKind
    title: str
    count: int | None = None
    group: VulnerableGroup | None = None
    detail: str = ""
    source: str = "Musyawarah kelurahan (contoh)"
    day: int = -60
    more: tuple[tuple[str, str], ...] = ()  # other columns


FOUND = (
    Found(SALEKOE, "lurah", K.PROBLEM, "Pemuda putus sekolah belum memiliki pekerjaan tetap (contoh)",
          detail="Kebanyakan bekerja harian di pasar; pelatihan yang ada belum diikuti pendampingan. (contoh)"),
    Found(SALEKOE, "lurah", K.PROBLEM, "Ruang publik untuk kegiatan malam hari belum ada (contoh)"),
    Found(SALEKOE, "dinsos", K.PEOPLE, "Kelompok pengolah ikan sudah berjalan, 12 anggota (contoh)", more=(
        ("strengths", "Anggotanya terampil dan pengurusnya aktif. (contoh)"),
        ("weaknesses", "Pembukuan belum rapi dan kemasan masih polos. (contoh)"),
        ("opportunities", "Pasar oleh-oleh di terminal membuka kios baru. (contoh)"),
        ("threats", "Harga ikan naik pada musim ombak. (contoh)"),
        ("obstacle", "Belum memiliki izin edar. (contoh)"),
        ("conclusion", "Layak dikembangkan sebagai kelompok usaha binaan. (contoh)"),
        ("follow_up", "Bimbingan teknis kemasan dan pengurusan izin. (contoh)"))),
    Found(SALEKOE, "dinsos", K.NATURE, "Hasil laut segar tiap hari dari pelabuhan terdekat (contoh)"),
    Found(SALEKOE, "dinsos", K.STAKEHOLDERS, "Pemetaan stakeholder", detail="Enam pihak bersedia terlibat. (contoh)",
          more=(("parties", "Dinas Sosial\nKelompok pengolah ikan (contoh)\nKarang taruna (contoh)"),
                ("obstacle", "Belum ada jadwal bersama. (contoh)"),
                ("conclusion", "Perlu satu pertemuan tiap triwulan. (contoh)"),
                ("follow_up", "Lurah mengundang pertemuan pertama. (contoh)"))),
    Found(SALEKOE, "dinsos", K.GROUP, "", 25, G.POOR, source="Pendataan Dinas Sosial (contoh)"),
    Found(SALEKOE, "dinkes", K.GROUP, "", 4, G.USERS, source="Layanan rehabilitasi, angka gabungan (contoh)"),
    Found(SALEKOE, "dinsos", K.INTEREST, "Pengolahan hasil laut", 18),
    Found(SALEKOE, "dinsos", K.INTEREST, "Perbengkelan sepeda motor", 9),
    Found(PONTAP, "dinsos", K.PROBLEM, "Hasil tangkapan dijual mentah dengan harga rendah (contoh)"),
    Found(PONTAP, "dinsos", K.INTEREST, "Pengolahan hasil laut", 14),
    Found(PONJALAE, "dinsos", K.PROBLEM, "Usaha rumahan belum berizin dan sulit mendapat modal (contoh)"),
    Found(PONJALAE, "dinsos", K.PEOPLE, "Tiga kelompok usaha perempuan (contoh)"),
    Found(PONJALAE, "dinsos", K.INTEREST, "Menjahit", 11),
    Found(TOMPOTIKKA, "dinsos", K.INTEREST, "Menjahit", 6),
)  # fmt: skip
CHOICES = {
    SALEKOE: ("Masalahnya paling banyak disebut, kelompok usahanya sudah ada, dan lurahnya siap mendampingi.", 30),
    PONTAP: ("Minat mengolah hasil laut tinggi dan bahan bakunya dekat.", 20),
}


def plan_findings(stage: Stage) -> None:
    """Plan the findings, and the choice of this year's target locations."""
    for number, found in enumerate(FOUND):
        instant = stage.timeline.moment(found.day, number)
        stage.timeline.add(instant, liaison(found.office), partial(_find, stage, found))
    stage.timeline.add(stage.timeline.moment(CHOSEN, 200), SECRETARIAT, partial(_choose, stage))


def _find(stage: Stage, found: Found) -> None:
    area, office = stage.areas[found.code], stage.offices[found.office]
    same = sa.select(sa.func.count(Finding.id)).where(Finding.area_id == area.id, Finding.kind == found.kind)
    skill = skill_named(found.title) if found.kind is K.INTEREST else None
    title = str(found.group.label) if found.group else found.title
    db.session.add(Finding(
        area_id=area.id, area=area, kind=found.kind, title=title, detail=found.detail, group=found.group, skill=skill,
        count=found.count, source=found.source, found_on=today() - dt.timedelta(days=3),
        rank=(db.session.scalar(same) or 0) + 1, agency_id=office.id,
        created_name=stage.actor(liaison(found.office)).name, **dict(found.more),
    ))  # fmt: skip


def _choose(stage: Stage) -> None:
    """The latest working meeting that was held is said to have chosen them."""
    held = [each for each in stage.meetings if each.is_held and each.kind is MeetingKind.WORKING]
    meeting = max(held, key=lambda each: each.starts_at)
    decisions = sa.select(MinutesLine.id).where(
        MinutesLine.meeting_id == meeting.id,
        MinutesLine.kind == LineKind.DECISION,
        MinutesLine.text.icontains("lokasi sasaran"),
    )
    line_id = db.session.scalars(decisions.order_by(MinutesLine.id).limit(1)).first()
    for code, (why, expected) in CHOICES.items():
        area = stage.areas[code]
        db.session.add(TargetChoice(
            area_id=area.id, area=area, year=today().year, why=example(why), expected=expected,
            meeting_id=meeting.id, line_id=line_id, chosen_name=stage.actor(SECRETARIAT).name,
        ))  # fmt: skip
