"""How the demo's minutes were agreed: one signed, one going round, one opened again. All of it is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from flask_login import current_user

from app import audit
from app.agreement import service, signing
from app.agreement.models import Correction, MinutesCopy, SignerRole
from app.agreement.standing import standing_of
from app.clock import now
from app.demo.gatherings import GATHERINGS
from app.demo.meetings import example
from app.demo.offices import ACCOUNTS
from app.demo.seed_meeting import SEED_MEETING
from app.demo.stage import IN_USE_SINCE, LEADER, SECRETARIAT, Stage
from app.demo.timeline import Actor, acting_as
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.models import MinutesLine
from app.policy import Role

Find = Callable[[], Meeting]


@dataclass(frozen=True)
class Remark:
    """What an attendee proposes: the words of a line that are wrong, what should stand there, why, and the answer."""

    old: str
    new: str
    reason: str
    answer: str | None = None  # None: nobody has answered yet


@dataclass(frozen=True)
class Agreement:
    """What became of the minutes of a meeting, counted in days from today."""

    circulated: int
    days: int
    agreed: tuple[int, ...] = ()  # which copies, by their place
    remarks: tuple[Remark, ...] = ()
    signed: int | None = None
    reopened: tuple[int, str] | None = None


YEARLY, TRAINING = "Monitoring dan evaluasi program tahun lalu", "Bimbingan teknis bagi pendamping"
AGREEMENTS = {
    SEED_MEETING.theme: Agreement(IN_USE_SINCE + 5, 7, signed=IN_USE_SINCE + 20),
    YEARLY: Agreement(
        -285, 7, agreed=(1, 3), signed=-270,
        reopened=(-4, "Jumlah peserta angkatan pertama perlu dicocokkan dengan laporan akhir."),
    ),
    TRAINING: Agreement(
        -3, 7, agreed=(0, 4),
        remarks=(
            Remark("jumlah sampai tanggal", "jumlah kumulatif sampai dengan tanggal",
                   "Supaya jelas bahwa angkanya kumulatif.", "Setuju, sesuai dengan paparan."),
            Remark("tanggal laporan", "tanggal laporan, disertai bukti", "Bukti juga diminta dalam rapat."),
        ),
    ),
}  # fmt: skip
assert set(AGREEMENTS) <= {each.theme for each in GATHERINGS}  # noqa: S101


def plan_agreements(stage: Stage) -> None:
    """Plan what happened to the minutes after their meetings."""
    for theme, plan in AGREEMENTS.items():
        moment, add = stage.timeline.moment, stage.timeline.add
        find = partial(_meeting, stage, theme)
        add(moment(plan.circulated, 5), SECRETARIAT, partial(_circulate, find, plan.days))
        for number, place in enumerate(plan.agreed):
            add(moment(plan.circulated + 1, 60 + number * 35), "", partial(_agree, find, place))
        for number, remark in enumerate(plan.remarks, 1):
            add(moment(plan.circulated + 1, 120 + number * 40), "", partial(_propose, find, number, remark))
            if remark.answer is not None:
                add(moment(plan.circulated + 2, 300), SECRETARIAT, partial(_accept, stage, find, remark))
        if plan.signed is not None:
            add(moment(plan.signed, 30), LEADER, partial(_sign, stage, find, Role.LEADER, SignerRole.CHAIR))
            add(moment(plan.signed, 95), SECRETARIAT, partial(_sign, stage, find, Role.SECRETARIAT, SignerRole.TAKER))
        if plan.reopened:
            day, reason = plan.reopened
            add(moment(day, 20), SECRETARIAT, partial(_reopen, stage, find, reason))


def _meeting(stage: Stage, theme: str) -> Meeting:
    return next(each for each in stage.meetings if each.theme in (theme, example(theme)))


def _circulate(find: Find, days: int) -> None:
    meeting = find()
    copies = service.circulate(meeting, days)
    audit.note(meeting, "circulated", copies=len(copies))
    for copy in copies:
        copy.mark_sent(current_user.name)


def _copy(meeting: Meeting, place: int) -> MinutesCopy:
    rows = sa.select(MinutesCopy).where(MinutesCopy.meeting_id == meeting.id).order_by(MinutesCopy.id)
    copies = db.session.scalars(rows).all()
    copy = copies[place % len(copies)]
    copy.opened_at = copy.opened_at or now() - dt.timedelta(minutes=6)
    return copy


def _agree(find: Find, place: int) -> None:
    copy = _copy(find(), place)
    with acting_as(Actor(None, copy.name)):
        service.agree(copy)


def _propose(find: Find, place: int, remark: Remark) -> None:
    meeting = find()
    copy = _copy(meeting, place)
    lines = sa.select(MinutesLine).where(MinutesLine.meeting_id == meeting.id, MinutesLine.text.contains(remark.old))
    line = db.session.scalars(lines).one()
    with acting_as(Actor(None, copy.name)):
        text = line.text.replace(remark.old, remark.new)
        service.propose(copy, line, text, example(remark.reason), "", len(line.revisions))


def _accept(stage: Stage, find: Find, remark: Remark) -> None:
    rows = sa.select(Correction).where(Correction.meeting_id == find().id, Correction.text.contains(remark.new))
    correction, person = db.session.scalars(rows).one(), stage.actor(SECRETARIAT)
    service.accept(correction, correction.text, example(remark.answer or ""), person.id, person.name)


def _sign(stage: Stage, find: Find, post: Role, role: SignerRole) -> None:
    meeting, person = find(), stage.actor(post.value)
    account = next(each for each in ACCOUNTS if each.role is post)
    position = f"{account.title}, {stage.offices[account.office].name}"
    digest = signing.to_be_signed(standing_of(meeting)).sha256
    signing.sign(meeting, role, digest, person.id or 0, person.name, position)


def _reopen(stage: Stage, find: Find, reason: str) -> None:
    service.reopen(find(), example(reason), stage.actor(SECRETARIAT).name)
