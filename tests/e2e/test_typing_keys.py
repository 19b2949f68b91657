"""Forty lines of every kind with the keyboard alone, the same without JavaScript, and a line dragged by its number."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.minutes.models import LineKind
from tests.e2e.conftest import Open
from tests.e2e.minute_taking import DUE, confirmed, copies, enter, field, settle, sit_down, stored, texts

MARKS = {LineKind.NOTE: "", LineKind.DECISION: "! ", LineKind.TASK: "+", LineKind.COMMITMENT: "# "}
LINES = [(list(LineKind)[number % 4], f"Butir ke {number}") for number in range(40)]


def kinds(page: Page) -> list[str]:
    """The kind of each confirmed line, in order."""
    lines = page.locator("#notula li[id]:not(.removed)")
    marks = lines.evaluate_all("all => all.map((each) => each.querySelector('.line-body > .badge')?.textContent ?? '')")
    return [mark.strip() or str(LineKind.NOTE.label) for mark in marks]


def type_line(page: Page, kind: LineKind, text: str) -> None:
    """One line, by keys only: the field has the focus before and after."""
    page.keyboard.type(MARKS[kind] + text)
    page.keyboard.press("Enter")
    if kind in (LineKind.TASK, LineKind.COMMITMENT):
        page.keyboard.type("dinas so")
        page.keyboard.press("Enter")
        if kind is LineKind.TASK:
            page.keyboard.type("polres")
            page.keyboard.press("Enter")
        page.keyboard.press("Enter")  # nothing more to find: on to the date
        page.keyboard.type(f"{DUE:%m%d%Y}")
        page.keyboard.press("Enter")


def test_forty_lines_of_all_kinds_by_keys_alone(open_as: Open) -> None:
    page = open_as("sekretariat")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    minutes = sit_down(page)
    field(page).focus()
    for kind, text in LINES:
        type_line(page, kind, text)
    settle(page, 40)
    assert texts(page) == [text for _, text in LINES]
    assert kinds(page) == [str(kind.label) for kind, _ in LINES]
    expect(confirmed(page, "Butir ke 39")).to_contain_text("Dinas Sosial, Polres Palopo")
    walk(page)
    order = [text for _, text in LINES]
    order[38], order[39] = order[39], order[38] + " diubah"
    assert texts(page) == order and stored(page, minutes) == order
    page.reload()
    assert texts(page) == order and copies(page) == []


def walk(page: Page) -> None:
    """Up to the last lines: one is moved, changed, removed and brought back."""
    expect(field(page)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#pintasan")).to_be_visible()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    line = confirmed(page, "Butir ke 38")
    expect(line).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(confirmed(page).last).to_contain_text("Butir ke 38")
    expect(line).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".line-change [name=text]")).to_be_focused()
    page.keyboard.type(" diubah")
    page.keyboard.press("Control+Enter")
    expect(line).to_contain_text("Butir ke 38 diubah")
    expect(line).to_be_focused()
    page.keyboard.press("Delete")
    undo = page.get_by_role("button", name="Urungkan")
    expect(undo).to_be_focused()
    expect(confirmed(page)).to_have_count(39)
    page.keyboard.press("Enter")
    expect(line).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()


def test_the_same_forty_lines_without_javascript(open_as: Open) -> None:
    page = open_as("sekretariat", script=False)
    minutes = sit_down(page)
    for kind, text in LINES:
        page.locator(f".line-add [name=kind][value={kind.value}]").check(force=True)
        field(page).fill(text)
        if kind in (LineKind.TASK, LineKind.COMMITMENT):
            page.locator(".line-add summary").click()
            page.get_by_label("Dinas Sosial", exact=True).check()
            if kind is LineKind.TASK:
                page.get_by_label("Polres Palopo", exact=True).check()
            page.locator(".line-add [name=due]").fill(DUE.isoformat())
        page.get_by_role("button", name="Tambah butir").click()
    assert texts(page) == [text for _, text in LINES] == stored(page, minutes)
    assert kinds_without_script(page) == [str(kind.label) for kind, _ in LINES]


def kinds_without_script(page: Page) -> list[str]:
    """The kind of each line, read from the answer itself."""
    lines = page.content().split('<li id="butir-')[1:]
    named = [
        re.search(r'class="badge.*?</svg>\s*(?:<span>)?([^<]+)', line.split('class="prose"')[0], re.S) for line in lines
    ]
    return [each[1].strip() if each else str(LineKind.NOTE.label) for each in named]


def test_a_line_is_dragged_by_its_number(open_as: Open) -> None:
    page = open_as("sekretariat", viewport={"width": 1280, "height": 900})
    minutes = sit_down(page)
    for text in ("Satu", "Dua", "Tiga"):
        enter(page, text)
    settle(page, 3)
    drag(page, "Tiga", "Satu", 0.2)
    expect(confirmed(page).first).to_contain_text("Tiga")
    drag(page, "Satu", "Dua", 0.9)
    expect(confirmed(page).last).to_contain_text("Satu")
    page.reload()
    assert texts(page) == ["Tiga", "Dua", "Satu"] == stored(page, minutes)
    assert page.locator("#notula li[draggable=true]").count() == 0


def drag(page: Page, text: str, over: str, height: float) -> None:
    """Take a line by its number and let it go over another one, at a part of its height."""
    number = confirmed(page, text).locator(".line-number").bounding_box()
    there = confirmed(page, over).bounding_box()
    assert number and there
    page.mouse.move(number["x"] + 5, number["y"] + 5)
    page.mouse.down()
    page.mouse.move(there["x"] + 40, there["y"] + there["height"] * height, steps=5)
    page.mouse.move(there["x"] + 42, there["y"] + there["height"] * height)
    page.mouse.up()
