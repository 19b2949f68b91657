"""The first page of each role, on a phone and on a desk: the first need first, nothing for axe, six requests."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.e2e.test_pages import look

ROLES = ["narahubung.dinsos", "sekretariat", "peninjau", "pimpinan", "admin"]


@pytest.mark.parametrize("account", ROLES)
def test_home_of_each_role(open_as: Open, account: str) -> None:
    page = open_as(account, viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto("/")
    needs = page.locator("main .card .rows > li .button")
    if needs.count():
        box = needs.first.bounding_box()
        assert box and box["y"] + box["height"] < 844 and box["height"] >= 44, "the first need is in sight"
    look(page, "/")
    unfold(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    look(page, "/ at a desk")


def unfold(page: Page) -> None:
    """The table under the second picture says what the picture does."""
    page.locator("summary", has_text="Angka dalam tabel").click()
    bars = page.locator("svg[aria-labelledby=judul-tempo] path")
    rows = page.locator("main details tbody tr")
    assert bars.count() == rows.count() == 9
    look(page, "/ with its table")


def test_a_need_leads_to_its_act_and_its_list(open_as: Open) -> None:
    page = open_as("narahubung.dinsos", viewport={"width": 390, "height": 844})
    page.goto("/")
    more = page.locator(".card-head a[href^='/giliran/lapor']")
    number = more.inner_text().split("(")[1].split(")")[0]
    more.click()
    page.wait_for_url("**/giliran/**")
    assert page.locator("#hasil .rows > li").count() == int(number)
    look(page, "the list of all")
    page.locator("#hasil .button").first.click()
    page.wait_for_url("**/komitmen/**")
    assert page.locator("main form").count()
