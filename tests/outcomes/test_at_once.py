"""One form sent several times at the same moment, as by an impatient finger."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from tests.activities.steps import make_city, make_outcome
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast
from tests.minutes.test_at_once import poster


def test_the_second_of_two_clicks_is_led_to_what_the_first_made(app: Flask, browser: Browser, cast: Cast) -> None:
    area = make_city()["Balandai"]
    indicator = db.session.scalar(sa.select(OutcomeIndicator.id).where(OutcomeIndicator.short == "IKP"))
    send = poster(app, browser.sign_in(cast.secretariat))
    db.session.remove()
    facts = {"indicator_id": str(indicator), "area_id": str(area), "baseline": "2", "baseline_year": "2023"}
    assert at_once(*[send("/hasil/baru", **facts) for _ in range(4)]) == [303] * 4
    assert db.session.scalar(sa.select(sa.func.count(OutcomeSeries.id))) == 1


def test_a_value_that_is_sent_twice_at_once_is_no_error(app: Flask, browser: Browser, cast: Cast) -> None:
    path = f"/hasil/{make_outcome(make_city()['Balandai']).id}/nilai"
    send = poster(app, browser.sign_in(cast.secretariat))
    db.session.remove()
    facts = {"year": "2025", "span": "0", "value": "2,71", "source": "Laporan"}
    assert at_once(*[send(path, **facts) for _ in range(4)]) == [303] * 4
    assert db.session.scalar(sa.select(sa.func.count(OutcomeValue.id))) == 1
    assert send(path, **facts | {"value": "3"})() == 422
