"""The minutes as plain data."""

from __future__ import annotations

import json

from app.agencies.models import Agency
from app.attendance.models import Presence
from app.attendance.service import invite
from app.extensions import db
from app.minutes.models import LineKind, MinutesLine
from app.minutes.record import record_of
from tests.factories import Cast, make_commitment, make_meeting


def test_a_record_holds_what_the_paper_says_and_nothing_that_json_cannot(cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, items=2)
    row = invite(meeting, db.session.get_one(Agency, cast.social))
    row.presence, row.person = Presence.PRESENT, "Ani, S.Pd., M.H."
    lines = []
    for position, (kind, text) in enumerate([(LineKind.NOTE, "Hapus"), (LineKind.COMMITMENT, "Janji & <x>")], 1):
        line = MinutesLine(
            agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=position, kind=kind, internal=True
        )
        line.write(text, None)
        db.session.add(line)
        lines.append(line)
    db.session.flush()
    lines[0].removed_at = meeting.starts_at
    commitment = make_commitment(cast.social, line_id=lines[1].id, meeting_id=meeting.id)
    record = json.loads(json.dumps(record_of(meeting)))
    assert [item["number"] for item in record["items"]] == [1, 2]
    assert record["items"][0]["lines"] == [
        {"id": lines[1].id, "number": "1.1", "kind": "commitment", "text": "Janji & <x>", "internal": True,
         "work": {"reference": commitment.reference, "agencies": ["Dinas Sosial"], "due": commitment.due.isoformat()},
         "photos": []}
    ]  # fmt: skip
    assert record["attendance"][0]["person"] == "Ani, S.Pd., M.H."
    assert record["meeting"]["starts_at"].endswith("+00:00")
    assert record_of(meeting) == record_of(meeting)
