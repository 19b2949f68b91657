"""Skills that are joined while others use them."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.activities.models import Activity
from app.extensions import db
from app.findings.models import Skill
from app.findings.skills import skill_named
from tests.activities.steps import make_activity, make_city, make_interest
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast
from tests.minutes.test_at_once import poster


def test_two_skills_joined_in_both_directions_leave_one(app: Flask, browser: Browser, cast: Cast) -> None:
    post = poster(app, browser.sign_in(cast.secretariat))
    for round_ in range(4):
        one, two = (skill_named(f"{name} {round_}").id for name in ("Jahit", "Menjahit"))
        db.session.commit()
        db.session.remove()
        calls = [post(f"/keterampilan/{a}/gabung", into_id=str(b)) for a, b in ((one, two), (two, one))]
        assert sorted(at_once(*calls))[0] == 303
        left = db.session.scalar(sa.select(sa.func.count()).where(Skill.id.in_((one, two))))
        assert left == 1
        db.session.remove()


def test_a_skill_is_joined_while_an_activity_of_it_is_edited(
    app: Flask, browser: Browser, other: Browser, cast: Cast
) -> None:
    city = make_city()
    join = poster(app, browser.sign_in(cast.secretariat))
    edit = poster(app, other.sign_in(cast.social_liaison))
    for round_ in range(4):
        make_interest(city["Balandai"], cast.social, f"Jahit {round_}")
        into = skill_named(f"Menjahit {round_}").id
        activity = make_activity(cast.social, city["Balandai"], skill=f"Jahit {round_}")
        key, skill = activity.id, activity.skill_id
        db.session.remove()
        form = {"title": "Baru", "starts_on": "2026-06-18", "area_ids": str(city["Balandai"]), "version": "1",
                "agency_id": str(cast.social), "skill": f"Menjahit {round_}"}  # fmt: skip
        calls = join(f"/keterampilan/{skill}/gabung", into_id=str(into)), edit(f"/kegiatan/{key}/ubah", **form)
        assert set(at_once(*calls)) <= {303, 409}
        assert db.session.get_one(Activity, key).skill_id == into
        db.session.remove()
