"""Findings and target locations for tests."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.areas.models import Area, AreaKind
from app.clock import today
from app.extensions import db
from app.findings.models import Finding, FindingKind, TargetChoice
from tests.factories import make_area


def make_village(code: str = "73.73.05.1005", name: str = "Salekoe") -> Area:
    """A village; committed."""
    area = make_area(code, AreaKind.VILLAGE, name)
    db.session.commit()
    return area


def make_finding(area_id: int, agency_id: int, title: str = "Belum ada pekerjaan", **facts: Any) -> Finding:
    """A problem behind the others of its kind; committed."""
    kind = facts.pop("kind", FindingKind.PROBLEM)
    same = sa.select(sa.func.count()).where(Finding.area_id == area_id, Finding.kind == kind)
    rank = (db.session.scalar(same) or 0) + 1
    values = {"source": "Musyawarah", "created_name": "Ani", "rank": rank}
    finding = Finding(area_id=area_id, agency_id=agency_id, kind=kind, title=title, **(values | facts))
    db.session.add(finding)
    db.session.commit()
    return finding


def make_target(area_id: int, meeting_id: int, **facts: Any) -> TargetChoice:
    """An area chosen for this year; committed."""
    values = {"year": today().year, "why": "Banyak masalah", "chosen_name": "Ani"}
    target = TargetChoice(area_id=area_id, meeting_id=meeting_id, **(values | facts))
    db.session.add(target)
    db.session.commit()
    return target


def titles(area_id: int) -> list[str]:
    """The problems of an area in their order."""
    rows = sa.select(Finding.title).where(Finding.area_id == area_id, Finding.kind == FindingKind.PROBLEM)
    return list(db.session.scalars(rows.where(Finding.removed_at.is_(None)).order_by(Finding.rank)))
