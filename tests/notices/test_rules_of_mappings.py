"""Agencies are told of mappings that they can read, and never of a level."""

from __future__ import annotations

from app.extensions import db
from app.mapping.levels import Level
from app.notices.events import Event
from tests.browser import Browser
from tests.factories import Cast
from tests.mapping.steps import decide, make_mapping, share
from tests.notices.telling import forget, holding, told


def test_who_may_read_a_mapping_is_told_when_it_is_shared_and_decided(cast: Cast) -> None:
    mapping = make_mapping(there=9)
    decide(mapping, Level.WATCH)
    assert not told(Event.SHARED)
    share(mapping)
    assert told(Event.SHARED, what="shared") == [cast.social_liaison, cast.police_liaison]
    share(mapping)
    decide(mapping, Level.DANGER)
    assert told(Event.SHARED, what="decided") == [cast.social_liaison, cast.police_liaison]
    assert len(told(Event.SHARED)) == 4


def test_what_is_taken_back_is_no_news_any_more(cast: Cast) -> None:
    mapping = make_mapping()
    share(mapping)
    assert holding(Event.SHARED) == [True, True]
    mapping.take_back()
    db.session.commit()
    assert holding(Event.SHARED) == [False, False]
    forget()
    share(mapping)
    assert len(told(Event.SHARED)) == 2


def test_a_remark_is_told_to_whom_it_mentions_and_who_watches_if_they_may_read(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    mapping = make_mapping(there=13)
    decide(mapping)
    share(mapping)
    other.sign_in(cast.social_liaison).get(f"/pemetaan/{mapping.id}")
    other.submit("/pantau")
    forget()
    browser.sign_in(cast.secretariat).get(f"/pemetaan/{mapping.id}")
    browser.submit("/komentar", remark="@Polres dan @Admin: kawasan ini 4 Bahaya.")
    assert told(Event.MENTIONED) == [cast.police_liaison] and told(Event.WATCHED) == [cast.social_liaison]
    page = other.get("notices.index")
    assert "menulis komentar" in page.text and mapping.area.full_name in page.text and "Bahaya" not in page.text
    db.session.get_one(type(mapping), mapping.id).take_back()
    db.session.commit()
    forget()
    browser.get(f"/pemetaan/{mapping.id}")
    browser.submit("/komentar", remark="@Polres belum dapat membacanya.")
    assert not told(Event.MENTIONED) and not told(Event.WATCHED)


def test_the_inbox_leads_to_the_mapping_and_names_no_level(browser: Browser, cast: Cast) -> None:
    mapping = make_mapping(there=13)
    decide(mapping)
    share(mapping)
    browser.sign_in(cast.social_liaison)
    page = browser.get("notices.index")
    assert "Pemetaan ini dibagikan kepada instansi" in page.text and mapping.area.full_name in page.text
    assert "Bahaya" not in page.text
    assert "Kelurahan" in browser.get(f"/pemetaan/{mapping.id}").text
