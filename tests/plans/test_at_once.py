"""Two people at one plan at the same moment."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.audit import AuditEvent
from app.clock import today
from app.extensions import db
from app.meetings.models import MeetingState
from app.plans.models import ACTION_COMMITMENTS, ActionPlan, PlanAction, PlanState
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting
from tests.minutes.test_at_once import poster
from tests.plans.steps import make_draft


def test_a_plan_is_adopted_once(app: Flask, browser: Browser, cast: Cast) -> None:
    key = make_draft(cast, cast.social).id
    meetings = [make_meeting(cast.bnn, MeetingState.CLOSED).id for _ in range(2)]
    post = poster(app, browser.sign_in(cast.secretariat))
    db.session.remove()
    day = today().isoformat()
    calls = [post(f"/rencana-aksi/{key}/tetapkan", meeting_id=str(each), adopted_on=day) for each in meetings * 2]
    assert at_once(*calls) == [303] * 4
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == "adopted")) == 1
    assert db.session.get_one(ActionPlan, key).state is PlanState.ADOPTED


def test_actions_added_at_once_get_numbers_of_their_own(
    app: Flask, browser: Browser, other: Browser, cast: Cast
) -> None:
    key = make_draft(cast).id
    mine = poster(app, browser.sign_in(cast.social_liaison))
    theirs = poster(app, other.sign_in(cast.police_liaison))
    db.session.remove()
    path = f"/rencana-aksi/{key}/aksi/baru"
    calls = [post(path, action=f"Aksi {n}", agency_id=str(agency))
             for post, agency in ((mine, cast.social), (theirs, cast.police)) for n in range(2)]  # fmt: skip
    assert at_once(*calls) == [303] * 4
    numbers = sa.select(PlanAction.number).where(PlanAction.plan_id == key).order_by(PlanAction.number)
    assert db.session.scalars(numbers).all() == [1, 2, 3, 4]


def test_a_double_click_at_once_makes_one_plan_and_one_action(app: Flask, browser: Browser, cast: Cast) -> None:
    post = poster(app, browser.sign_in(cast.secretariat))
    db.session.remove()
    facts = {"title": "Sekali", "year": "2026", "agency_id": str(cast.bnn)}
    assert at_once(*[post("/rencana-aksi/baru", **facts) for _ in range(3)]) == [303] * 3
    key = db.session.scalars(sa.select(ActionPlan.id)).one()
    db.session.remove()
    path = f"/rencana-aksi/{key}/aksi/baru"
    assert at_once(*[post(path, action="Sekali", agency_id=str(cast.social)) for _ in range(3)]) == [303] * 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PlanAction)) == 1
    db.session.remove()
    assert at_once(*[post(f"/rencana-aksi/{key}/salin", **facts) for _ in range(2)]) == [303] * 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ActionPlan)) == 2


def test_one_thing_tied_at_once_is_tied_once(app: Flask, browser: Browser, cast: Cast) -> None:
    action, commitment = make_draft(cast, cast.social).actions[0].id, make_commitment(cast.social).id
    post = poster(app, browser.sign_in(cast.social_liaison))
    db.session.remove()
    path = f"/rencana-aksi/aksi/{action}/komitmen"
    assert at_once(*[post(path, kait=str(commitment)) for _ in range(4)]) == [303] * 4
    assert len(db.session.execute(sa.select(ACTION_COMMITMENTS)).all()) == 1
