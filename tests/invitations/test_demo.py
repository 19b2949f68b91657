"""The example data: its meetings were called by letters, and one goes on from another by the rule."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.demo.load import load
from app.extensions import db
from app.invitations.invitees import invitees_of
from app.invitations.models import InvitationLetter, Matter, Standing
from app.meetings.models import Meeting, MeetingState
from app.series.follow_up import follow_up_of
from app.series.topics import Reason, topics_of


def test_the_demo_shows_each_part_of_it(app: Flask) -> None:
    load("kata sandi contoh")
    db.session.commit()
    meetings = {each.state: each for each in db.session.scalars(sa.select(Meeting)).unique()}
    running, coming = meetings[MeetingState.RUNNING], meetings[MeetingState.ANNOUNCED]
    last = db.session.get_one(Meeting, running.previous_id)
    carried = [item for item in running.agenda if item.topic_id]
    reasons = {topic.id: topic.reason for topic in topics_of(last.id)}
    assert [reasons[item.topic_id] for item in carried if item.topic_id] == [Reason.OPEN_WORK]
    found = follow_up_of(running.id)
    assert found and found.id == last.id and {row.is_open for row in found.rows} == {True, False}
    standings = [each.standing for each in invitees_of(coming)]
    assert standings[-2:] == [Standing.UNTOLD] * 2 and set(standings[:-2]) == {Standing.TOLD}
    called_off = invitees_of(meetings[MeetingState.CANCELLED])
    assert all([each.matter for each in one.sent] == [Matter.INVITATION, Matter.CANCELLATION] for one in called_off)
    assert db.session.scalar(sa.select(InvitationLetter).where(InvitationLetter.meeting_id == coming.id))
