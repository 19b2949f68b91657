"""Whatever is done, by whomever: only who may read a thing is told of it; and who is told while somebody is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.attendance.service import invite
from app.clock import today
from app.comments import service
from app.commitments.models import Commitment
from app.commitments.reports import Verdict
from app.commitments.states import Reason
from app.commitments.tabling import table
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.minutes.suggestions import take_up
from app.notices.events import Event
from app.notices.models import Absence, Notice
from app.notices.subjects import KINDS
from app.policy import Role, Seat, Viewer
from app.refusal import Refused
from app.tasks.models import Task
from app.tasks.states import PartState
from tests.commitments.steps import SOMEBODY, a_report
from tests.factories import Cast, make_commitment, make_meeting, make_task, make_user, seat
from tests.notices.telling import by, told, user_of

Act = Callable[[Random, User], object]


def one(chance: Random, model: type) -> object:
    """Any row."""
    return chance.choice(db.session.scalars(sa.select(model).order_by(model.id)).unique().all())


def remark(chance: Random, who: User) -> None:
    who.position = ""
    text = " ".join(f"@{one(chance, model).name}" for model in (User, User, Agency))
    service.write(one(chance, chance.choice([Commitment, Task])), text, None, who)


def judge(chance: Random, who: User) -> None:
    promise = one(chance, Commitment)
    if chance.random() < 0.5:
        promise.send_back("Belum", who.id, verdict=Verdict.RETURNED)
    else:
        promise.verify(promise.claimed, who.id)


def move_part(chance: Random, who: User) -> None:
    part = one(chance, Task).parts[0]
    part.needs_confirmation = True
    part.give_back("Belum") if part.state is PartState.DELIVERED else part.update(
        chance.choice(part.choices), "Catatan"
    )


def meet(chance: Random, who: User) -> None:
    meeting = one(chance, Meeting)
    if meeting.state is MeetingState.DRAFT:
        invite(meeting, one(chance, Agency))
        meeting.announce()
    elif chance.random() < 0.3:
        meeting.cancel("Banjir")
    else:
        meeting.venue = f"Gedung {chance.randrange(1000)}"


ACTS: list[Act] = [
    remark, remark, judge, move_part, move_part, meet,
    lambda chance, who: service.watch(one(chance, Task), who.id),
    lambda chance, who: service.watch(one(chance, Commitment), who.id),
    lambda chance, who: one(chance, Commitment).accept(),
    lambda chance, who: one(chance, Commitment).submit_report(a_report(chance.randrange(40))),
    lambda chance, who: one(chance, Commitment).suspend(Reason.BUDGET, "", SOMEBODY),
    lambda chance, who: one(chance, Commitment).hand_over(one(chance, Agency), None, Reason.OFFICE, "", SOMEBODY),
    lambda chance, who: one(chance, Task).add_part(one(chance, Agency)),
    lambda chance, who: one(chance, Task).trash("Sekretariat") if chance.random() < 0.1 else None,
    lambda chance, who: one(chance, Post).give_to(chance.choice([None, one(chance, User)])),
]  # fmt: skip


def may_read(notice: Notice) -> bool:
    """Whether the person sees what it is about, by the posts held now; who left a post may be told so all the same."""
    held = sa.select(Post, Agency.name).join(Holding).join(Agency, Agency.id == Post.agency_id)
    held = held.where(Holding.user_id == notice.user_id, Holding.ends_at.is_(None))
    rows = db.session.execute(held)
    seats = tuple(Seat(post.id, post.role, post.title, post.agency_id, name) for post, name in rows)
    model = KINDS[notice.root_type]
    shown = model.visible_to(Viewer(seats)).with_only_columns(model.id).where(model.id == notice.root_id)
    left = notice.event is Event.HOLDER_CHANGED and bool(notice.facts.get("left"))
    return notice.user.is_active and (left or db.session.execute(shown).first() is not None)


def stage(cast: Cast) -> None:
    """Things to act on, somebody without a post, a closed account with one, and a deputy without any."""
    for key in (cast.social, cast.police, cast.health):
        make_commitment(key)
        make_task(key, cast.bnn, issuer_agency_id=cast.police, issuer_name="Polres Palopo")
        make_meeting(cast.bnn, MeetingState.DRAFT)
    nobody, closed = make_user("baru@contoh.go.id", "Tanpa Jabatan"), make_user("tutup@contoh.go.id", "Orang Tutup")
    seat(closed, db.session.get_one(Agency, cast.social), Role.LIAISON)
    closed.is_active = False
    day = today()
    for email, deputy in ((cast.police_liaison, nobody), (cast.social_liaison, user_of(cast.leader))):
        db.session.add(Absence(user=user_of(email), deputy=deputy, from_date=day, until_date=day + dt.timedelta(9)))
    db.session.commit()


@pytest.mark.parametrize("seed", range(4))
def test_random_acts_never_tell_who_may_not_read(cast: Cast, seed: int) -> None:
    chance, done, seen = Random(seed), 0, 0  # noqa: S311
    stage(cast)
    for _ in range(60):
        email = chance.choice([cast.secretariat, cast.reviewer, cast.police_liaison, cast.admin])
        try:
            with by(email) as who:
                chance.choice(ACTS)(chance, who)
                actor = who.id
            done += 1
        except (Refused, IndexError):
            db.session.rollback()
            continue
        new = db.session.scalars(sa.select(Notice).where(Notice.id > seen).order_by(Notice.id)).all()
        assert all(may_read(each) and (each.user_id != actor or seen == 0) for each in new), new
        seen = max([seen, *(each.id for each in new)])
    assert done > 15 and seen > 10


def test_a_suggestion_is_told_to_its_agency_when_the_minutes_take_it_up(cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    promise = make_commitment(cast.social, suggested_name="Ani")
    with by(cast.secretariat) as writer:
        table(promise, f"a{meeting.agenda[0].id}")
    assert not told(Event.ASSIGNED)
    with by(cast.secretariat):
        take_up(meeting.agenda[0], promise.id, writer.id)
    assert told(Event.ASSIGNED) == [cast.social_liaison]


def test_a_deputy_is_not_told_of_what_is_personal(cast: Cast) -> None:
    stage(cast)
    promise = db.session.scalars(sa.select(Commitment)).first()
    assert promise is not None
    with by(cast.reviewer):
        service.watch(promise, user_of(cast.social_liaison).id)
    with by(cast.secretariat):
        promise.cancel("Tidak jadi")
    assert told(Event.WATCHED) == [cast.social_liaison]


def test_a_deputy_without_a_post_leaves_it_with_who_is_away(cast: Cast) -> None:
    stage(cast)
    states = sa.select(Notice.mail_state).join(User).where(User.email == cast.police_liaison)
    before = set(db.session.scalars(states))
    make_commitment(cast.police)
    assert told(Event.ASSIGNED)[-1] == cast.police_liaison
    assert set(db.session.scalars(states)) == before
