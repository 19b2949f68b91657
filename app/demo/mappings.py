"""Mappings of the demo: two years of one kelurahan, one that is half filled, one by the index.

All figures and levels are invented, and each mapping says so itself: no kelurahan is to be known by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import sqlalchemy as sa

from app.clock import today
from app.demo.stage import LEADER, SECRETARIAT, Stage, liaison
from app.extensions import db
from app.mapping.levels import Level
from app.mapping.methods import MappingMethod, MethodKind
from app.mapping.models import Mapping
from app.mapping.parts import Decided
from app.mapping.service import Answer, begin, fill
from app.periods import Half

MARK = (
    "DATA CONTOH. Semua angka dan kategori pada pemetaan ini rekaan dan tidak menggambarkan kelurahan yang sebenarnya."
)
SOURCE = "Kelurahan (contoh)"


@dataclass(frozen=True)
class Plan:
    """One mapping: where, how many years ago, on which day from today, and what was found (1 there, 0 not, - open)."""

    area: str
    years_ago: int
    day: int
    answers: str
    figures: tuple[int, ...] = ()
    half: Half = Half.YEAR
    level: Level | None = None
    reason: str = ""
    readers: tuple[str, ...] = ()


PLANS = (
    Plan("73.73.05.1007", 2, -420, "1110110011100", (9, 14, 3, 0, 22, 40), level=Level.WATCH),
    Plan("73.73.05.1007", 1, -200, "1010100010100", (5, 11, 1, 0, 12, 15), level=Level.READY,
         reason="Kasus dan angka pengguna turun selama pendampingan berjalan (contoh).", readers=("dinsos",)),
    Plan("73.73.05.1003", 1, -195, "01001000-1--0", (0, 4, 0, 0, 6), half=Half.SECOND),
    Plan("73.73.05.1005", 1, -190, "1001101010000", (4, 6, 0, 1, 9, 12), level=Level.READY),
)  # fmt: skip


def plan_mappings(stage: Stage) -> None:
    """Plan the mappings, the decisions on them, and who has read them."""
    for number, plan in enumerate(PLANS):
        when = stage.timeline.moment
        made: list[Mapping] = []
        stage.timeline.add(when(plan.day, number), SECRETARIAT, partial(_map, stage, plan, made))
        if plan.level:
            stage.timeline.add(when(plan.day + 7, number), LEADER, partial(_decide, stage, plan, made))
        if plan.readers or plan.years_ago > 1:
            stage.timeline.add(when(plan.day + 8, number), SECRETARIAT, partial(_share, made))
        for office in plan.readers:
            stage.timeline.add(when(plan.day + 9, number), liaison(office), partial(_read, stage, office, made))
    stage.timeline.add(stage.timeline.moment(-30, 5), SECRETARIAT, partial(_map_by_index, stage))


def _method(kind: MethodKind) -> MappingMethod:
    return db.session.scalars(sa.select(MappingMethod).where(MappingMethod.kind == kind)).one()


def _map(stage: Stage, plan: Plan, made: list[Mapping]) -> None:
    year = stage.timeline.started.year - plan.years_ago
    mapping = begin(stage.areas[plan.area], _method(MethodKind.CHECKLIST), year, plan.half)
    mapping.remark = MARK
    figures = dict(enumerate(plan.figures))
    fill(mapping, {
        each.id: Answer({"1": True, "0": False, "-": None}[plan.answers[n]],
                         Decimal(figures[n]) if n in figures else None, each.unit, SOURCE)
        for n, each in enumerate(mapping.method.indicators)
    })  # fmt: skip
    made.append(mapping)


def _decide(stage: Stage, plan: Plan, made: list[Mapping]) -> None:
    if plan.level:
        facts = Decided(today(), "Berita acara pemetaan (contoh)", plan.reason)
        made[0].decide(plan.level, None, facts, stage.actor(LEADER), "Pimpinan (contoh)")


def _share(made: list[Mapping]) -> None:
    made[0].share()


def _read(stage: Stage, office: str, made: list[Mapping]) -> None:
    agency = stage.offices[office]
    made[0].read_by(agency.id, agency.name, stage.actor(liaison(office)))


def _map_by_index(stage: Stage) -> None:
    year = stage.timeline.started.year - 1
    mapping = begin(stage.areas["73.73.01.1001"], _method(MethodKind.INDEX), year, Half.YEAR)
    mapping.remark, mapping.expected, mapping.returned = MARK, 33, 21
