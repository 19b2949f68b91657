"""Mappings as tests need them."""

from __future__ import annotations

import sqlalchemy as sa

from app.areas.models import Area
from app.clock import today
from app.extensions import db
from app.mapping.levels import Level
from app.mapping.methods import MappingMethod, MethodKind
from app.mapping.models import Mapping
from app.mapping.parts import Decided
from app.mapping.service import Answer, begin, fill
from app.periods import Half
from tests.factories import make_area


class By:
    """Who acts."""

    id = None
    name = "Ani"


def method_of(kind: MethodKind = MethodKind.CHECKLIST) -> MappingMethod:
    """One of the two that ship."""
    return db.session.scalars(sa.select(MappingMethod).where(MappingMethod.kind == kind)).first()  # type: ignore[return-value]


def make_mapping(
    area: Area | None = None, year: int = 2025, half: Half = Half.YEAR, there: int | None = None,
    kind: MethodKind = MethodKind.CHECKLIST,
) -> Mapping:  # fmt: skip
    """A mapping whose first `there` indicators are present and the others not; None leaves it empty. Committed."""
    method = method_of(kind)
    mapping = begin(area or make_area("73.73.05.1005"), method, year, half)
    if there is not None:
        fill(mapping, {each.id: Answer(n < there, None, each.unit) for n, each in enumerate(method.indicators)})
    db.session.commit()
    return mapping


def decide(mapping: Mapping, level: Level = Level.DANGER, basis: str = "Surat 1", reason: str = "Alasan") -> None:
    """Set the official level; committed."""
    mapping.decide(level, None, Decided(today(), basis, reason), By())
    db.session.commit()


def share(mapping: Mapping) -> None:
    """Show it to agencies; committed."""
    mapping.share()
    db.session.commit()
