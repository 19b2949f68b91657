"""One thing of each kind that waits: for whom, where its page lets one act, and the act that ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.agencies.models import Agency, Post
from app.agreement.models import Correction
from app.attendance.models import Attendance, Presence, Source
from app.attendance.service import invite
from app.clock import now, today
from app.comments.models import Comment, Mention
from app.commitments.parts import CommitmentSupport
from app.commitments.states import CommitmentState, SupportState
from app.deliveries.models import Bounce, DeliveryState
from app.extensions import db
from app.mapping.models import Mapping
from app.meetings.models import Meeting, MeetingState
from app.policy import Role
from app.tasks.models import Task
from app.tasks.states import PartState
from tests.agreement.steps import circulated, copies_of, lines_of, user_id
from tests.commitments.steps import in_state
from tests.deliveries.steps import delivery
from tests.factories import Cast, make_commitment, make_meeting, make_task, make_user, seat
from tests.mapping.steps import make_mapping


@dataclass
class Thing:
    """`form` is the act that the page of its button offers, empty where another feature draws it."""

    who: str
    make: Callable[[Cast], Any]
    end: Callable[[Any, Cast], Any]
    form: str = ""


def _support(cast: Cast) -> CommitmentSupport:
    made = make_commitment(cast.police)
    made.supports.append(CommitmentSupport(agency_id=cast.social, agency_name="Dinas Sosial", role="Mengantar"))
    db.session.commit()
    return made.supports[0]


def _part(cast: Cast, *states: PartState, issuer: int | None = None, on: int | None = None) -> Task:
    task = make_task(cast.social, issuer_agency_id=issuer)
    task.parts[0].needs_confirmation = True
    for state in states:
        task.parts[0].update(state, "Gudang penuh", db.session.get(Agency, on) if on else None)
    db.session.commit()
    return task


def _paused(cast: Cast) -> Bounce:
    made = Bounce(address=cast.leader, times=3, last_at=now(), paused_at=now())
    db.session.add(made)
    return made


def _mention(cast: Cast) -> Mention:
    made = make_commitment(cast.police)
    remark = Comment(root_type="commitment", root_id=made.id, text="Tolong dibaca", author_id=1, author_name="Ani")
    db.session.add(remark)
    db.session.flush()
    mention = Mention(comment_id=remark.id, user_id=user_id(cast.reviewer))
    db.session.add(mention)
    db.session.commit()
    return mention


def _minutes(cast: Cast) -> Any:
    copy = copies_of(circulated(cast))[0]
    copy.person = "dinsos"
    db.session.commit()
    return copy


def _correction(cast: Cast) -> Correction:
    from app.agreement import service

    meeting = circulated(cast)
    made = service.propose(copies_of(meeting)[0], lines_of(meeting)[0], "Lain", "Keliru", "", 1)
    db.session.commit()
    return made


def _unconfirmed(cast: Cast) -> Attendance:
    meeting = make_meeting(cast.bnn, MeetingState.RUNNING)
    row = invite(meeting, db.session.get_one(Agency, cast.social))
    row.person, row.presence, row.source, row.confirmed = "Ani", Presence.PRESENT, Source.CODE, False
    db.session.commit()
    return row


def _vacancy(cast: Cast) -> Post:
    post = Post(agency=db.session.get_one(Agency, cast.health), title="Narahubung baru", role=Role.LIAISON)
    db.session.add(post)
    db.session.commit()
    return post


class _Reader:
    """Who says to have read it."""

    id, name = 1, "Ani"


def _mapping(cast: Cast) -> Mapping:
    made = make_mapping(there=13)
    made.share()
    made.read_by(cast.police, "Polres", _Reader())
    return made


def _set(**values: Any) -> Callable[[Any, Cast], None]:
    def end(obj: Any, _cast: Cast) -> None:
        for name, value in values.items():
            setattr(obj, name, value)

    return end


def _circulate(meeting: Meeting, _cast: Cast) -> None:
    meeting.circulate(now() + dt.timedelta(days=3))


S, P, DOING = CommitmentState, PartState, (PartState.ACCEPTED, PartState.DOING)
THINGS = {
    "setujui": Thing("social_liaison", lambda c: make_commitment(c.social), lambda o, c: o.accept(), "/terima"),
    "lapor": Thing("social_liaison", lambda c: in_state(c, S.RETURNED), _set(state=S.SUSPENDED), "/lapor"),
    "dukungan": Thing("social_liaison", _support, lambda o, c: o.answer(SupportState.ACCEPTED), "/jawab"),
    "bagian": Thing("social_liaison", _part, lambda o, c: o.parts[0].update(P.DECLINED, "Tidak ada"),
                    "/tugas/bagian/1"),
    "ditunggu": Thing("police_liaison", lambda c: _part(c, *DOING, P.BLOCKED, on=c.police),
                      lambda o, c: o.parts[0].update(P.DOING, "")),
    "konfirmasi": Thing("police_liaison", lambda c: _part(c, *DOING, P.DELIVERED, issuer=c.police),
                        lambda o, c: o.parts[0].confirm()),
    "konfirmasi sekretariat": Thing("secretariat", lambda c: _part(c, *DOING, P.DELIVERED),
                                    lambda o, c: o.parts[0].give_back("Kurang")),
    "notula": Thing("social_liaison", _minutes, _set(agreed_at=now()), "/setuju"),
    "pemetaan": Thing("social_liaison", _mapping, lambda o, c: o.read_by(c.social, "Dinas Sosial", _Reader()),
                      "/sudah-dibaca"),
    "sebutan": Thing("reviewer", _mention, _set(seen_at=now()), "/komentar"),
    "koreksi": Thing("secretariat", _correction, lambda o, c: o.decide(o.state.DECLINED, "Benar", "Ani")),
    "usulan": Thing("secretariat", lambda c: make_commitment(c.social, proof=""), _set(waiver="Disepakati"), "/ubah"),
    "terhambat": Thing("secretariat", lambda c: _part(c, *DOING, P.BLOCKED),
                       lambda o, c: o.parts[0].update(P.DOING, "")),
    "kehadiran": Thing("secretariat", _unconfirmed, _set(confirmed=True), "/konfirmasi"),
    "tutup": Thing("secretariat", lambda c: make_meeting(c.bnn, starts_at=now() - dt.timedelta(days=2)),
                   lambda o, c: o.close(), "/butir"),
    "edarkan": Thing("secretariat", lambda c: make_meeting(c.bnn, MeetingState.CLOSED), _circulate, "/edarkan"),
    "periksa": Thing("reviewer", lambda c: in_state(c, S.REPORTED), _set(state=S.UNDERWAY), "/verifikasi"),
    "terlambat": Thing("leader", lambda c: make_commitment(c.social, due=today() - dt.timedelta(days=3)),
                       _set(due=today())),
    "jabatan-kosong": Thing("admin", _vacancy, lambda o, c: o.give_to(make_user("baru@contoh.go.id")), "/pemegang"),
    "surel-dijeda": Thing("admin", _paused, lambda o, c: o.resume(), "/jeda/buka"),
    "surel-gagal": Thing("admin", lambda c: delivery(c.leader, DeliveryState.GIVEN_UP), lambda o, c: o.send_again(),
                         "/kirim-ulang"),
    "tanpa-jabatan": Thing("admin", lambda c: make_user("baru@contoh.go.id"), _set(is_active=False)),
}  # fmt: skip


def make(name: str, cast: Cast) -> Any:
    """Make a thing and commit."""
    made = THINGS[name].make(cast)
    db.session.commit()
    return made


def end(name: str, made: Any, cast: Cast) -> None:
    """Do what ends its waiting, and commit."""
    obj = db.session.get_one(type(made), sa.inspect(made).identity, populate_existing=True)
    THINGS[name].end(obj, cast)
    db.session.commit()


def everything(email: str, cast: Cast) -> None:
    """Give somebody every role, beside what waits of every kind."""
    for name in THINGS:
        make(name, cast)
    user = make_user(email)
    agencies = {Role.REVIEWER: cast.planning, Role.LEADER: cast.bnn, Role.ADMIN: cast.planning}
    for role in Role:
        seat(user, db.session.get_one(Agency, agencies.get(role, cast.social)), role)
    seat(user, db.session.get_one(Agency, cast.police), Role.LIAISON)
    db.session.commit()
