"""What the names and codes in a table mean: agencies by any name they ever had, areas by their official code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext

from app.agencies.models import Agency, AgencyName
from app.areas.models import Area
from app.extensions import db, fetch
from app.plans.models import PlanAction
from app.spreadsheets.tables import list_of
from app.spreadsheets.values import Unreadable, folded


@dataclass(frozen=True)
class Known:
    """Agencies by id and by folded name, areas by code, actions by number."""

    agencies: dict[int, Agency]
    names: dict[str, set[int]]
    areas: dict[str, Area]
    actions: dict[int, PlanAction]

    def agency(self, name: str) -> Agency:
        """The agency that has or had this name, or who does its work today. Raises Unreadable."""
        found = {self._heir(key).id for key in self.names.get(folded(name), ())}
        if not found:
            raise Unreadable(gettext("“%(name)s” tidak ada dalam daftar instansi.", name=name[:80]))
        if len(found) > 1:
            raise Unreadable(
                gettext(
                    "“%(name)s” pernah menjadi nama lebih dari satu instansi. Isi namanya yang sekarang.",
                    name=name[:80],
                )
            )
        agency = self.agencies[found.pop()]
        if not agency.is_current:
            raise Unreadable(gettext("%(name)s sudah berakhir tanpa penerus.", name=agency.name))
        return agency

    def _heir(self, key: int) -> Agency:
        agency, passed = self.agencies[key], {key}
        while agency.successor_id in self.agencies and agency.successor_id not in passed:
            agency = self.agencies[agency.successor_id]
            passed.add(agency.id)
        return agency

    def related(self, text: str, responsible: int | None, before: Iterable[Agency] = ()) -> list[Agency]:
        """The agencies of a cell, without the responsible one; those that stood there `before` may have ended since."""
        stood = {folded(agency.name): agency for agency in before}
        found = {(stood.get(folded(name)) or self.agency(name)) for name in list_of(text)}
        return sorted((each for each in found if each.id != responsible), key=lambda each: each.name)

    def places(self, text: str) -> list[Area]:
        """The areas of a cell by their codes. Raises Unreadable."""
        codes = dict.fromkeys(code for code in list_of(text, also=", "))
        if unknown := [code for code in codes if code not in self.areas]:
            raise Unreadable(gettext("%(codes)s tidak ada di daftar kawasan.", codes=", ".join(unknown)[:80]))
        return sorted((self.areas[code] for code in codes), key=lambda each: each.code)


def know(actions: Sequence[PlanAction], locking: bool) -> Known:
    """Load what a table may name; agencies are held against a merger until the transaction ends, if so wished."""
    rows = sa.select(Agency).order_by(Agency.id).execution_options(populate_existing=locking)
    agencies = {each.id: each for each in db.session.scalars(rows.with_for_update(read=True) if locking else rows)}
    names: dict[str, set[int]] = {}
    for row in fetch(sa.select(AgencyName.agency_id, AgencyName.name)):
        names.setdefault(folded(row.name), set()).add(row.agency_id)
    for agency in agencies.values():
        if agency.is_current:
            names[folded(agency.name)] = {agency.id}  # a present name counts before somebody's former one
    areas = {area.code: area for area in db.session.scalars(sa.select(Area))}
    return Known(agencies, names, areas, {action.number: action for action in actions})
