"""The first page tells each post what waits for it, and asks no more than twelve questions even of who holds all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency
from app.commitments.parts import CommitmentSupport
from app.extensions import db
from app.meetings.models import MeetingState
from app.policy import Role
from app.tasks.states import PartState
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting, make_task, seat


def furnish(cast: Cast) -> dict[str, str]:
    """What waits for somebody; references by what it is."""
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    ready = make_commitment(cast.social)
    vague = make_commitment(cast.social, proof="")
    waived = make_commitment(cast.social, proof="", waiver="Disepakati bersama")
    usulan = make_commitment(cast.social, suggested_name="Ani")
    tabled = make_commitment(
        cast.social, suggested_name="Ani", meeting_id=meeting.id, agenda_item_id=meeting.agenda[0].id
    )
    helped = make_commitment(cast.police)
    helped.supports.append(CommitmentSupport(agency_id=cast.social, agency_name="Dinas Sosial", role="Mengantar"))
    task = make_task(cast.social)
    task.parts[0].update(PartState.ACCEPTED, "")
    task.parts[0].update(PartState.DOING, "")
    task.parts[0].update(PartState.BLOCKED, "Gudang penuh")
    db.session.commit()
    made = {"ready": ready, "vague": vague, "waived": waived, "usulan": usulan, "tabled": tabled, "helped": helped}
    return {name: each.reference for name, each in made.items()} | {"task": task.reference}


@pytest.mark.parametrize(("person", "expected"), [
    ("social_liaison", {"ready", "waived", "helped", "task"}), ("secretariat", {"vague", "usulan", "task"}),
    ("police_liaison", {"helped"}), ("reviewer", set()),
])  # fmt: skip
def test_everyone_is_told_what_waits_for_them(browser: Browser, cast: Cast, person: str, expected: set[str]) -> None:
    references = furnish(cast)
    text = browser.sign_in(getattr(cast, person)).get("home.index").text
    assert {name for name, reference in references.items() if reference in text} == expected


def test_who_holds_every_post_costs_no_more_than_allowed(browser: Browser, cast: Cast) -> None:
    furnish(cast)
    user = db.session.scalars(sa.select(User).where(User.email == cast.secretariat)).one()
    for role in (Role.LIAISON, Role.REVIEWER, Role.LEADER, Role.ADMIN):
        seat(user, db.session.get_one(Agency, cast.social), role)
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get("home.index")
    assert "Permintaan dukungan" in page.text and "Usulan dan komitmen yang belum dapat disetujui" in page.text
