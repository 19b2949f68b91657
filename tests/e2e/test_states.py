"""States that the minutes editor comes into while somebody types: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_faults import open_editor
from tests.e2e.test_pages import look

SMALLEST = 24  # CSS px of a control's side, WCAG 2.5.8; 44 where a finger points
SIZES = """(least) => [...document.querySelectorAll("#notula .button-tool")]
  .map((node) => [node.id, node.getBoundingClientRect()])
  .filter(([, box]) => box.width < least || box.height < least).map(([id]) => id)"""


@pytest.fixture(params=[390, 1280])
def editor(open_as: Open, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The minutes of the running meeting, on a phone that is touched or on a desktop."""
    width = request.param
    phone = {"has_touch": True, "is_mobile": True} if width < 600 else {}
    page = open_as("sekretariat", faulty=True, viewport={"width": width, "height": 900}, **phone)
    open_editor(page)
    yield page
    page.evaluate("localStorage.clear()")  # what was typed here is nobody's


def change_first_line(page: Page) -> None:
    """Open the form of the first line, with its kinds."""
    page.locator("[id^=ubah-]").first.click()
    page.locator(".line-change summary").click()


def test_the_tools_of_a_line_are_large_enough_to_hit(editor: Page) -> None:
    touched = (editor.viewport_size or {"width": 0})["width"] < 600
    assert editor.evaluate(SIZES, 44 if touched else SMALLEST) == []


def test_a_line_being_changed(editor: Page) -> None:
    change_first_line(editor)
    expect(editor.locator(".line-change .agency-find")).to_be_visible()
    look(editor, "line form")
    editor.locator(".line-change [name=text]").fill("")
    editor.locator(".line-change").get_by_role("button", name="Simpan").click()
    expect(editor.locator(".line-change .fault").first).to_be_visible()
    look(editor, "line form with a fault")


SAVE_AS_ANOTHER = """async () => {
    const form = document.querySelector(".line-change");
    const fields = new URLSearchParams(new FormData(form));
    fields.set("text", "Isi orang lain " + Date.now());
    await fetch(form.action, { method: "POST", body: fields, headers: { "HX-Request": "true" } });
}"""


def test_a_line_that_somebody_else_changed(editor: Page) -> None:
    change_first_line(editor)
    editor.evaluate(SAVE_AS_ANOTHER)
    editor.locator(".line-change [name=text]").fill("Isi yang lain")
    editor.locator(".line-change").get_by_role("button", name="Simpan").click()
    expect(editor.get_by_role("button", name="Simpan isian saya")).to_be_visible()
    look(editor, "conflict")


def test_a_new_line_that_lacks_something(editor: Page) -> None:
    editor.locator(".line-add [name=text]").fill("Janji tanpa instansi")
    editor.locator(".line-add [value=commitment]").check()
    expect(editor.locator(".line-add .agency-find")).to_be_visible()
    editor.get_by_role("button", name="Tambah butir").click()
    expect(editor.locator(".line-add .fault").first).to_be_visible()
    look(editor, "new line with a fault")


def test_lines_that_wait_and_a_text_to_choose(editor: Page) -> None:
    editor.route("**/butir", lambda route: route.abort())
    for text in ("Butir pertama", "Butir kedua yang panjang " * 12, "Butir ketiga"):
        editor.locator(".line-add [name=text]").fill(text)
        editor.get_by_role("button", name="Tambah butir").click()
    expect(editor.locator("#antrean li")).to_have_count(3)
    look(editor, "lines that wait")
    panel = editor.locator("#antrean").bounding_box()
    assert panel and panel["height"] < 320, "lines that wait cover what is typed"
    for _ in range(3):
        editor.locator("#antrean").get_by_role("button", name="Buang").first.click()


def test_the_shortcuts_and_the_phrases(editor: Page) -> None:
    editor.locator("#kalimat summary").click()
    look(editor, "phrases")
    editor.locator("[data-shortcuts]").click()
    expect(editor.locator("#pintasan")).to_be_visible()
    look(editor, "shortcuts")
