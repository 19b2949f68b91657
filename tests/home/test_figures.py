"""The numbers of the first page are those of the lists that they lead to; the pictures have them too."""

from __future__ import annotations

import datetime as dt
import re

from app.clock import today
from app.extensions import db
from tests.browser import Browser, Page
from tests.commitments.steps import S, in_state
from tests.factories import Cast, make_commitment, make_task


def numbers(page: Page) -> dict[str, int]:
    """Where each number leads, and the number."""
    return {
        a.get("href") or "": int("".join(next(iter(a.iter("b"))).itertext()))
        for a in page.find("a")
        if "stat " in (a.get("class") or "")
    }


def furnish(cast: Cast) -> None:
    """Commitments in several states, three of them late, and tasks, of two agencies."""
    past = today() - dt.timedelta(days=3)
    for agency in (cast.social, cast.police):
        for state in (S.AGREED, S.REPORTED, S.VERIFIED, S.SUSPENDED, S.CANCELLED):
            in_state(cast, state, agency)
        make_commitment(agency, due=past)
        make_task(agency)
    in_state(cast, S.SUSPENDED, due=past)
    make_commitment(cast.social, due=past)
    make_task(cast.social, due=past)
    make_task(cast.social).cancel()
    db.session.commit()


def test_every_number_is_that_of_its_list(browser: Browser, other: Browser, cast: Cast) -> None:
    furnish(cast)
    for someone, person in ((browser, cast.leader), (other, cast.social_liaison)):
        found = numbers(someone.sign_in(person).get("/"))
        assert len(found) == 4 and all(found.values()), found
        for href, value in found.items():
            told = re.search(r"(\d+) data", someone.get(href).text)
            assert told and int(told[1]) == value, href
            assert ("instansi=" in href) == (person == cast.social_liaison)


def test_a_number_follows_at_once(browser: Browser, cast: Cast) -> None:
    furnish(cast)
    before = numbers(browser.sign_in(cast.leader).get("/"))
    make_commitment(cast.health)
    make_task(cast.health)
    after = numbers(browser.get("/"))
    assert after["/komitmen"] == before["/komitmen"] + 1 and after["/tugas"] == before["/tugas"] + 1


def test_the_pictures_tell_what_is_told_and_what_is_due(browser: Browser, cast: Cast) -> None:
    furnish(cast)
    page = browser.sign_in(cast.social_liaison).get("/")
    assert page.html.count('role="img" aria-labelledby="judul-tempo"') == 1
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in page.find("tr")]
    assert rows[1] == ["Lewat tenggat", "2", "1"] and len(rows) == 10
    assert [sum(int(row[n]) for row in rows[1:]) for n in (1, 2)] == [4, 2], "what rests is due no more"
    for person, order in ((cast.leader, 1), (cast.police_liaison, -1)):
        text = Browser(browser.app).sign_in(person).get("/").text
        facts = text[text.index("Dilaporkan dan terverifikasi") :]
        places = [facts.index("Dinas Sosial (5)"), facts.index("Polres Palopo (4)")]
        assert places == sorted(places)[::order], "one's own agency first"
