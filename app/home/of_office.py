"""What waits for the secretariat, reviewers, leaders and administrators, and for whoever is mentioned."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext, pgettext

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.agreement import queries as agreement
from app.agreement.models import SignerRole
from app.attendance.queries import UNCONFIRMED
from app.clock import at, now, today
from app.comments.models import Comment, Mention
from app.comments.queries import unseen
from app.comments.roots import ROOTS
from app.commitments import queries as commitments
from app.commitments.models import Commitment
from app.deliveries.models import Bounce, Delivery, DeliveryState
from app.deliveries.queries import PAUSED_NOW
from app.formats import datetime
from app.home.needs import Desk, Kind, Need, line
from app.home.of_agency import PROMISE, of, part, promise
from app.language import Lazy as _l
from app.listing import Rows
from app.meetings.models import TYPED, Meeting, MeetingState
from app.policy import Role, Seat, Viewer
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.verification.queries import to_verify

S, R, P, A = Role.SECRETARIAT, Role.REVIEWER, Role.LEADER, Role.ADMIN
SIGNS = {SignerRole.CHAIR: P, SignerRole.TAKER: S}
ACTS = {SignerRole.CHAIR.value: "pimpinan", SignerRole.TAKER.value: "pencatat"}
FRESH = dt.timedelta(days=7)  # in which a mail that failed still matters
_HELD = sa.exists().where(Holding.ends_at.is_(None))
_SUGGESTED = sa.case((sa.and_(Commitment.suggested_name != "", Commitment.line_id.is_(None)), 1), else_=0)


def _meeting(row: Any, button: str, act: str, note: str = "") -> Need:
    meta = f"{row.reference} · {note}" if note else row.reference
    past = row.since if row.since and row.since < now() else None
    return Need(row.title, meta, f"/rapat/{row.id}{act}", button, since=past)


def _columns(since: Any = Meeting.starts_at, note: Any = "") -> tuple[Any, ...]:
    return line(Meeting.id, Meeting.reference, Meeting.theme, since=since, note=note, state=Meeting.state)


def _to_sign(desk: Desk) -> Rows:
    """In any role that the person holds: who holds both signs in the first that is missing."""
    rows = agreement.to_sign(desk.user_id, [role for role, post in SIGNS.items() if post in desk.roles])
    return of(rows, _columns(Meeting.corrections_until, rows.selected_columns.role))


def _to_decide(desk: Desk) -> Rows:
    return of(agreement.to_decide(), line(
        Meeting.id, Meeting.reference, Meeting.theme, since=agreement.WAITING.c.since, key=agreement.WAITING.c.number,
    ))  # fmt: skip


def _stuck(desk: Desk) -> Rows:
    columns = line(Commitment.id, Commitment.reference, Commitment.statement, Commitment.lead_agency_name,
                   due=Commitment.due, state=Commitment.state, key=_SUGGESTED)  # fmt: skip
    return of(commitments.for_secretariat(), columns)


def _promise_stuck(row: Any) -> Need:
    return (
        promise(row, gettext("Bawa ke rapat"), "/bawa-ke-rapat")
        if row.key
        else promise(row, gettext("Lengkapi"), "/ubah")
    )


def _held_up(desk: Desk) -> Rows:
    columns = line(TaskPart.id, Task.reference, Task.title, TaskPart.agency_name, due=Task.due, state=TaskPart.state,
                   note=TaskPart.note, key=TaskPart.task_id)  # fmt: skip
    return of(tasks.blocked_or_declined(desk.liaison), columns)


def _unclosed(desk: Desk) -> Rows:
    midnight = at(today(), dt.time())
    return sa.select(*_columns()).where(Meeting.state.in_(TYPED), Meeting.starts_at < midnight)


def _uncirculated(desk: Desk) -> Rows:
    return sa.select(*_columns(Meeting.closed_at)).where(Meeting.state == MeetingState.CLOSED)


def _unconfirmed(desk: Desk) -> Rows:
    rows = sa.select(*line(Meeting.id, Meeting.reference, Meeting.theme, since=Meeting.starts_at,
                           key=UNCONFIRMED.c.number))  # fmt: skip
    open_ones = MeetingState.ANNOUNCED, MeetingState.RUNNING, MeetingState.CLOSED
    return rows.join(UNCONFIRMED, UNCONFIRMED.c.meeting_id == Meeting.id).where(Meeting.state.in_(open_ones))


def _to_verify(desk: Desk) -> Rows:
    columns = line(Commitment.id, Commitment.reference, Commitment.statement, Commitment.lead_agency_name,
                   since=Commitment.waiting_since, state=Commitment.state)  # fmt: skip
    return of(to_verify(desk.agencies, desk.user_id), columns)


def _late(desk: Desk) -> Rows:
    rows = of(commitments.late(today()), PROMISE)
    return rows.where(Commitment.lead_agency_id.not_in(desk.liaison)) if desk.liaison else rows


def _vacant(desk: Desk) -> Rows:
    rows = sa.select(*line(Post.id, "", Post.title, Agency.name)).join(Agency, Agency.id == Post.agency_id)
    return rows.where(~_HELD.where(Holding.post_id == Post.id), Agency.ended_on.is_(None))


def _idle(desk: Desk) -> Rows:
    rows = sa.select(*line(User.id, "", User.name, User.email))
    return rows.where(User.is_active, ~_HELD.where(Holding.user_id == User.id))


def _refused(desk: Desk) -> Rows:
    return of(PAUSED_NOW, line(User.id, "", User.name, User.email, since=Bounce.paused_at))


def _unsendable(desk: Desk) -> Rows:
    """Of the last days only: later nobody misses it."""
    rows = sa.select(*line(Delivery.id, "", Delivery.subject, User.name, since=Delivery.created_at))
    recent = Delivery.created_at > now() - FRESH
    return rows.join(User, User.id == Delivery.user_id).where(Delivery.state == DeliveryState.GIVEN_UP, recent)


def _mentions(desk: Desk) -> Rows:
    columns = line(Mention.id, Comment.root_type, Comment.text, Comment.author_name, since=Comment.at, key=Comment.id,
                   note=sa.cast(Comment.root_id, sa.Text))  # fmt: skip
    everywhere = Viewer((Seat(0, desk.role, "", 0, ""),))
    return of(unseen(everywhere, desk.user_id), columns)


def _mention(row: Any) -> Need:
    href = f"{ROOTS[row.reference].address(int(row.note))}#komentar-{row.key}"
    meta = f"{row.agency} · {datetime(row.since)}"
    return Need(row.title, meta, href, gettext("Sudah dibaca"), post=f"/sebutan/{row.id}/dibaca")


KINDS = (
    Kind("sebutan", _l("Menyebut Anda"), tuple(Role), _mentions, Comment.at, Mention.id, _mention,
         personal=True),
    Kind("tanda-tangan", _l("Notula yang menunggu tanda tangan Anda"), (P, S), _to_sign, Meeting.corrections_until,
         Meeting.id, lambda row: _meeting(row, gettext("Baca dan tanda tangani"), f"/tanda-tangan/{ACTS[row.note]}"),
         personal=True),
    Kind("koreksi", _l("Usulan perbaikan notula yang belum diputuskan"), (S,), _to_decide, agreement.WAITING.c.since,
         Meeting.id, lambda row: _meeting(row, gettext("Putuskan"), "/persetujuan#perbaikan",
                                          gettext("%(count)s usulan", count=row.key))),
    Kind("usulan", _l("Usulan dan komitmen yang belum dapat disetujui"), (S,), _stuck, Commitment.due, Commitment.id,
         _promise_stuck),
    Kind("terhambat", _l("Bagian tugas yang terhambat atau ditolak"), (S,), _held_up, Task.due, TaskPart.id,
         lambda row: part(row, gettext("Lihat"), row.note)),
    Kind("kehadiran", _l("Kehadiran yang belum dikonfirmasi"), (S,), _unconfirmed, Meeting.starts_at, Meeting.id,
         lambda row: _meeting(row, gettext("Periksa"), "/hadir?saring=menunggu",
                              gettext("%(count)s orang", count=row.key))),
    Kind("tutup", _l("Rapat dan notula yang belum ditutup"), (S,), _unclosed, Meeting.starts_at, Meeting.id,
         lambda row: _meeting(row, gettext("Lanjutkan"), "/notula")),
    Kind("edarkan", _l("Notula yang belum diedarkan"), (S,), _uncirculated, Meeting.starts_at, Meeting.id,
         lambda row: _meeting(row, gettext("Edarkan"), "/persetujuan")),
    Kind("periksa", _l("Laporan yang menunggu pemeriksaan Anda"), (R,), _to_verify, Commitment.waiting_since,
         Commitment.id, lambda row: promise(row, gettext("Periksa"), "/periksa")),
    Kind("terlambat", _l("Komitmen yang lewat tenggat"), (P,), _late, Commitment.due, Commitment.id,
         lambda row: promise(row, gettext("Lihat"))),
    Kind("jabatan-kosong", _l("Jabatan yang kosong"), (A,), _vacant, Post.id, Post.id,
         lambda row: Need(row.title, row.agency, f"/jabatan/{row.id}/pemegang", pgettext("tombol", "Isi"))),
    Kind("surel-dijeda", _l("Alamat surel yang dijeda"), (A,), _refused, Bounce.paused_at, User.id,
         lambda row: Need(row.title, row.agency, "/kiriman#jeda", gettext("Periksa"), since=row.since)),
    Kind("surel-gagal", _l("Surel yang gagal dikirim"), (A,), _unsendable, Delivery.created_at, Delivery.id,
         lambda row: Need(row.title, row.agency, f"/kiriman/{row.id}", gettext("Periksa"), since=row.since)),
    Kind("tanpa-jabatan", _l("Pengguna tanpa jabatan"), (A,), _idle, User.id, User.id,
         lambda row: Need(row.title, row.agency, f"/pengguna/{row.id}", gettext("Lihat"))),
)  # fmt: skip
