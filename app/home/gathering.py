"""Everything that waits for a person, in all roles held, in one query; and the list of all things of one kind."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.identity import Identity
from app.clock import now, today
from app.extensions import fetch
from app.home import of_agency, of_office
from app.home.meetings import Soon, soon
from app.home.needs import Desk, Group, Kind, Need, Section
from app.listing import Listing, Rows, Values, capped_count
from app.paging import Page
from app.policy import Holder, Role, Seat

MEETING = -1  # the place of what is no need
COUNTED = 99  # beyond that the first page does not count; the list of all does
KINDS = (*of_agency.KINDS, *of_office.KINDS)


@lru_cache(maxsize=256)
def desks(seats: tuple[Seat, ...], user_id: int, name: str) -> tuple[Desk, ...]:
    """The roles that a person holds, each once; that of a liaison once for each agency."""
    liaison = tuple(sorted({seat.agency_id for seat in seats if seat.role in _BY_AGENCY}))
    agencies = tuple(sorted({seat.agency_id for seat in seats}))
    roles = frozenset(seat.role for seat in seats)
    places = dict.fromkeys((seat.role, seat.agency_id if seat.role in _BY_AGENCY else 0) for seat in seats)
    return tuple(Desk(role, roles, agency, user_id, name, liaison, agencies) for role, agency in places)


_BY_AGENCY = (Role.LIAISON,)


def tables(held: tuple[Desk, ...]) -> list[tuple[Desk, Kind]]:
    """What may wait at which desk. What is the person's own, whatever the role, waits at the first."""
    found, seen = [], set()
    for desk in held:
        for kind in KINDS:
            if desk.role in kind.roles and kind not in seen:
                found.append((desk, kind))
                seen |= {kind} if kind.personal else set()
    return found


def gather(who: Identity) -> tuple[list[Section], list[Soon]]:
    """Return what waits for `who`, and which meetings come; one query.

    A section for each role held in which something waits; late first: sections and groups go by their first need.
    """
    held = desks(who.seats, who.id, who.name)
    places: dict[int, list[Any]] = defaultdict(list)
    for row in fetch(_everything(held, who.seats, today()), now=now()):
        places[row.place].append(row)
    meetings = [Soon(row) for row in places.pop(MEETING, ())]
    waiting: dict[Desk, list[Group]] = defaultdict(list)
    for number, (desk, kind) in enumerate(tables(held)):
        if number in places:
            waiting[desk].append(_group(desk, kind, places[number]))
    titles = _titles(who) if len(held) > 1 else {}
    sections = [
        Section(titles.get((desk.role, desk.agency_id), ""), sorted(groups, key=lambda group: group.needs[0].order))
        for desk, groups in waiting.items()
    ]
    return sorted(sections, key=lambda section: section.groups[0].needs[0].order), meetings


def _titles(who: Identity) -> dict[tuple[Role, int], str]:
    named: dict[tuple[Role, int], str] = {}
    for seat in who.seats:
        place = seat.role, seat.agency_id if seat.role in _BY_AGENCY else 0
        named.setdefault(place, f"{seat.title}, {seat.agency_name}")
    return named


def _group(desk: Desk, kind: Kind, rows: list[Any]) -> Group:
    needs = sorted((kind.need(row) for row in rows), key=lambda need: need.order)
    total = rows[0].total
    count = f"{COUNTED}+" if total > COUNTED else str(total)
    return Group(str(kind.title), needs, count, address(desk, kind))


def address(desk: Desk, kind: Kind) -> str:
    """Where all things of this kind stand."""
    return f"/giliran/{kind.key}" + (f"?instansi={desk.agency_id}" if desk.agency_id and not kind.personal else "")


@lru_cache(maxsize=64)
def _everything(held: tuple[Desk, ...], seats: tuple[Seat, ...], _day: dt.date) -> Any:
    """Build the query once for the same posts on the same day: building it takes far longer than asking it."""
    needs = (_some(number, desk, kind) for number, (desk, kind) in enumerate(tables(held)))
    meetings = soon(seats).subquery().c
    return sa.union_all(*needs, sa.select(sa.literal(MEETING).label("place"), sa.literal(0).label("total"), *meetings))


def _some(number: int, desk: Desk, kind: Kind) -> Any:
    total = capped_count(kind.rows(desk), COUNTED).scalar_subquery().label("total")
    return sa.select(sa.literal(number).label("place"), total, *kind.first(desk).subquery().c)


class _All(Listing):
    """The list of one kind, which knows what time it is."""

    def parameters(self, who: Any, values: Values) -> dict[str, Any]:
        """What the conditions need to know."""
        return {"now": now()}


@dataclass(frozen=True)
class Turn:
    """One kind at one desk, all of it."""

    kind: Kind
    page: Page

    @property
    def needs(self) -> list[Need]:
        """The things of this page of the list."""
        return [self.kind.need(row) for row in self.page.rows]


def turn(who: Identity, key: str, args: MultiDict[str, str], path: str) -> Turn | None:
    """Return the list of all things of a kind that wait for `who`; None where nothing of it can."""
    agency = args.get("instansi", "")
    for desk, kind in tables(desks(who.seats, who.id, who.name)):
        if kind.key == key and (kind.personal or str(desk.agency_id or "") == agency):
            listing = _listing(kind, desk, today())
            page = listing.page(who, args, path)
            if desk.agency_id and not kind.personal:
                page.values["instansi"] = agency  # so that the pages of the list lead to each other
            return Turn(kind, page)
    return None


@lru_cache(maxsize=128)
def _listing(kind: Kind, desk: Desk, _day: dt.date) -> Listing:
    def rows(_who: Holder, _values: Values) -> Rows:
        return kind.rows(desk)

    return _All(identity=kind.identity, sorts={"urutan": kind.sort}, default="urutan", rows=rows)
