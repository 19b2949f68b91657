"""The migration of series can be taken back while there are meetings."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from tests.factories import Cast, make_meeting, make_series, propose


def test_taking_it_back_and_doing_it_again_keeps_the_meetings(app: Flask, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, items=2)
    make_series(meeting)
    propose(meeting, cast.social)
    reference = meeting.reference
    db.session.remove()
    try:
        downgrade(revision="0003")
        assert not sa.inspect(db.engine).has_table("meeting_series")
    finally:
        upgrade()
        db.engine.dispose()
    found = db.session.execute(sa.select(Meeting.reference, Meeting.series_id)).one()
    assert tuple(found) == (reference, None)
