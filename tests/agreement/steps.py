"""What the tests of the agreement have in common: a meeting that was held, and its steps done by the services."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import time_machine

from app.accounts.models import User
from app.agencies.models import Agency
from app.agreement import links, service, signing
from app.agreement.models import MinutesCopy, SignerRole
from app.agreement.standing import standing_of
from app.agreement.versions import MinutesVersion
from app.attendance.models import Presence
from app.attendance.service import invite
from app.clock import now
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from tests.factories import Cast, make_meeting

LATER = dt.timedelta(days=8)


def held(
    cast: Cast, texts: tuple[str, ...] = ("Anggaran dua juta rupiah", "Jadwal hari Senin"), **facts: object
) -> Meeting:
    """A closed meeting with lines under one item; two came and one did not. Committed."""
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED, chair="AKBP Herman, S.Pd., M.H.", **facts)
    guests = (
        (cast.social, Presence.PRESENT, "Ani, S.Sos."),
        (cast.police, Presence.REPRESENTED, "Budi"),
        (cast.health, Presence.ABSENT, ""),
    )
    for agency, presence, person in guests:
        row = invite(meeting, db.session.get_one(Agency, agency))
        row.presence, row.person, row.position = presence, person, "Staf" if person else ""
    for text in texts:
        add_line(meeting, text)
    db.session.commit()
    return meeting


def add_line(meeting: Meeting, text: str, kind: LineKind = LineKind.NOTE, **facts: object) -> MinutesLine:
    """One more line under the first item; flushed."""
    item = meeting.agenda[0]
    made = db.session.scalar(sa.select(sa.func.count(MinutesLine.id)).where(MinutesLine.agenda_item_id == item.id)) or 0
    line = MinutesLine(agenda_item_id=item.id, meeting_id=meeting.id, position=made + 1, kind=kind, **facts)
    line.write(text, None)
    db.session.add(line)
    db.session.flush()
    return line


def lines_of(meeting: Meeting) -> list[MinutesLine]:
    """The lines in order, as they are now."""
    rows = sa.select(MinutesLine).where(MinutesLine.meeting_id == meeting.id).order_by(MinutesLine.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def circulated(cast: Cast, days: int = 7, **facts: object) -> Meeting:
    """A meeting whose minutes went round; committed."""
    meeting = held(cast, **facts)  # type: ignore[arg-type]
    service.circulate(meeting, days)
    db.session.commit()
    return meeting


def copies_of(meeting: Meeting) -> list[MinutesCopy]:
    """The copies of the present circulation."""
    rows = sa.select(MinutesCopy).where(
        MinutesCopy.meeting_id == meeting.id, MinutesCopy.circulation == meeting.circulation
    )
    return list(db.session.scalars(rows.order_by(MinutesCopy.id).execution_options(populate_existing=True)))


def path_of(copy: MinutesCopy) -> str:
    """The address of a copy without the host."""
    return "/notula/" + links.token_of(copy)


def fresh(meeting: Meeting) -> Meeting:
    """The meeting as it is in the database now."""
    return db.session.get_one(Meeting, meeting.id, populate_existing=True)


def user_id(email: str) -> int:
    """The id of somebody of the cast."""
    return db.session.scalars(sa.select(User.id).where(User.email == email)).one()


def ripe() -> time_machine.travel:
    """A time when the deadline of `circulated` is over."""
    return time_machine.travel(now() + LATER, tick=True)


def sign(cast: Cast, meeting: Meeting, role: SignerRole, email: str = "") -> MinutesVersion:
    """Sign what there is to be signed, by the leader or the secretariat."""
    email = email or (cast.leader if role is SignerRole.CHAIR else cast.secretariat)
    digest = signing.to_be_signed(standing_of(meeting)).sha256
    return signing.sign(meeting, role, digest, user_id(email), email.split("@")[0].title(), "Jabatan, Instansi")


def signed(cast: Cast, meeting: Meeting) -> MinutesVersion:
    """Let both sign after the deadline; committed."""
    sign(cast, meeting, SignerRole.CHAIR)
    version = sign(cast, meeting, SignerRole.TAKER)
    db.session.commit()
    return version
