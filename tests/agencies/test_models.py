"""Names over time, mergers and holders, without a browser."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency, Holding, Post
from app.clock import today
from app.extensions import db
from app.policy import Role
from app.refusal import Refused
from tests.factories import make_agency, make_user

FIRST = dt.date(2015, 1, 1)
SECOND = dt.date(2026, 1, 1)
DAY = dt.timedelta(days=1)


def test_a_name_holds_from_its_day_on(app: Flask) -> None:
    agency = make_agency("Dinas Koperasi")
    agency.rename("Dinas Koperasi dan Perdagangan", SECOND)
    db.session.commit()
    assert agency.name == "Dinas Koperasi dan Perdagangan"
    assert agency.name_on(SECOND) == "Dinas Koperasi dan Perdagangan"
    assert agency.name_on(SECOND - DAY) == "Dinas Koperasi"
    assert agency.name_on(FIRST - DAY) == "Dinas Koperasi", "before its first known name, that first name"
    assert agency.name_on(today() + 400 * DAY) == "Dinas Koperasi dan Perdagangan"


def test_a_slip_is_mended_on_the_day_of_the_name_and_leaves_no_second_name(app: Flask) -> None:
    agency = make_agency("Dinas Sosail")
    agency.rename("Dinas Sosial", FIRST)
    db.session.commit()
    assert [each.name for each in agency.names] == ["Dinas Sosial"]


def test_names_cannot_begin_before_the_present_one_or_in_days_to_come(app: Flask) -> None:
    agency = make_agency("Dinas Sosial")
    for day in (FIRST - DAY, today() + DAY):
        with pytest.raises(Refused):
            agency.rename("Lain", day)
    assert agency.name == "Dinas Sosial"


def test_an_agency_ends_when_it_goes_over_to_another(app: Flask) -> None:
    old, new = make_agency("Dinas Lama"), make_agency("Dinas Baru")
    old.merge_into(new, SECOND)
    db.session.commit()
    assert (old.is_current, old.ended_on, old.successor_id) == (False, SECOND, new.id)
    assert old.name_on(today()) == "Dinas Lama"
    with pytest.raises(Refused):
        old.rename("Hidup Lagi", today())


def test_nothing_merges_into_itself_into_what_ended_or_in_a_ring(app: Flask) -> None:
    first, second, third = (make_agency(name) for name in ("Satu", "Dua", "Tiga"))
    with pytest.raises(Refused):
        first.merge_into(first, SECOND)
    first.merge_into(second, SECOND)
    with pytest.raises(Refused):
        third.merge_into(first, SECOND)
    with pytest.raises(Refused):
        first.merge_into(third, SECOND)
    with pytest.raises(Refused):
        second.merge_into(first, SECOND)
    first.ended_on = None  # as no page can make it: the line itself refuses the ring
    with pytest.raises(Refused):
        second.merge_into(first, SECOND)
    assert second.is_current and third.is_current


def test_a_merger_cannot_begin_tomorrow_or_before_the_present_name(app: Flask) -> None:
    old, new = make_agency("Dinas Lama"), make_agency("Dinas Baru")
    for day in (today() + DAY, FIRST - DAY):
        with pytest.raises(Refused):
            old.merge_into(new, day)
    assert old.is_current and old.successor is None


def test_a_post_passes_from_one_holder_to_the_next_in_one_step(app: Flask) -> None:
    post = Post(agency=make_agency("Dinas Sosial"), title="Narahubung", role=Role.LIAISON)
    db.session.add(post)
    first, second = make_user("a@contoh.go.id"), make_user("b@contoh.go.id")
    post.give_to(first)
    db.session.commit()
    post.give_to(second)
    db.session.commit()
    earlier, present = post.holdings
    assert (earlier.user, present.user, post.holding) == (first, second, present)
    assert earlier.ends_at == present.starts_at and present.ends_at is None
    post.give_to(None)
    db.session.commit()
    assert post.holding is None


def test_a_post_is_not_given_to_its_holder_or_to_the_disabled(app: Flask) -> None:
    post = Post(agency=make_agency("Dinas Sosial"), title="Narahubung", role=Role.LIAISON)
    db.session.add(post)
    first, second = make_user("a@contoh.go.id"), make_user("b@contoh.go.id")
    second.is_active = False
    post.give_to(first)
    for user in (first, second):
        with pytest.raises(Refused):
            post.give_to(user)


def test_the_database_allows_one_holder_at_a_time(app: Flask) -> None:
    post = Post(agency=make_agency("Dinas Sosial"), title="Narahubung", role=Role.LIAISON)
    db.session.add(post)
    post.give_to(make_user("a@contoh.go.id"))
    db.session.commit()
    rival = make_user("b@contoh.go.id")
    db.session.add(Holding(post_id=post.id, user_id=rival.id, starts_at=post.holding.starts_at))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.commit()
    db.session.rollback()
    assert len(db.session.scalars(sa.select(Holding)).all()) == 1
    assert db.session.get(Agency, post.agency_id) is not None
