"""The demo's activities and results: one whole chain, a training that nobody follows, one that nobody asked for.

All of it is invented, as the mark on every page says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.parts import ActivityCount, ActivitySession
from app.activities.steps import (
    ActivityKind,
    ActivityState,
    ActivityStep,
    AgeBand,
    CountOf,
    EvaluationPeriod,
    PeopleGroup,
    SatisfactionCategory,
)
from app.clock import today
from app.demo.meetings import example
from app.demo.stage import SECRETARIAT, Stage
from app.extensions import db
from app.findings.models import Finding, FindingKind
from app.findings.skills import skill_named
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.outcomes.states import Span
from app.references import next_reference

S, C, G, A = ActivityStep, CountOf, PeopleGroup, AgeBand
SALEKOE, PONTAP, AMMASANGAN = "73.73.05.1005", "73.73.05.1003", "73.73.01.1003"


@dataclass(frozen=True)
class Deed:
    """One activity: when it began (days from today), how many days it took, and who was there."""

    step: ActivityStep
    title: str
    day: int
    areas: tuple[str, ...]
    office: str = "bnn"
    days: int = 1
    place: str = ""
    skill: str = ""
    people: tuple[tuple[CountOf, PeopleGroup, AgeBand, int, int], ...] = ()
    result: str = ""
    conclusion: str = ""
    follow_up: str = ""
    follows: str = ""
    promise: str = ""
    guests: tuple[str, ...] = ()
    facts: dict[str, object] = field(default_factory=dict)


TRAINING, EVALUATION = "Bimtek pengolahan hasil laut", "Evaluasi kinerja kawasan semester ini"
DEEDS = (
    Deed(S.MAPPING, "Pengisian data pemetaan dan potensi kelurahan", -290, (SALEKOE,), "lurah",
         result="Data potensi SDM dan SDA terisi bersama kader kelurahan."),
    Deed(S.MEETING, "Rapat kerja sinergi pemberdayaan alternatif", -230, ("73.73.05",), place="Aula Kantor Camat",
         guests=("bnn", "dinsos", "koperasi", "naker"),
         people=((C.PARTICIPANT, G.STAKEHOLDERS, A.UNKNOWN, 14, 22),),
         result="Disepakati pelatihan menurut minat warga.",
         conclusion="Pelatihan didampingi sampai enam bulan.", follow_up="Instansi menyusun rencana pendampingan."),
    Deed(S.BRIEFING, "Bimtek pendamping kelompok usaha", -200, (SALEKOE,), people=(
         (C.PARTICIPANT, G.COMPANIONS, A.ADULT, 9, 6),), result="Lima belas pendamping siap bertugas.",
         facts={"kind": ActivityKind.FOR_COMPANIONS, "speaker": "Penyuluh (contoh)"}),
    Deed(S.TRAINING, TRAINING, -160, (SALEKOE,), days=3, place="Balai Kelurahan Salekoe", skill="Pengolahan hasil laut",
         people=((C.EXPECTED, G.RESIDENTS, A.UNKNOWN, 20, 10), (C.PARTICIPANT, G.RESIDENTS, A.ADULT, 17, 6),
                 (C.PARTICIPANT, G.YOUTH, A.YOUNG, 3, 3), (C.BENEFICIARY, G.RESIDENTS, A.ADULT, 17, 6)),
         result="Peserta membuat tiga jenis olahan dan menghitung harga pokoknya.",
         conclusion="Minat tinggi; kemasan perlu dilatih lagi.", follow_up="Pendampingan pemasaran tiap bulan.",
         facts={"is_bersinar": True, "satisfaction": Decimal("3.4"), "budget": Decimal(18_500_000),
                "satisfaction_category": SatisfactionCategory.GOOD}),
    Deed(S.FOLLOWING, "Kunjungan pendampingan kelompok olahan laut", -110, (SALEKOE,), "koperasi", follows=TRAINING,
         people=((C.PARTICIPANT, G.RESIDENTS, A.ADULT, 15, 5),), result="Dua kelompok sudah berjualan tiap pekan.",
         conclusion="Perlu izin edar untuk masuk toko."),
    Deed(S.EVALUATION, EVALUATION, -40, (SALEKOE,), follows=TRAINING,
         people=((C.PARTICIPANT, G.STAKEHOLDERS, A.UNKNOWN, 6, 8),),
         result="Pelatihan dan pendampingan berjalan menurut rencana.",
         facts={"kind": ActivityKind.OF_WORK, "period": EvaluationPeriod.HALF,
                "recovery": "Usaha warga mulai berjalan"}),
    Deed(S.SUPPORT, "Penyerahan alat pengemasan", -35, (SALEKOE,), "koperasi", promise="alat",
         people=((C.BENEFICIARY, G.RESIDENTS, A.ADULT, 12, 4),), result="Kelompok mengemas sendiri hasil olahannya.",
         facts={"kind": ActivityKind.GOODS, "support_form": "Alat pengemas", "amount": Decimal(4), "unit": "unit"}),
    Deed(S.TRAINING, "Bimtek budidaya sayur pekarangan", -75, (AMMASANGAN,), "dinsos", skill="Budidaya sayur",
         people=((C.PARTICIPANT, G.POOR, A.ADULT, 18, 7),), result="Peserta pulang dengan bibit dan media tanam."),
    Deed(S.TRAINING, "Bimtek servis pendingin udara", 20, (PONTAP,), "naker", days=2, skill="Servis pendingin udara",
         people=((C.EXPECTED, G.YOUTH, A.YOUNG, 2, 18),)),
)  # fmt: skip
INTERESTS = ((SALEKOE, "Pengolahan hasil laut", 34), (AMMASANGAN, "Budidaya sayur", 16), (PONTAP, "Menjahit", 21))
SOURCE = "Laporan kinerja"
RESULTS = ((SALEKOE, "IKP", Decimal("2.8"), (("2.31", SOURCE), ("2.54", SOURCE), ("2.71", SOURCE))),
           (SALEKOE, "SKM", Decimal("3.5"), (("3.1", "Survei peserta"), ("3.4", "Survei peserta"))))  # fmt: skip


def plan_activities(stage: Stage) -> None:
    """Plan interests, activities and results, each at its time."""
    stage.timeline.add(stage.timeline.moment(-280, 30), SECRETARIAT, partial(_find_interests, stage))
    done: dict[str, Activity] = {}
    for deed in DEEDS:
        stage.timeline.add(stage.timeline.moment(min(deed.day + deed.days, -1), 120), SECRETARIAT,
                           partial(_do, stage, deed, done))  # fmt: skip
    stage.timeline.add(stage.timeline.moment(-30, 40), SECRETARIAT, partial(_measure, stage, done))


def _find_interests(stage: Stage) -> None:
    for code, skill, people in INTERESTS:
        db.session.add(
            Finding(
                area_id=stage.areas[code].id, kind=FindingKind.INTEREST, title=example(f"Warga berminat: {skill}"),
                skill_id=skill_named(skill).id, count=people, rank=1, source="Musyawarah kelurahan (contoh)",
                agency_id=stage.offices["bnn"].id, created_name="Sekretariat (contoh)",
            )
        )  # fmt: skip


def _do(stage: Stage, deed: Deed, done: dict[str, Activity]) -> None:
    office, first = stage.offices[deed.office], stage.timeline.day(deed.day)
    last = max(first, stage.timeline.day(deed.day + deed.days - 1))
    activity = done[deed.title] = Activity(
        reference=next_reference("KG", today().year), step=deed.step, title=example(deed.title), starts_on=first,
        ends_on=last, place=deed.place, agency_id=office.id, agency_name=office.name, result=deed.result,
        conclusion=deed.conclusion, follow_up=deed.follow_up,
        state=ActivityState.HELD if deed.day < 0 else ActivityState.PLANNED,
        skill_id=skill_named(deed.skill).id if deed.skill else None,
        follows_id=done[deed.follows].id if deed.follows else None,
        commitment_id=stage.commitments[deed.promise].id if deed.promise else None,
    )  # fmt: skip
    for name, value in deed.facts.items():
        setattr(activity, name, value)
    activity.counts = [
        ActivityCount(of=of, group=group, age=age, women=women, men=men) for of, group, age, women, men in deed.people
    ]
    if deed.days > 1:
        activity.sessions = [ActivitySession(on=day, topic="Teori dan praktik (contoh)") for day in {first, last}]
    db.session.add(activity)
    db.session.flush()
    activity.locate([stage.areas[code] for code in deed.areas])
    for mark, guests in (("is_invited", deed.guests), ("is_present", deed.guests[:-1])):
        activity.gather(mark, [stage.offices[key] for key in guests])


def _measure(stage: Stage, done: dict[str, Activity]) -> None:
    for code, short, target, values in RESULTS:
        indicator = db.session.scalars(sa.select(OutcomeIndicator).filter_by(short=short)).one()
        series = OutcomeSeries(indicator=indicator, area=stage.areas[code], target=target, target_year=today().year + 1)
        series.baseline, series.baseline_year = Decimal(values[0][0]), today().year - len(values)
        for number, (value, source) in enumerate(values):
            series.values.append(
                OutcomeValue(year=today().year - len(values) + 1 + number, span=Span.YEAR, value=Decimal(value),
                             source=example(source), recorded_name="Sekretariat (contoh)")
            )  # fmt: skip
        series.values[-1].activity = done[EVALUATION]
        db.session.add(series)
