"""Writing findings down and keeping each kind in its order."""

from __future__ import annotations

from app.areas.models import Area
from app.extensions import db
from app.findings.forms import FindingForm
from app.findings.models import ENDING, SWOT, Finding, FindingKind
from app.findings.queries import of_kind
from app.findings.skills import skill_named
from app.language import speaking


def write_down(area: Area, kind: FindingKind, form: FindingForm, who: str) -> Finding:
    """Add a finding behind the others of its kind. The caller has locked the area."""
    others = db.session.scalars(of_kind(area.id, kind)).all()
    finding = Finding(area_id=area.id, area=area, kind=kind, created_name=who, rank=len(others) + 1)
    fill(finding, form)
    db.session.add(finding)
    number_anew([*others, finding])
    return finding


def fill(finding: Finding, form: FindingForm) -> None:
    """Write the form into the finding. What has no title of its own is called what it is about."""
    for name in ("group", "count", "parties", "detail", *SWOT, *ENDING, "source", "found_on", "agency_id"):
        if name in form:
            setattr(finding, name, form[name].data)
    if "skill_name" in form:
        finding.skill = skill_named(form.skill_name.data)
        finding.title = finding.skill.name
    elif "title" not in form:
        with speaking("id"):
            finding.title = str(finding.group.label if finding.group else finding.kind.label)
    else:
        finding.title = form.title.data


def move(finding: Finding, place: int) -> None:
    """Put a finding at a place among its kind, counted from 1; beyond the last is the last."""
    order = [each for each in db.session.scalars(of_kind(finding.area_id, finding.kind)) if each is not finding]
    order.insert(max(place, 1) - 1, finding)
    number_anew(order)


def close_gap(finding: Finding) -> None:
    """Number those that are left, after one was removed."""
    number_anew(list(db.session.scalars(of_kind(finding.area_id, finding.kind))))


def number_anew(order: list[Finding]) -> None:
    """Number from 1 what stands in this order."""
    for rank, each in enumerate(order, 1):
        if each.rank != rank:
            each.rank = rank
