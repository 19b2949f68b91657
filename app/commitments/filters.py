"""The questions above the list of commitments: their choices, and the condition of each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.agencies.queries import filter_choices
from app.areas.inside import inside_of
from app.areas.models import Area
from app.clock import at, month_of, today, week_of
from app.columns import BIGGEST_ID
from app.comments.models import Watch
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.promise import AREAS
from app.commitments.states import REPORTABLE, Attainment, CommitmentState, SupportKind, SupportState
from app.extensions import fetch
from app.formats import month
from app.language import Lazy as _l
from app.listing import Filter, Values, text_filter
from app.meetings.models import Meeting
from app.paging import Choices

S = CommitmentState
OF_ANY_STATE, AGREED_ON = "semua", "disepakati"
UNSAID = "belum"  # no kind of support is named
LATE, NOT_YET_LATE = "terlambat", "belum-lewat"
DUES = (
    ("", _l("Semua tenggat")),
    (LATE, _l("Lewat tenggat")),
    ("minggu-ini", _l("Jatuh tempo minggu ini")),
    ("bulan-ini", _l("Jatuh tempo bulan ini")),
    (NOT_YET_LATE, _l("Terbuka, tidak terlambat")),
)
ROLES = (
    ("", _l("Sebagai penanggung jawab")),
    ("pendukung", _l("Sebagai pendukung")),
    ("keduanya", _l("Penanggung jawab atau pendukung")),
)
YEARS_BACK = 4
PERIOD = re.compile(r"((?:19|20)\d\d)(?:-(B06|B12|0[1-9]|1[0-2]))?")
ID = re.compile(r"[0-9]{1,10}")
REFERENCE = re.compile(r"[A-Z]{1,3}/\d{4}/\d{1,9}")
STATES = {each.value: each for each in CommitmentState}


class _ReportedBefore(FunctionElement[bool]):
    """The last report came in more than so many days before the due date, both in the days of Palopo."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(_ReportedBefore)
def _in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    reported, due, days = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(timezone('Asia/Makassar', {reported}) AS DATE) < {due} - CAST({days} AS INTEGER)"


