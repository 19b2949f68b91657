"""How the demo's meetings were called: letters, and who was sent what when. All of it is invented."""

from __future__ import annotations

import datetime as dt
from functools import partial

from app.attendance.models import Answer
from app.demo.shapes import Gathering
from app.demo.stage import SECRETARIAT, Stage, liaison
from app.extensions import db
from app.invitations.invitees import invitees_of
from app.invitations.letter import Draft
from app.invitations.models import Channel, InvitationLetter
from app.invitations.service import mark_sent
from app.meetings.models import Meeting, MeetingState

WAITING = 2  # invitees of a meeting to come that were sent nothing yet
WORDS = ("nature", "attachment", "subject", "opening", "closing", "signer", "signer_position")


def plan_invitation(stage: Stage, meeting: Meeting, plan: Gathering, called: dt.datetime) -> None:
    """Plan the letter and its sending: most by letter, the last of them by WhatsApp."""
    if not plan.recorded:
        return
    number = len(plan.guests) - (WAITING if plan.state is MeetingState.ANNOUNCED else 0)
    stage.timeline.add(called + dt.timedelta(hours=2), SECRETARIAT, partial(_write, meeting))
    for hours, first, last, channel in ((3, 0, number - 2, Channel.LETTER), (5, number - 2, number, Channel.WHATSAPP)):
        act = partial(_send, stage, meeting, first, last, channel)
        stage.timeline.add(called + dt.timedelta(hours=hours), SECRETARIAT, act)
    if plan.state is MeetingState.ANNOUNCED:
        act = partial(_answer, stage, meeting, "polres", Answer.REPRESENTED, "Kepala Satuan Reserse Narkoba (contoh)")
        stage.timeline.add(called + dt.timedelta(hours=26), liaison("polres"), act)


def plan_cancellation(stage: Stage, meeting: Meeting, at: dt.datetime) -> None:
    """Plan that everyone is told."""
    act = partial(_send, stage, meeting, 0, None, Channel.WHATSAPP)
    stage.timeline.add(at + dt.timedelta(hours=1), SECRETARIAT, act)


def _write(meeting: Meeting) -> None:
    draft = Draft(meeting)
    words = {name: getattr(draft, name) for name in WORDS}
    db.session.add(InvitationLetter(meeting_id=meeting.id, copies="Wali Kota Palopo (contoh)\nArsip", **words))


def _answer(stage: Stage, meeting: Meeting, office: str, answer: Answer, note: str) -> None:
    agency = stage.offices[office]
    for row in meeting.attendances:
        if row.agency_id == agency.id:
            row.reply(answer, note)


def _send(stage: Stage, meeting: Meeting, first: int, last: int | None, channel: Channel) -> None:
    mark_sent(meeting, invitees_of(meeting)[first:last], channel, stage.actor(SECRETARIAT).name)
