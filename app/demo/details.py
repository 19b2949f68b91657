"""What the demo's promises say beside the statement: areas, kind of support, funds, who helps, steps on the way.

Codes and names of the areas are the official ones of Palopo; who promises what in them is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from app.areas.models import Area, AreaKind
from app.clock import now
from app.commitments.models import Commitment, Terms
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.service import propose
from app.commitments.states import FundSource, Rhythm, SupportKind, SupportState
from app.demo.promises_kept import KEPT
from app.demo.promises_open import OPEN
from app.demo.shapes import Promise
from app.demo.stage import ADMIN, IN_USE_SINCE, Stage, liaison
from app.extensions import db

AREAS = (
    ("73.73", AreaKind.CITY, "Kota Palopo", ""),
    ("73.73.01", AreaKind.DISTRICT, "Wara", "73.73"),
    ("73.73.01.1001", AreaKind.VILLAGE, "Tompotikka", "73.73.01"),
    ("73.73.01.1003", AreaKind.VILLAGE, "Ammasangan", "73.73.01"),
    ("73.73.05", AreaKind.DISTRICT, "Wara Timur", "73.73"),
    ("73.73.05.1003", AreaKind.VILLAGE, "Pontap", "73.73.05"),
    ("73.73.05.1005", AreaKind.VILLAGE, "Salekoe", "73.73.05"),
    ("73.73.05.1007", AreaKind.VILLAGE, "Ponjalae", "73.73.05"),
)


@dataclass(frozen=True)
class Help:
    """A supporting agency, its role, and what it answered `day` days from today; None while it has not."""

    office: str
    role: str
    state: SupportState = SupportState.ASKED
    day: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Waypoint:
    """A step on the way: its date and when it was reached, in days from today."""

    title: str
    due: int
    reached: int | None = None


@dataclass(frozen=True)
class Detail:
    """What one promise says beside its statement."""

    areas: tuple[str, ...] = ()
    kind: SupportKind | None = None
    funds: FundSource | None = None
    in_plan: bool | None = None
    rhythm: Rhythm = Rhythm.NONE
    is_high: bool = False
    helpers: tuple[Help, ...] = ()
    steps: tuple[Waypoint, ...] = ()


DETAILS = {
    "paket": Detail(
        ("73.73.05.1005", "73.73.05.1003"), SupportKind.GOODS, FundSource.APBD, True, Rhythm.QUARTERLY,
        helpers=(
            Help("lurah", "Menyiapkan tempat penyerahan", SupportState.ACCEPTED, -140),
            Help("polres", "Mengamankan penyerahan tahap kedua"),
        ),
        steps=(
            Waypoint("Penetapan penerima", -120, -118), Waypoint("Penyerahan tahap pertama", -60, -50),
            Waypoint("Penyerahan tahap kedua", 1),
        ),
    ),
    "lapak": Detail(
        ("73.73.01.1003",), SupportKind.GOODS, FundSource.CSR, False,
        steps=(Waypoint("Kesepakatan lokasi", -40, -41), Waypoint("Sambungan listrik", 6)),
    ),
    "bibit": Detail(("73.73.05.1007",), SupportKind.GOODS, FundSource.APBD, True),
    "keluarga": Detail(("73.73.01", "73.73.05"), SupportKind.PEOPLE, FundSource.APBD, True, Rhythm.PERIODS),
    "asesmen": Detail(("73.73.05.1005",), SupportKind.PEOPLE, FundSource.APBD, True),
    "babinsa": Detail(("73.73.05",), SupportKind.PEOPLE, FundSource.SELF),
    "penyuluhan": Detail(("73.73.01.1001",), SupportKind.PEOPLE, FundSource.APBN),
    "bantuan": Detail(("73.73.05.1003",), SupportKind.GOODS, FundSource.APBD, True, Rhythm.MONTHLY),
    "alat": Detail(("73.73.05.1005",), SupportKind.GOODS, FundSource.APBD, True),
    "skrining": Detail(("73.73",), SupportKind.PEOPLE, FundSource.APBD, True),
    "rencana": Detail(("73.73",), SupportKind.OTHER, FundSource.APBD, True, is_high=True),
}  # fmt: skip


def plan_areas(stage: Stage) -> None:
    """Plan the import of the areas, before anything is promised in them."""
    stage.timeline.add(stage.timeline.moment(IN_USE_SINCE, 40), ADMIN, partial(_import, stage))


def _import(stage: Stage) -> None:
    for code, kind, name, parent in AREAS:
        area = stage.areas[code] = Area(code=code, kind=kind, name=name, parent=stage.areas.get(parent))
        db.session.add(area)


def terms_of(stage: Stage, key: str, plan: Promise) -> Terms:
    """Return all terms of a promise."""
    detail = DETAILS.get(key, Detail())
    return replace(
        plan.terms, areas=[stage.areas[code] for code in detail.areas], support_kind=detail.kind,
        fund_source=detail.funds, in_plan=detail.in_plan, rhythm=detail.rhythm, is_high=detail.is_high,
    )  # fmt: skip


def add_parts(stage: Stage, key: str, commitment: Commitment) -> None:
    """Ask the agencies that help, and set the steps on the way."""
    detail = DETAILS.get(key, Detail())
    for helper in detail.helpers:
        office = stage.offices[helper.office]
        commitment.supports.append(
            CommitmentSupport(agency_id=office.id, agency_name=office.name, role=helper.role, asked_at=now())
        )
    for step in detail.steps:
        commitment.milestones.append(Milestone(title=step.title, due=stage.timeline.day(step.due)))


def plan_parts(stage: Stage) -> None:
    """Plan what the helping agencies answered, and when steps were reached."""
    for key, detail in DETAILS.items():
        for number, helper in enumerate(detail.helpers):
            if helper.day is not None:
                act = partial(_answer, stage, key, number, helper)
                stage.timeline.add(stage.timeline.moment(helper.day, 90), liaison(helper.office), act)
        for step in detail.steps:
            if step.reached is not None:
                act = partial(_reach, stage, key, step)
                who = liaison((KEPT | OPEN)[key].office)
                stage.timeline.add(stage.timeline.moment(step.reached, 100), who, act)
    stage.timeline.add(stage.timeline.moment(-3, 60), liaison("dinsos"), partial(_suggest, stage))


def _answer(stage: Stage, key: str, number: int, helper: Help) -> None:
    stage.commitments[key].supports[number].answer(helper.state, helper.reason)


def _reach(stage: Stage, key: str, step: Waypoint) -> None:
    milestone = next(each for each in stage.commitments[key].milestones if each.title == step.title)
    milestone.reached_on = stage.timeline.day(step.reached or 0)


def _suggest(stage: Stage) -> None:
    """An agency proposes something between two meetings; the secretariat has yet to bring it into one."""
    propose(
        "Membuka kelas keterampilan menjahit bagi keluarga penerima manfaat (contoh)", stage.offices["dinsos"],
        stage.timeline.day(120),
        Terms(unit="orang", indicator="Peserta yang lulus", place="Balai pertemuan (contoh)", areas=(
            stage.areas["73.73.01.1001"],
        )),
        suggested_name=stage.actor(liaison("dinsos")).name,
    )  # fmt: skip
