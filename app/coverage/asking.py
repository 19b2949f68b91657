"""What the matrix may be asked: a period, an area, an agency, a kind of support, a state, and which face to show."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.queries import LIVE, kind_of_support
from app.agencies.queries import filter_choices
from app.areas.models import Area, AreaKind
from app.clock import today
from app.columns import BIGGEST_ID, Labelled
from app.commitments.filters import AGREED_ON, FILTERS, ID, UNSAID, period_choices, period_days, read_period
from app.commitments.models import Commitment
from app.commitments.states import BINDING, CommitmentState, SupportKind
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Filter, Listing, Values
from app.paging import Choices
from app.policy import Holder, can

S = CommitmentState
KINDS: tuple[tuple[str, Any], ...] = (*SupportKind.choices(), (UNSAID, _l("Belum disebut")))
SHORT = {
    SupportKind.GOODS.value: _l("sarana"), SupportKind.PEOPLE.value: _l("SDM"),
    SupportKind.OTHER.value: _l.pgettext("dukungan", "lainnya"), UNSAID: _l("belum disebut"),
}  # fmt: skip
STATES = (("", _l("Semua yang disepakati")), *((each.value, each.label) for each in (*BINDING, S.VERIFIED)))
OF_COMMITMENTS = "status"  # who asks for one asks about promises alone


class Face(Labelled):
    """Which two of agency, area and kind of support are laid out ("baris"); a filter asks for the third."""

    AGENCIES = "", _l("Instansi × kawasan")
    AREAS = "kawasan", _l("Kawasan × jenis dukungan")
    KINDS = "dukungan", _l("Instansi × jenis dukungan")


def _any(_value: str) -> sa.ColumnElement[bool]:
    return sa.true()  # each source has its own condition


def large_areas() -> sa.ColumnElement[bool]:
    """The areas right below the city; where there is none, those that lie in nothing."""
    around = Area.__table__.alias("around")
    below = sa.exists().where(around.c.id == Area.parent_id, around.c.kind == AreaKind.CITY)
    return sa.and_(Area.kind != AreaKind.CITY, sa.or_(Area.parent_id.is_(None), below))


def _area_choices() -> Choices:
    rows = fetch(sa.select(Area.id, Area.kind, Area.name).where(large_areas()).order_by(Area.code))
    return [("", _l("Semua kawasan")), *((str(row.id), area_name(row)) for row in rows)]


def area_name(row: Any) -> str:
    """The full name of a row of an area."""
    return str(row.kind.named(row.name))


def _read_area(value: str) -> tuple[str, Any] | None:
    if not ID.fullmatch(value) or not 0 < int(value) <= BIGGEST_ID:
        return None
    rows = fetch(sa.select(Area.id, Area.kind, Area.name).where(Area.id == int(value)))
    return (str(rows[0].id), area_name(rows[0])) if rows else None


def _period_choices() -> Choices:
    return [("", _l("Semua periode")), *period_choices()[1:]]


PERIOD = Filter("periode", _l("Tahun atau semester"), _any, _period_choices, read=read_period)
ASKED = Listing(
    identity=Commitment.id,
    rows=lambda who, values: sa.select(Commitment.id),
    sorts={"": Commitment.id},
    default="",
    filters=(
        PERIOD,
        Filter("kawasan", _l("Kawasan"), _any, _area_choices, read=_read_area),
        Filter("instansi", _l.pgettext("satu", "Instansi"), _any, filter_choices),
        Filter("dukungan", _l("Jenis dukungan"), _any, lambda: [("", _l("Semua jenis dukungan")), *KINDS], more=True),
        Filter("status", _l("Status komitmen"), _any, lambda: STATES, more=True),
    ),
)
_OF = {each.name: each for each in FILTERS}


def promised(who: Holder, values: Values) -> sa.ColumnElement[bool]:
    """The promises that are asked for: agreed on and not cancelled, whoever leads or supports them."""
    asked = {name: values[name] for name in ("periode", "dukungan") if name in values}
    asked["status"] = values.get("status") or AGREED_ON
    return sa.and_(Commitment.visible_clause(who), *(_OF[name].apply(value) for name, value in asked.items()))


def organised(who: Holder, values: Values) -> sa.ColumnElement[bool]:
    """The activities that are asked for: planned or held. By state only promises can be asked for."""
    if not can("activity.read", who=who) or OF_COMMITMENTS in values:
        return sa.false()
    days = period_days(values.get("periode", ""))
    during = Activity.starts_on.between(*days) if days else sa.true()
    kind = kind_of_support() == values["dukungan"] if "dukungan" in values else sa.true()
    return sa.and_(LIVE, during, kind)


def kind_of_promise() -> sa.ColumnElement[str]:
    """The kind of support of a promise, as KINDS has it."""
    return sa.func.coalesce(sa.cast(Commitment.support_kind, sa.String), UNSAID)


def year_of(values: Values) -> int:
    """The year that is asked for, else this one."""
    days = period_days(values.get("periode", ""))
    return days[0].year if days else today().year


def first_day(values: Values) -> dt.date:
    """The first day of that year."""
    return dt.date(year_of(values), 1, 1)
