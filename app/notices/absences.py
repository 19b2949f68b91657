"""Who is away when, and who is told meanwhile."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.clock import today
from app.extensions import db, fetch
from app.formats import date_short
from app.listing import Rows
from app.notices.models import Absence
from app.refusal import Refused

LONGEST = dt.timedelta(days=366)
_USER, _DAY = sa.bindparam("user_id", type_=sa.BigInteger), sa.bindparam("day", type_=sa.Date)

_HELD = sa.select(Post.role, Post.agency_id).join(Holding).where(Holding.ends_at.is_(None), Holding.user_id == _USER)
_MINE = _HELD.subquery()
# Who holds a post at the same agency, or the same kind of post anywhere; colleagues of the same agency first.
DEPUTIES = (
    sa.select(User.id, User.name, Post.title, Agency.name.label("agency_name"))
    .join(Holding, Holding.user_id == User.id)
    .join(Post, Post.id == Holding.post_id)
    .join(Agency, Agency.id == Post.agency_id)
    .join(_MINE, sa.or_(_MINE.c.role == Post.role, _MINE.c.agency_id == Post.agency_id))
    .where(Holding.ends_at.is_(None), User.is_active, User.id != _USER)
    .group_by(User.id, User.name, Post.id, Post.title, Agency.name)
    .order_by(sa.func.max(sa.case((_MINE.c.agency_id == Post.agency_id, 1), else_=0)).desc(), User.name, Post.id)
)


def _of(column: so.InstrumentedAttribute[int]) -> Rows:
    other = Absence.deputy_id if column is Absence.user_id else Absence.user_id
    return (
        sa.select(Absence.id, Absence.from_date, Absence.until_date, User.name)
        .join(User, User.id == other)
        .where(column == _USER, Absence.until_date >= _DAY)
        .order_by(Absence.from_date, Absence.id)
    )


_AWAY, _STANDING_IN = _of(Absence.user_id), _of(Absence.deputy_id)


def deputies_of(user_id: int) -> list[tuple[int, str]]:
    """Return who may stand in for a person, as (id, name and post); each person once."""
    found: dict[int, str] = {}
    for row in fetch(DEPUTIES, user_id=user_id):
        found.setdefault(row.id, f"{row.name} ({row.title}, {row.agency_name})")
    return list(found.items())


def coming(user_id: int) -> list[sa.Row[tuple[int, dt.date, dt.date, str]]]:
    """Return a person's absences, from today on, with the deputy's name."""
    return list(fetch(_AWAY, user_id=user_id, day=today()))


def standing_in(user_id: int) -> list[sa.Row[tuple[int, dt.date, dt.date, str]]]:
    """Return for whom a person stands in, from today on."""
    return list(fetch(_STANDING_IN, user_id=user_id, day=today()))


def add(user_id: int, deputy_id: int, first: dt.date, last: dt.date) -> Absence:
    """Note that a person is away from `first` to `last`; Refused when the days or the deputy do not allow it."""
    if last < first:
        raise Refused(gettext("Hari terakhir tidak boleh sebelum hari pertama."))
    if first < today():
        raise Refused(gettext("Isi hari pertama mulai hari ini; hari yang sudah lewat tidak dapat diwakili."))
    if last - first > LONGEST:
        raise Refused(gettext("Paling lama satu tahun. Untuk lebih lama, minta pengelola mengganti pemegang jabatan."))
    # Both people are locked, in one order, so that nobody becomes a deputy while going away.
    both = sa.select(User.id).where(User.id.in_((user_id, deputy_id))).order_by(User.id)
    db.session.execute(both.with_for_update(key_share=True))  # whom an act tells meanwhile is told
    if deputy_id not in dict(deputies_of(user_id)):
        raise Refused(gettext("Pilih pengganti yang aktif dari daftar."))
    _refuse_overlap(user_id, deputy_id, first, last)
    absence = Absence(user_id=user_id, deputy_id=deputy_id, from_date=first, until_date=last)
    db.session.add(absence)
    return absence


def _refuse_overlap(user_id: int, deputy_id: int, first: dt.date, last: dt.date) -> None:
    rows = sa.select(Absence.user_id, Absence.from_date, Absence.until_date, User.name).join(Absence.user)
    within = Absence.user_id.in_((user_id, deputy_id)), Absence.from_date <= last, Absence.until_date >= first
    for row in fetch(rows.where(*within).order_by(Absence.from_date)):
        days = {"first": date_short(row.from_date), "last": date_short(row.until_date)}
        if row.user_id == user_id:
            raise Refused(gettext("Sudah ada ketidakhadiran %(first)s sampai %(last)s pada hari-hari itu.", **days))
        raise Refused(gettext("%(name)s sendiri tidak di tempat %(first)s sampai %(last)s. Pilih pengganti lain.",
                              name=row.name, **days))  # fmt: skip


def end(absence: Absence) -> None:
    """Be back today: what has not begun is deleted, the days that have passed stay."""
    if absence.from_date >= today():
        db.session.delete(absence)
    elif absence.until_date >= today():
        absence.until_date = today() - dt.timedelta(days=1)
