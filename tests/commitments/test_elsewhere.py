"""What other pages and papers show of a promise that was moved, handed over or suspended: nothing untrue."""

from __future__ import annotations

import datetime as dt

import pytest

from app.agencies.models import Agency
from app.clock import now, today
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.states import Reason, SupportState
from app.extensions import db
from app.formats import official_date
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.minutes.record import record_of
from app.minutes.service import remove
from app.refusal import Refused
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, S, agree, in_state, stored
from tests.factories import Cast, make_commitment, make_meeting

DAY = dt.timedelta(days=1)


def minuted(cast: Cast, state: MeetingState = MeetingState.CLOSED) -> tuple[Meeting, Commitment]:
    """A meeting with one line, which is an agreed commitment of the social agency due in 30 days."""
    meeting = make_meeting(cast.bnn, state)
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=LineKind.COMMITMENT)
    line.write("Menyediakan 40 tempat pelatihan", None)
    db.session.add(line)
    db.session.flush()
    made = make_commitment(cast.social, meeting_id=meeting.id, line_id=line.id)
    agree(made)
    db.session.commit()
    return meeting, made


def change(commitment: Commitment, cast: Cast) -> None:
    """Move it by ten days, and hand it to the police, which goes on to change its post."""
    commitment.redate(commitment.due + 10 * DAY, Reason.FORCE, "Banjir", SOMEBODY)
    commitment.hand_over(db.session.get_one(Agency, cast.police), None, Reason.OFFICE, "Pindah tugas", SOMEBODY)
    commitment.hand_over(db.session.get_one(Agency, cast.health), None, Reason.OFFICE, "Pindah lagi", SOMEBODY)
    db.session.commit()


def test_the_minutes_keep_who_promised_what_until_when(browser: Browser, cast: Cast) -> None:
    meeting, made = minuted(cast)
    before = record_of(meeting)
    change(made, cast)
    assert record_of(meeting) == before, "the same minutes give the same record"
    work = before["items"][0]["lines"][0]["work"]
    assert (work["agencies"], work["due"]) == (["Dinas Sosial"], (today() + 30 * DAY).isoformat())
    browser.sign_in(cast.secretariat)
    paper = browser.get(f"/rapat/{meeting.id}/notula?tampilan=naskah").text
    assert "Dinas Sosial" in paper and "Dinas Kesehatan" not in paper
    meeting = db.session.get_one(Meeting, meeting.id)
    meeting.state = MeetingState.RUNNING
    db.session.commit()
    page = browser.get(f"/rapat/{meeting.id}/notula")
    assert "Dinas Sosial (kini: Dinas Kesehatan)" in page.text and page.text.count("(kini: ") == 2


def test_the_next_meeting_hears_of_the_original_date(browser: Browser, cast: Cast) -> None:
    meeting, made = minuted(cast)
    following = make_meeting(cast.bnn, MeetingState.CLOSED, previous_id=meeting.id)
    said = record_of(following)["follow_up"][0]
    assert said["status"] == "Disepakati"
    made.redate(made.due + 10 * DAY, Reason.FORCE, "Banjir", SOMEBODY)
    db.session.commit()
    said = record_of(following)["follow_up"][0]
    assert said["due"] == (today() + 40 * DAY).isoformat()
    assert said["status"] == f"Disepakati, tenggat semula {official_date(today() + 30 * DAY, 'd MMMM y')}"


def test_what_rests_is_not_called_late_in_the_next_meeting(browser: Browser, cast: Cast) -> None:
    meeting, made = minuted(cast)
    following = make_meeting(cast.bnn, MeetingState.CLOSED, previous_id=meeting.id)
    made.redate(today() - DAY, Reason.MISTAKE, "Salah ketik", SOMEBODY)
    db.session.commit()
    assert "lewat tenggat" in record_of(following)["follow_up"][0]["status"]
    made.suspend(Reason.BUDGET, "Anggaran", SOMEBODY)
    db.session.commit()
    assert record_of(following)["follow_up"][0]["status"].startswith("Ditangguhkan, tenggat semula")
    browser.sign_in(cast.leader)
    for page in ("/", "/komitmen?status=suspended", f"/komitmen/{made.id}", f"/rapat/{meeting.id}"):
        assert "lewat tenggat" not in browser.get(page).text.replace("Lewat tenggat", ""), page


def test_a_milestone_of_what_rests_is_not_late(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    step = Milestone(commitment_id=made.id, title="Survei", due=today() - DAY)
    db.session.add(step)
    db.session.commit()
    assert step.is_late
    stored(made.id).suspend(Reason.BUDGET, "Anggaran", SOMEBODY)
    db.session.commit()
    assert not db.session.get_one(Milestone, step.id).is_late


def test_the_minutes_do_not_take_back_what_was_handed_over(browser: Browser, cast: Cast) -> None:
    _, made = minuted(cast, MeetingState.RUNNING)
    change(made, cast)
    line = db.session.get_one(MinutesLine, made.line_id)
    with pytest.raises(Refused, match="sudah disepakati"):
        remove(line)


def test_whoever_takes_the_lead_no_longer_assists_and_that_leaves_a_trace(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    db.session.add(
        CommitmentSupport(
            commitment_id=made, agency_id=cast.police, agency_name="Polres Palopo", role="Menjaga keamanan",
            state=SupportState.ASKED, asked_at=now(),
        )
    )  # fmt: skip
    db.session.commit()
    browser.sign_in(cast.secretariat).get("commitments.hand_over", id=made)
    page = browser.submit("/serahkan", agency_id=str(cast.police), note="Pindah tugas", reason="office")
    assert not stored(made).supports and "Menghapus permintaan dukungan Polres Palopo" in page.text
