"""The list of tasks, its one-line form and its calendar, by keyboard on a desktop and by finger on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_pages import look

PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture(params=[DESKTOP, PHONE], ids=["1280", "390"])
def page(open_as: Open, request: pytest.FixtureRequest) -> Page:
    """The list as a liaison sees it."""
    page = open_as("narahubung.dinsos", **request.param)
    page.goto("/tugas")
    return page


def test_a_task_is_added_in_one_line_without_leaving_the_keyboard(page: Page) -> None:
    line = page.get_by_label("Tambah cepat")
    line.focus()
    page.keyboard.type("+ Surat izin <b>halus</b> @dinas sos", delay=10)
    expect(page.locator("#nama-sebutan li")).to_have_count(1)
    look(page, "suggested agencies")
    page.keyboard.press("Enter")  # takes the agency; the form is not sent
    expect(line).to_have_value("+ Surat izin <b>halus</b> @Dinas Sosial ")
    page.keyboard.type("H+3 !")
    page.keyboard.press("Enter")
    told = page.locator("#pesan")
    expect(told).to_contain_text("Tugas: Surat izin <b>halus</b> · Dinas Sosial")
    told.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Surat izin <b>halus</b>")


def test_what_is_not_understood_is_completed_in_the_form(page: Page) -> None:
    page.get_by_label("Tambah cepat").fill("Aula @Dinas 31 Feb")
    page.keyboard.press("Enter")
    expect(page.locator(".notice b")).to_have_text("Aula @Dinas 31 Feb")
    expect(page.locator("#title")).to_have_value("Aula @Dinas 31 Feb")
    look(page, "a line that was not understood")


def test_the_usual_questions_and_the_rest(page: Page) -> None:
    page.get_by_role("link", name="Menunggu saya").click()
    expect(page.get_by_role("link", name="Menunggu saya")).to_have_attribute("aria-current", "true")
    expect(page.locator("tbody").get_by_text("giliran Anda").first).to_be_visible()
    look(page, "what waits for me")


def test_the_calendar_is_walked_and_turned(page: Page) -> None:
    page.get_by_role("link", name="Kalender").click()
    title = page.locator("#kalender-judul")
    here = title.inner_text()
    look(page, "month")
    page.get_by_role("link", name="Bulan berikutnya").press("Enter")
    expect(title).not_to_have_text(here)
    page.get_by_role("link", name="Bulan sebelumnya").press("Enter")
    expect(title).to_have_text(here)
    expect(page.locator("table.calendar thead")).to_be_visible(visible=(page.viewport_size or {})["width"] > 640)
    page.get_by_role("link", name="Minggu", exact=True).click()
    expect(title).to_contain_text("–")
    look(page, "week")
    page.get_by_role("link", name="Agenda").click()
    expect(page.locator(".agenda h3").first).to_be_visible()
    look(page, "agenda")


def test_the_line_and_the_calendar_work_without_script(open_as: Open) -> None:
    page = open_as("sekretariat", script=False, **PHONE)
    page.goto("/tugas/kalender?tampilan=agenda")
    page.get_by_label("Tambah cepat").fill("Tanpa skrip @Dinas Sosial besok")
    page.get_by_role("button", name="Buat tugas").click()
    expect(page.locator("#pesan")).to_contain_text("Tanpa skrip · Dinas Sosial")
    assert page.url.endswith("/tugas/kalender?tampilan=agenda")
