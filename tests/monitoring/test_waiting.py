"""How long reports waited and at whom: the arithmetic, and the list behind each number."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.agencies.models import Agency
from app.clock import acting_at, at, now
from app.commitments.models import Commitment
from app.commitments.states import Reason, Verdict
from app.extensions import db
from app.monitoring.waiting import average_days_at_reviewer, period_of, waits_in
from app.policy import Role
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, S, a_report, agree, in_state
from tests.factories import Cast, make_commitment, make_user, seat

FIRST = at(dt.date(2026, 3, 2), dt.time(9))
PERIOD = period_of("2026-1")


@pytest.fixture
def reviewers(cast: Cast) -> tuple[int, int]:
    """Two reviewers: the one of the cast, and another."""
    one = db.session.scalars(sa.select(User.id).where(User.email == cast.reviewer)).one()
    two = make_user("peninjau2@contoh.go.id", "Peninjau Dua")
    seat(two, db.session.get_one(Agency, cast.health), Role.REVIEWER)
    db.session.commit()
    return one, two.id


def day(number: float) -> acting_at:
    """What happens inside happens so many days after the first report."""
    return acting_at(FIRST + dt.timedelta(days=number))


def reported(agency_id: int, number: float = 0, **facts: object) -> Commitment:
    """A promise whose first report came on that day."""
    made = make_commitment(agency_id, **facts)
    with day(number):
        agree(made)
        made.submit_report(a_report(20))
    db.session.commit()
    return made


def shape(rows: object) -> dict:
    """Name to (count, average, median, longest), rounded to a thousandth."""
    return {r.name: (r.number, *(round(float(x), 3) for x in (r.average, r.median, r.longest))) for r in rows}


def test_average_median_and_longest_are_those_of_the_reviews(app: Flask, cast: Cast, reviewers: tuple) -> None:
    for wait in (1, 2, 3.5, 9.5):
        made = reported(cast.social)
        with day(wait):
            made.verify(Decimal(20), reviewers[0])
    with day(10):
        later = reported(cast.police, 10)
    with day(13):
        later.send_back("Kurang", reviewers[1])
    db.session.commit()
    waits = waits_in(PERIOD)
    assert shape(waits.by_reviewer) == {"Peninjau": (4, 4.0, 2.75, 9.5), "Peninjau Dua": (1, 3.0, 3.0, 3.0)}
    assert shape(waits.reviewed) == {"Dinas Sosial": (4, 4.0, 2.75, 9.5), "Polres Palopo": (1, 3.0, 3.0, 3.0)}
    assert (waits.total.number, round(float(waits.total.average), 3), float(waits.total.median)) == (5, 3.8, 3.0)
    assert not waits_in(period_of("2026-2")).by_reviewer and not waits_in(period_of("2025")).reviewed
    first, last = dt.date(2026, 3, 2), dt.date(2026, 3, 2)
    assert average_days_at_reviewer(cast.social, first, last) == pytest.approx(4.0)
    assert average_days_at_reviewer(cast.police, first, last) is None
    assert average_days_at_reviewer(cast.health, first, last) is None


def test_a_second_reviewer_waits_from_the_first_review_on(app: Flask, cast: Cast, reviewers: tuple) -> None:
    made = reported(cast.social, is_high=True)
    for instant, reviewer in ((2, reviewers[0]), (7, reviewers[1])):
        with day(instant):
            made.verify(Decimal(20), reviewer)
    db.session.commit()
    assert shape(waits_in(PERIOD).by_reviewer) == {"Peninjau": (1, 2, 2, 2), "Peninjau Dua": (1, 5, 5, 5)}


def test_after_a_reopening_the_wait_begins_anew(app: Flask, cast: Cast, reviewers: tuple) -> None:
    made = reported(cast.social, is_high=True)
    for instant, reviewer in ((1, reviewers[0]), (3, reviewers[1])):
        with day(instant):
            made.verify(Decimal(20), reviewer)
    with day(10):
        made.reopen(Reason.MISTAKE, "Keliru", SOMEBODY)
    with day(14):
        made.verify(Decimal(10), reviewers[0])
    db.session.commit()
    waits = waits_in(PERIOD)
    assert shape(waits.by_reviewer) == {"Peninjau": (2, 2.5, 2.5, 4), "Peninjau Dua": (1, 2, 2, 2)}


def test_a_report_that_was_replaced_unseen_is_no_wait(app: Flask, cast: Cast, reviewers: tuple) -> None:
    made = reported(cast.social)
    with day(4):
        made.submit_report(a_report(21))
    with day(5):
        made.verify(Decimal(21), reviewers[0])
    db.session.commit()
    assert made.reports[0].verdict is Verdict.REPLACED
    assert shape(waits_in(PERIOD).by_reviewer) == {"Peninjau": (1, 1, 1, 1)}


def test_the_agencys_own_turns_go_from_the_return_to_the_next_round(app: Flask, cast: Cast, reviewers: tuple) -> None:
    made, still = reported(cast.social), reported(cast.police)
    with day(2):
        made.send_back("Kurang", reviewers[0])
        still.send_back("Kurang", reviewers[0], verdict=Verdict.NO_EVIDENCE)
    with day(8):
        made.submit_report(a_report(22))
    db.session.commit()
    with day(12):
        waits = waits_in(PERIOD)
    assert shape(waits.mended) == {"Dinas Sosial": (1, 6, 6, 6)}
    assert shape(waits.mending) == {"Polres Palopo": (1, 10, 10, 10)}
    assert shape(waits.by_holder) == {None: (1, 4, 4, 4)}


def test_what_waits_now_is_told_by_holder_whatever_the_period(app: Flask, cast: Cast, reviewers: tuple) -> None:
    reported(cast.social)
    held = reported(cast.police, 1)
    held.reports[0].holder_id = reviewers[1]
    db.session.commit()
    with day(3):
        waits = waits_in(period_of("2025"))
    assert shape(waits.by_holder) == {None: (1, 3, 3, 3), "Peninjau Dua": (1, 2, 2, 2)}


@pytest.mark.parametrize(("key", "first", "last"), [
    ("2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31)), ("2026-1", dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
    ("2025-2", dt.date(2025, 7, 1), dt.date(2025, 12, 31)), ("", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ("1066", dt.date(2026, 1, 1), dt.date(2026, 12, 31)), ("2025-3", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ("'; --", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
])  # fmt: skip
def test_a_period_is_a_year_or_half_of_one(app: Flask, key: str, first: dt.date, last: dt.date) -> None:
    with app.test_request_context(), acting_at(at(dt.date(2026, 11, 25), dt.time(9))):
        period = period_of(key)
    assert (period.first, period.last) == (first, last)


def test_the_first_instant_of_a_period_is_midnight_in_palopo(app: Flask, cast: Cast, reviewers: tuple) -> None:
    made = make_commitment(cast.social)
    with acting_at(at(dt.date(2026, 7, 1), dt.time(0, 10))):
        agree(made)
        made.submit_report(a_report(20))
    with acting_at(at(dt.date(2026, 7, 1), dt.time(12, 10))):
        made.verify(Decimal(20), reviewers[0])
    db.session.commit()
    assert not waits_in(PERIOD).by_reviewer
    assert shape(waits_in(period_of("2026-2")).by_reviewer) == {"Peninjau": (1, 0.5, 0.5, 0.5)}


@pytest.mark.parametrize("person", ["secretariat", "social_liaison", "reviewer", "leader", "admin"])
def test_everyone_reads_it_and_each_number_leads_to_its_list(
    browser: Browser, cast: Cast, reviewers: tuple, person: str
) -> None:
    with acting_at(now() - dt.timedelta(days=3)):
        in_state(cast, S.REPORTED)
        in_state(cast, S.RETURNED, cast.police)
        mended = in_state(cast, S.RETURNED, cast.health)
        mended.submit_report(a_report(22))
    in_state(cast, S.UNDERWAY)
    db.session.commit()
    browser.sign_in(getattr(cast, person))
    page = browser.get("monitoring.waiting")
    assert "Belum ada pemegang" in page.text and "Masih diperbaiki instansi sekarang" in page.text
    links = [a for a in page.find("a") if a.get("href", "").startswith("/komitmen") and "=" in a.get("href", "")]
    assert len(links) >= 6
    for link in links:
        number = int("".join(link.itertext()).split()[-1 if "stat" in (link.get("class") or "") else 0])
        listed = browser.get(link.get("href"))
        assert f"{number} data" in listed.text, link.get("href")


def test_more_reports_cost_no_more_queries(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader)
    pages = ("waiting", "reviews", "repairs", "unreviewed")
    in_state(cast, S.UNDERWAY)
    few = [browser.get(f"monitoring.{page}").queries for page in pages]
    for state in (S.UNDERWAY, S.REPORTED, S.RETURNED) * 10:
        in_state(cast, state)
    assert [browser.get(f"monitoring.{page}").queries for page in pages] == few


def test_filters_that_make_no_sense_show_the_whole_list(browser: Browser, cast: Cast) -> None:
    in_state(cast, S.UNDERWAY)
    browser.sign_in(cast.leader)
    assert "1 data" in browser.get("/komitmen/waktu-tunggu/pemeriksaan?peninjau=x&periode=1066&instansi=-1").text
    assert browser.get("/komitmen/waktu-tunggu/belum-diperiksa?pemegang=9999").status == 200
    assert browser.get("/komitmen/waktu-tunggu?periode=%00").status == 200
