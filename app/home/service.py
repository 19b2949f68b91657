"""What needs a person now: gathered per post, late first, each with its one button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext, pgettext

from app.accounts.identity import Identity
from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.clock import today
from app.comments.queries import unseen
from app.comments.roots import ROOTS
from app.commitments import queries as commitments
from app.commitments.models import Commitment
from app.commitments.states import OPEN, CommitmentState
from app.extensions import fetch
from app.formats import datetime
from app.home import asked
from app.home.needs import MOST, Group, Need
from app.home.signing import agreements
from app.listing import Rows, capped_count, count_in_words
from app.meetings.queries import next_meetings
from app.policy import Role, Seat, Viewer
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.states import PartState
from app.verification.queries import to_verify

SOON = dt.timedelta(days=14)

_HELD = sa.exists().where(Holding.ends_at.is_(None))
_VACANT = (
    sa.select(sa.literal("post").label("kind"), Post.id, Post.title.label("name"), Agency.name.label("meta"))
    .join(Agency)
    .where(~_HELD.where(Holding.post_id == Post.id), Agency.ended_on.is_(None))
    .order_by(Post.id)
    .limit(MOST)
)
_IDLE = (
    sa.select(sa.literal("user").label("kind"), User.id, User.name, User.email.label("meta"))
    .where(User.is_active, ~_HELD.where(Holding.user_id == User.id))
    .order_by(User.id)
    .limit(MOST)
)
# Posts that nobody holds, and users who hold none.
UNHELD = sa.union_all(*(sa.select(*rows.subquery().c) for rows in (_VACANT, _IDLE)))
_AWAKE = tuple(state for state in OPEN if state is not CommitmentState.SUSPENDED)
_OVERDUE = Commitment.due < sa.bindparam("today", type_=sa.Date)
COUNTS = sa.select(
    *(
        capped_count(sa.select(table.id).where(*conditions)).scalar_subquery()
        for table, *conditions in (
            (Commitment, Commitment.is_open),
            (Commitment, Commitment.state.in_(_AWAKE), _OVERDUE),
            (Commitment, Commitment.state == CommitmentState.REPORTED),
            (Task, Task.is_open),
        )
    )
)


@dataclass
class Overview:
    """What the first page shows."""

    groups: list[Group] = field(default_factory=list)
    stats: list[tuple[str, str, str, str]] = field(default_factory=list)
    meetings: list[Any] = field(default_factory=list)


def overview(who: Identity) -> Overview:
    """Return what `who` should see first. At most ten queries, whatever the data."""
    seen = Overview()
    if not who.seats:
        return seen
    roles = {seat.role for seat in who.seats}
    figures = fetch(_figures(Viewer(who.seats), who.id), today=today())
    seen.groups = [group for group in [*agreements(who), _mentions(figures)] if group.needs]
    for role, gather in GATHERERS.items():
        if role in roles:
            seen.groups += [group for group in gather(who) if group.needs]
    seen.meetings = list(fetch(_meetings(who.seats, today())))
    seen.stats = _stats(figures[0])
    return seen


@lru_cache(maxsize=64)
def _first(select: Callable[..., Rows], *args: Any) -> Rows:
    """The first few rows of a query, which is built once for the same question."""
    return select(*args).limit(MOST)


@lru_cache(maxsize=16)
def _meetings(seats: tuple[Seat, ...], _day: dt.date) -> Rows:
    return next_meetings(Viewer(seats))


@lru_cache(maxsize=64)
def _figures(viewer: Viewer, user_id: int) -> Rows:
    """The numbers, and beside them the remarks that mention the person: one query, at least one row."""
    counts, mentions = COUNTS.subquery(), unseen(viewer, user_id).limit(MOST).subquery()
    return sa.select(counts, mentions).select_from(counts.outerjoin(mentions, sa.true())).order_by(mentions.c.id.desc())


def _mentions(rows: Sequence[Any]) -> Group:
    needs = [
        Need(row.text, f"{row.author_name} · {datetime(row.at)}",
             f"{ROOTS[row.root_type].address(row.root_id)}#komentar-{row.comment_id}",
             gettext("Sudah dibaca"), post=f"/sebutan/{row.id}/dibaca")
        for row in rows
        if row.id is not None
    ]  # fmt: skip
    return Group(gettext("Menyebut Anda"), needs, "/pantauan#menyebut")


def _for_liaison(who: Identity) -> list[Group]:
    mine = tuple(who.agencies_as(Role.LIAISON))
    own = f"instansi={mine[0]}" if len(mine) == 1 else ""
    reports = [
        _commitment(
            row, gettext("Perbaiki") if row.state is CommitmentState.RETURNED else gettext("Laporkan"), "/lapor"
        )
        for row in fetch(_first(commitments.to_report, mine, today() + SOON))
    ]
    parts = [
        Need(
            row.title, f"{row.reference} · {row.agency_name}", f"/tugas/{row.task_id}#bagian-{row.id}",
            gettext("Jawab") if row.state is PartState.OFFERED else gettext("Perbarui"), row.due, state=row.state,
        )
        for row in fetch(_first(tasks.parts_waiting, mine))
    ]  # fmt: skip
    return [
        Group(gettext("Perlu dilaporkan atau diperbaiki"), reports, f"/komitmen?{own}"),
        *asked.for_agency(mine, own),
        Group(gettext("Bagian tugas instansi Anda"), parts, f"/tugas?{own}"),
    ]


def _for_reviewer(who: Identity) -> list[Group]:
    rows = fetch(_first(to_verify, tuple(who.agency_ids), who.id))
    needs = [_commitment(row, gettext("Periksa"), "/periksa", since=row.waiting_since) for row in rows]
    return [Group(gettext("Laporan yang menunggu pemeriksaan Anda"), needs, "/komitmen/antrean")]


def _for_secretariat(who: Identity) -> list[Group]:
    return asked.for_secretariat()


def _for_leader(who: Identity) -> list[Group]:
    needs = [_commitment(row, gettext("Lihat")) for row in fetch(_first(commitments.late, today()))]
    return [Group(gettext("Komitmen yang lewat tenggat"), needs, "/komitmen?tenggat=terlambat")]


def _for_admin(who: Identity) -> list[Group]:
    rows = fetch(UNHELD)
    posts = [
        Need(row.name, row.meta, f"/jabatan/{row.id}/pemegang", pgettext("tombol", "Isi"))
        for row in rows
        if row.kind == "post"
    ]
    users = [Need(row.name, row.meta, f"/pengguna/{row.id}", gettext("Lihat")) for row in rows if row.kind == "user"]
    return [
        Group(gettext("Jabatan yang kosong"), posts, "/instansi"),
        Group(gettext("Pengguna tanpa jabatan"), users, "/pengguna"),
    ]


GATHERERS = {
    Role.LIAISON: _for_liaison,
    Role.REVIEWER: _for_reviewer,
    Role.SECRETARIAT: _for_secretariat,
    Role.LEADER: _for_leader,
    Role.ADMIN: _for_admin,
}


def _commitment(row: Any, button: str, act: str = "", since: dt.datetime | None = None) -> Need:
    meta = f"{row.reference} · {row.lead_agency_name}"
    return Need(row.statement, meta, f"/komitmen/{row.id}{act}", button, row.due, since, row.state)


def _stats(numbers: Any) -> list[tuple[str, str, str, str]]:
    """Four numbers (label, value, tone, list that it counts); counting stops at a thousand."""
    faces = (
        (gettext("Komitmen terbuka"), "info", "/komitmen"),
        (gettext("Lewat tenggat"), "danger", "/komitmen?tenggat=terlambat"),
        (gettext("Menunggu verifikasi"), "warn", "/komitmen?status=reported"),
        (gettext("Tugas belum selesai"), "neutral", "/tugas"),
    )
    return [
        (label, count_in_words(n), tone, href)
        for n, (label, tone, href) in zip(numbers[: len(faces)], faces, strict=True)
    ]
