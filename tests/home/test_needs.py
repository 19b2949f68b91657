"""The first page tells each post what waits for it, late first, and leads to where it can be done."""

from __future__ import annotations

import datetime as dt

import pytest

from app.clock import today
from app.extensions import db
from app.policy import Role
from tests.browser import Browser, Page
from tests.factories import Cast, make_commitment, make_meeting, make_task, seat
from tests.home.waiting import THINGS, end, everything, make


def kinds_on(page: Page) -> dict[str, str]:
    """The kinds of needs on the first page, each with what its link says."""
    found = {}
    for link in page.find("a"):
        href = link.get("href") or ""
        if href.startswith("/giliran/"):
            found[href.removeprefix("/giliran/").split("?")[0]] = "".join(link.itertext()).split(":")[0]
    return found


def buttons(page: Page) -> list[str]:
    """Where the buttons of the needs lead, in their order."""
    return [link.get("href") or "" for link in page.find("a", class_="button") if link.get("href") != "/rapat/baru"]


@pytest.mark.parametrize("name", THINGS)
def test_each_kind_waits_for_whom_it_should_until_it_is_done(browser: Browser, cast: Cast, name: str) -> None:
    thing, kind = THINGS[name], name.split(maxsplit=1)[0]
    made = make(name, cast)
    for role in ("admin", "secretariat", "social_liaison", "police_liaison", "reviewer", "leader"):
        someone = Browser(browser.app).sign_in(getattr(cast, role))
        page = someone.get("/")
        assert (kinds_on(page).get(kind) == "Semua (1)") == (role == thing.who), role
        if role == thing.who:
            walk(someone, thing.form, kind)
            browser = someone
    end(name, made, cast)
    assert kind not in kinds_on(browser.get("/"))


def walk(browser: Browser, form: str, kind: str) -> None:
    """Follow the link to the list of all, and its only row to a page where the act is possible."""
    assert browser.page is not None
    links = [link.get("href") or "" for link in browser.page.find("a")]
    listed = browser.get(next(href for href in links if href.startswith(f"/giliran/{kind}")))
    assert "1 data" in listed.text
    region = next(iter(listed.find("section", id="hasil")))
    target = next(region.iter("a")).get("href") or ""
    assert not form or browser.get(target.split("#")[0]).has_form(form), target


def test_nothing_of_another_agency_is_listed(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social)
    browser.sign_in(cast.police_liaison)
    browser.get(f"/giliran/setujui?instansi={cast.social}", status=404)
    browser.get("/giliran/periksa", status=404)
    browser.get("/giliran/apa", status=404)
    assert "Tidak ada yang menunggu Anda di sini" in browser.get(f"/giliran/setujui?instansi={cast.police}").text


def test_late_comes_first_and_the_list_goes_on_where_the_page_ends(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, due=today() - dt.timedelta(days=1))
    for days in range(40, 0, -1):
        make_commitment(
            cast.social, statement=f"Menyediakan {days} tempat pelatihan", due=today() + dt.timedelta(days=days)
        )
    page = browser.sign_in(cast.social_liaison).get("/")
    first, *rest = buttons(page)
    assert first.startswith(f"/tugas/{task.id}#") and len(rest) == 3
    assert (
        page.text.index("Menyediakan 1 tempat") < page.text.index("Menyediakan 3 tempat")
        and "Menyediakan 4 tempat" not in page.text
    )
    assert kinds_on(page)["setujui"] == "Semua (40)"
    listed = browser.get(f"/giliran/setujui?instansi={cast.social}")
    assert "40 data" in listed.text and listed.text.index("Menyediakan 2 tempat") < listed.text.index(
        "Menyediakan 25 tempat"
    )
    following = next(a for a in listed.find("a") if "Berikutnya" in (a.get("aria-label") or ""))
    assert "Menyediakan 26 tempat" in browser.get(following.get("href") or "").text


def test_who_holds_every_post_is_asked_once_and_costs_no_more_than_allowed(browser: Browser, cast: Cast) -> None:
    everything("semua@contoh.go.id", cast)
    page = browser.sign_in("semua@contoh.go.id").get("/")  # the browser counts the queries
    found = kinds_on(page)
    # Mentioned and named on the copy is somebody else; nobody judges what the own agencies do.
    others = {"sebutan", "notula", "periksa", "konfirmasi", "terlambat"}
    assert {name.split(maxsplit=1)[0] for name in THINGS} - others <= found.keys()
    headings = ["".join(h.itertext()) for h in page.find("h2")]
    assert "liaison, Dinas Sosial" in headings and "liaison, Polres Palopo" in headings


def test_one_who_chairs_and_takes_signs_in_one_line(browser: Browser, cast: Cast) -> None:
    from tests.agreement.steps import circulated
    from tests.agreement.test_signing import ripe

    user = everyone(cast)
    circulated(cast, theme="Rapat anggaran")
    with ripe():
        page = browser.sign_in(user).get("/")
        assert kinds_on(page)["tanda-tangan"] == "Semua (1)"
        assert page.text.count("Baca dan tanda tangani") == 1


def everyone(cast: Cast) -> str:
    """Somebody who is of the secretariat and a leader."""
    from app.agencies.models import Agency
    from tests.factories import make_user

    user = make_user("semua@contoh.go.id")
    for role in (Role.SECRETARIAT, Role.LEADER):
        seat(user, db.session.get_one(Agency, cast.bnn), role)
    db.session.commit()
    return user.email


@pytest.mark.parametrize("who", ["admin", "secretariat", "social_liaison", "reviewer", "leader"])
def test_an_empty_page_says_so_kindly(browser: Browser, cast: Cast, who: str) -> None:
    make_meeting(cast.bnn, theme="Rapat besok")
    page = browser.sign_in(getattr(cast, who)).get("/")
    assert "Tidak ada yang menunggu Anda" in page.text and "Rapat besok" in page.text
