"""Who is asked for a task of a template today: agencies come and go while templates stay."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext

from app.agencies.models import Agency
from app.task_templates.models import TemplateItem, TemplateShare


@dataclass
class Heir:
    """An agency that is asked today, what is its part, and whom it took over from."""

    agency: Agency
    scope: str
    instead_of: list[str] = field(default_factory=list)


@dataclass
class Shares:
    """The agencies that are asked, and the shares of agencies that ended without a successor."""

    heirs: list[Heir]
    orphaned: list[TemplateShare]


def heirs_of(item: TemplateItem) -> Shares:
    """Return who is asked for a task today. A successor that is asked for two parts has one, with both scopes."""
    heirs: dict[int, Heir] = {}
    orphaned = []
    for share in item.shares:
        agency = today_of(share.agency)
        if agency is None:
            orphaned.append(share)
            continue
        heir = heirs.setdefault(agency.id, Heir(agency, ""))
        heir.scope = "; ".join(filter(None, (heir.scope, share.scope)))
        if agency is not share.agency:
            heir.instead_of.append(share.agency.name)
    return Shares(sorted(heirs.values(), key=lambda heir: heir.agency.name), orphaned)


def today_of(agency: Agency) -> Agency | None:
    """Return the agency that goes on with the work of this one; None when nobody does."""
    seen: set[int] = set()
    follower: Agency | None = agency
    while follower is not None and not follower.is_current and follower.id not in seen:
        seen.add(follower.id)
        follower = follower.successor
    return follower if follower is not None and follower.is_current else None


def troubles_of(items: list[TemplateItem]) -> list[str]:
    """Return in sentences what keeps a repetition from asking everyone that its template names."""
    if not items:
        return [gettext("Templatnya belum berisi tugas, jadi tidak ada yang dibuat.")]
    found = []
    for item in items:
        shares = heirs_of(item)
        names = ", ".join(share.agency.name for share in shares.orphaned)
        facts = {"task": item.title[:80], "agencies": names}
        if names and shares.heirs:
            found.append(
                gettext("%(task)s: %(agencies)s sudah tidak ada tanpa penerus. Tugas dibuat untuk yang lain.", **facts)
            )
        elif names:
            found.append(
                gettext(
                    "%(task)s: %(agencies)s sudah tidak ada tanpa penerus. Tugas tidak dibuat sampai diganti.", **facts
                )
            )
        elif not shares.heirs:
            found.append(gettext("%(task)s: belum ada instansinya. Tugas tidak dibuat sampai diisi.", **facts))
    return found