@compiles(_ReportedBefore, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    reported, due, days = (compiler.process(each, **options) for each in element.clauses)
    return f"date({reported}, '+8 hours') < date({due}, '-' || {days} || ' days')"


def late_clause() -> sa.ColumnElement[bool]:
    """Open after the due date; what rests is not late."""
    return sa.and_(Commitment.is_open, Commitment.due < today(), Commitment.state != S.SUSPENDED)


def at_risk_clause() -> sa.ColumnElement[bool]:
    """Due within RISK_DAYS without any report in that time: what `Commitment.is_at_risk` says of one."""
    days, day = current_app.config["RISK_DAYS"], today()
    quiet = sa.or_(Commitment.reported_at.is_(None), _ReportedBefore(Commitment.reported_at, Commitment.due, days))
    soon = Commitment.due.between(day, day + dt.timedelta(days=days))
    return sa.and_(Commitment.is_open, Commitment.state.in_(REPORTABLE), soon, quiet)


def stale_clause() -> sa.ColumnElement[bool]:
    """Open, not resting, and nothing moved for STALE_DAYS: what `Commitment.is_stale` says of one."""
    edge = at(today() - dt.timedelta(days=current_app.config["STALE_DAYS"]), dt.time())
    moved = sa.func.coalesce(Commitment.updated_at, edge)  # never NULL; written so that the rows keep their order
    return sa.and_(Commitment.is_open, Commitment.state != S.SUSPENDED, moved < edge)


def _suggested() -> sa.ColumnElement[bool]:
    return sa.and_(Commitment.suggested_name != "", Commitment.line_id.is_(None))


CONDITIONS: dict[str, tuple[Any, Callable[[], sa.ColumnElement[bool]]]] = {
    "berisiko": (_l("Berisiko: tenggat dekat, belum ada laporan"), at_risk_clause),
    "tidak-bergerak": (_l("Tidak bergerak"), stale_clause),
    "diubah": (_l("Tenggat pernah diubah"), lambda: Commitment.redated > 0),
    "belum-dapat-diperiksa": (_l("Belum dapat diperiksa"), lambda: ~Commitment.is_checkable),
    "usulan": (_l("Usulan di luar rapat"), _suggested),
    "dilaporkan": (_l("Sudah pernah dilaporkan"), lambda: Commitment.reported_at.is_not(None)),
}


def due_between(first: dt.date, last: dt.date) -> sa.ColumnElement[bool]:
    """Open and due on one of these days, both ends included."""
    return sa.and_(Commitment.is_open, Commitment.due.between(first, last))


def due_clause(value: str) -> sa.ColumnElement[bool]:
    """The condition of a choice of DUES."""
    if value == LATE:
        return late_clause()
    if value == NOT_YET_LATE:
        return sa.and_(Commitment.is_open, sa.or_(Commitment.due >= today(), Commitment.state == S.SUSPENDED))
    return due_between(*(week_of(today()) if value == "minggu-ini" else month_of(today())))


def agreed_on() -> sa.ColumnElement[bool]:
    """Agreed on and not cancelled. What was handed over waits for the agency that has it now, so it is not."""
    return Commitment.state.not_in((S.PROPOSED, S.CANCELLED))  # two told out: the rows stay in the order of due


def _state_clause(value: str) -> sa.ColumnElement[bool]:
    if value == AGREED_ON:
        return agreed_on()
    return sa.true() if value == OF_ANY_STATE else Commitment.state == STATES[value]


def _state_choices() -> Choices:
    return [("", _l("Masih terbuka")), (OF_ANY_STATE, _l("Semua status")), *CommitmentState.choices(),
            (AGREED_ON, _l("Pernah disepakati"))]  # fmt: skip


def agency_clause(values: Values) -> sa.ColumnElement[bool]:
    """The agency in the role that is asked for; without an agency, what any agency supports."""
    role, agency = values.get("peran"), values.get("instansi")
    lead = Commitment.lead_agency_id == int(agency) if agency else sa.true()
    if not role or (role == "keduanya" and not agency):
        return lead
    helps = CommitmentSupport.commitment_id == Commitment.id, CommitmentSupport.state != SupportState.DECLINED
    supports = sa.exists().where(*helps, *([CommitmentSupport.agency_id == int(agency)] if agency else []))
    return supports if role == "pendukung" else sa.or_(lead, supports)


def _area_clause(value: str) -> sa.ColumnElement[bool]:
    """In the area or in one inside it, however deep."""
    here = sa.and_(AREAS.c.commitment_id == Commitment.id, AREAS.c.area_id.in_(inside_of(int(value))))
    return sa.exists().where(here)


_AREAS = sa.select(Area.id, Area.kind, Area.name).order_by(Area.code)


def area_choices() -> Choices:
    """All areas by their code, so that what lies inside follows its larger one."""
    areas = ((str(row.id), row.kind.named(row.name)) for row in fetch(_AREAS))
    return [("", _l("Semua kawasan")), *areas]


def period_days(value: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of "2026", "2026-B06" (to June), "2026-B12" (from July) or "2026-03"; else None."""
    found = PERIOD.fullmatch(value)
    if found is None:
        return None
    year, part = int(found[1]), found[2]
    if part and part.isdigit():
        return month_of(dt.date(year, int(part), 1))
    first, last = (1, 6) if part == "B06" else (7, 12) if part == "B12" else (1, 12)
    return dt.date(year, first, 1), dt.date(year, last, 31 if last == 12 else 30)


def _period_clause(value: str) -> sa.ColumnElement[bool]:
    days = period_days(value)
    return Commitment.due.between(*days) if days else sa.true()


def read_period(value: str) -> tuple[str, Any] | None:
    """Return a period as it is asked for, with its label; None for what is no period."""
    days = period_days(value)
    if days is None:
        return None
    is_month = days[0].month == days[1].month
    return value, month(days[0]) if is_month else value.replace("-", " ")


def period_choices() -> Choices:
    """Years and half-years around this one, newest first."""
    newest = today().year + 1
    years = [str(year) for year in range(newest, newest - YEARS_BACK - 2, -1)]
    halves = [(f"{year}{half}", f"{year}{half.replace('-', ' ')}") for year in years for half in ("", "-B06", "-B12")]
    return [("", _l("Semua periode tenggat")), *halves]


def read_year(value: str) -> tuple[str, Any] | None:
    """Return a year as it is asked for, with its label; None for what is no year."""
    return (value, value) if PERIOD.fullmatch(value) and len(value) == 4 else None


def _year_choices() -> Choices:
    this = today().year
    return [("", str(this)), *((str(year), str(year)) for year in (this + 1, *range(this - 1, this - 5, -1)))]


def read_reference(model: Any) -> Callable[[str], tuple[str, Any] | None]:
    """Return how an object is read by its id or reference; the address has its reference, which people can read."""

    def read(value: str) -> tuple[str, Any] | None:
        if ID.fullmatch(value) and int(value) <= BIGGEST_ID:
            found = fetch(sa.select(model.reference).where(model.id == int(value)))
            value = found[0].reference if found else ""
        value = value.upper()
        return (value, value) if REFERENCE.fullmatch(value) else None

    return read


def _support_clause(value: str) -> sa.ColumnElement[bool]:
    kind = Commitment.support_kind
    return kind.is_(None) if value == UNSAID else kind == SupportKind(value)


def _meeting_clause(value: str) -> sa.ColumnElement[bool]:
    return Commitment.meeting_id.in_(sa.select(Meeting.id).where(Meeting.reference == value))


def _watch_clause(_value: str) -> sa.ColumnElement[bool]:
    mine = Watch.user_id == sa.bindparam("viewer_id", type_=sa.BigInteger)
    return Commitment.id.in_(sa.select(Watch.root_id).where(mine, Watch.root_type == "commitment"))


def _any(_value: str) -> sa.ColumnElement[bool]:
    return sa.true()  # agency and role make one condition: `agency_clause`


FILTERS = (
    Filter("status", _l("Status"), _state_clause, _state_choices),
    Filter("instansi", _l.pgettext("satu", "Instansi"), _any, filter_choices),
    Filter("tenggat", _l("Tenggat"), due_clause, lambda: DUES),
    text_filter(Commitment.statement, Commitment.reference),
    Filter("kondisi", _l("Kondisi"), lambda value: CONDITIONS[value][1](), lambda: [
        ("", _l("Semua kondisi")), *((key, label) for key, (label, _) in CONDITIONS.items())], more=True),
    Filter("capaian", _l("Capaian terverifikasi"), lambda value: Commitment.attainment == Attainment(value),
           lambda: [("", _l("Semua capaian")), *Attainment.choices()], more=True),
    Filter("peran", _l("Peran instansi"), _any, lambda: ROLES, more=True),
    Filter("periode", _l("Periode tenggat"), _period_clause, period_choices, read=read_period, more=True),
    Filter("kawasan", _l("Kawasan"), _area_clause, area_choices, more=True),
    Filter("dukungan", _l("Jenis dukungan"), _support_clause, lambda: [
        ("", _l("Semua jenis dukungan")), *SupportKind.choices(), (UNSAID, _l("Belum disebut"))], more=True),
    Filter("pantau", _l("Pemantauan"), _watch_clause, lambda: [
        ("", _l("Semua")), ("ya", _l("Yang saya pantau"))], more=True, personal=True),
    Filter("rapat", _l("Nomor rapat"), _meeting_clause, kind="typed", read=read_reference(Meeting), more=True),
)  # fmt: skip
# Of the timeline, which shows one year: this one, unless another is asked for.
YEAR = Filter("tahun", _l("Tahun"), _any, _year_choices, read=read_year)
