"""Two people type minutes at once; and what they type may be hostile."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Open, let_time_pass
from tests.e2e.minute_taking import Desk, confirmed, copies, enter, field, look, settle, sit_down, stored, texts

HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    '"><b hx-get="/keluar" hx-trigger="load">muat</b>',
    "{{ 7*7 }} {% raw %} ${1+1}",
    "\u202ekanan ke kiri\u202c مرحبا",
    "p" * 4990 + " akhir",
)


def two(open_as: Open, clock: bool = False) -> tuple[Page, Page, str]:
    """Two people at the editor of one meeting; the second may have a clock of its own."""
    first, second = open_as("sekretariat"), open_as("sekretariat", clock=clock)
    for page in (first, second):
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    minutes = sit_down(first)
    second.goto(minutes)
    return first, second, minutes


def change(page: Page, old: str, new: str) -> None:
    """Open a line and type other words, without saving."""
    confirmed(page, old).get_by_title("Ubah butir").click()
    page.locator(".line-change [name=text]").fill(new)


def test_on_different_lines_nobody_is_asked_and_each_sees_the_other_s(open_as: Open) -> None:
    first, second, minutes = two(open_as, clock=True)
    enter(first, "Dari yang pertama")
    enter(second, "Dari yang kedua")
    for page, text in ((first, "Dari yang pertama"), (second, "Dari yang kedua")):
        expect(confirmed(page, text)).to_be_visible()
    let_time_pass(second)
    expect(confirmed(second, "Dari yang pertama")).to_be_visible()  # of itself, without a hint
    look(first)
    expect(confirmed(first, "Dari yang kedua")).to_be_visible()
    change(first, "Dari yang pertama", "Diubah yang pertama")
    change(second, "Dari yang kedua", "Diubah yang kedua")
    look(first)
    for page in (first, second):
        page.locator(".line-change [name=text]").press("Control+Enter")
        expect(page.locator(".line-change")).to_have_count(0)
        assert page.locator("#benturan").count() == 0
    look(first)
    expect(confirmed(first, "Diubah yang kedua")).to_be_visible()
    assert sorted(stored(first, minutes)) == ["Diubah yang kedua", "Diubah yang pertama"]


def test_on_one_line_both_texts_are_seen_and_one_click_joins_them(open_as: Open) -> None:
    first, second, minutes = two(open_as)
    enter(first, "Peserta 30 orang dari kelurahan")
    settle(first, 1)
    look(second)
    change(second, "Peserta 30", "Peserta 30 orang dari dua kelurahan")
    change(first, "Peserta 30", "Peserta <b>40</b> orang dari kelurahan")
    first.locator(".line-change [name=text]").press("Control+Enter")
    settle(first, 1)
    look(second)  # the open form is left alone
    second.locator(".line-change [name=text]").press("Control+Enter")
    expect(second.locator("#benturan")).to_contain_text("Peserta <b>40</b> orang dari kelurahan")
    expect(second.locator(".line-change [name=text]")).to_have_value("Peserta 30 orang dari dua kelurahan")
    assert second.locator("#benturan .prose b").count() == 0
    second.get_by_role("button", name="Gabungkan keduanya").click()
    expect(confirmed(second, "Peserta <b>40</b> orang dari dua kelurahan")).to_be_visible()
    assert len(stored(second, minutes)) == 1 and copies(second) == []


def test_a_text_that_met_a_conflict_is_still_there_after_a_closed_tab(open_as: Open) -> None:
    first, second, minutes = two(open_as)
    enter(first, "Asli")
    settle(first, 1)
    look(second)
    change(second, "Asli", "Asli menurut kedua")
    change(first, "Asli", "Asli menurut pertama")
    first.locator(".line-change [name=text]").press("Control+Enter")
    expect(confirmed(first, "Asli menurut pertama")).to_have_count(1)  # first, so that the second meets it
    second.locator(".line-change [name=text]").press("Control+Enter")
    expect(second.locator("#benturan")).to_be_visible()
    second.goto("/")
    second.goto(minutes)
    confirmed(second, "Asli menurut pertama").get_by_title("Ubah butir").click()
    expect(second.locator(".draft-offer")).to_contain_text("Asli menurut kedua")
    second.get_by_role("button", name="Pulihkan").click()
    expect(second.locator(".line-change [name=text]")).to_have_value("Asli menurut kedua")


def test_a_line_that_another_moves_meanwhile_is_changed_without_a_question(open_as: Open) -> None:
    first, second, minutes = two(open_as)
    for text in ("Satu", "Dua", "Tiga"):
        enter(first, text)
    settle(first, 3)
    look(second)
    change(second, "Satu", "Satu diubah")
    confirmed(first, "Dua").get_by_title("Naikkan butir").click()
    expect(confirmed(first).first).to_contain_text("Dua")
    second.locator(".line-change [name=text]").press("Control+Enter")
    expect(confirmed(second, "Satu diubah")).to_be_visible()
    assert stored(second, minutes) == ["Dua", "Satu diubah", "Tiga"]


def test_a_line_that_another_removes_leaves_the_words_which_become_a_new_one(open_as: Open) -> None:
    first, second, minutes = two(open_as)
    enter(first, "Akan dihapus")
    settle(first, 1)
    look(second)
    change(second, "Akan dihapus", "Tetap penting")
    confirmed(first, "Akan dihapus").get_by_title("Hapus butir").click()
    expect(first.locator("#notula .removed")).to_be_visible()
    look(second)
    second.locator(".line-change [name=text]").press("Control+Enter")
    expect(second.locator("#kesalahan")).to_contain_text("baru saja dihapus")
    expect(second.locator(".line-change [name=text]")).to_have_value("Tetap penting")
    second.get_by_role("button", name="Simpan sebagai butir baru").click()
    expect(confirmed(second, "Tetap penting")).to_be_visible()
    look(second)
    expect(second.locator("#notula .removed")).to_have_count(1)
    expect(confirmed(second)).to_have_count(1)
    assert stored(second, minutes) == ["Tetap penting"]


def test_a_meeting_closed_by_another_keeps_the_text_and_says_why(open_as: Open) -> None:
    first, second, minutes = two(open_as)
    enter(second, "Masih sempat")
    settle(second, 1)
    field(second).fill("Terlambat satu")
    Desk(first).post(minutes.replace("/notula", "/tutup"))
    field(second).press("Enter")
    expect(second.locator("#kesalahan")).to_contain_text("Notula hanya diubah selama rapat berlangsung")
    expect(field(second)).to_have_value("Terlambat satu")
    assert [name for name in copies(second) if name.endswith(":text")], "the text came back, and so did its copy"
    held: list[Route] = []
    second.route("**/butir", lambda route: held.append(route))  # noqa: PLW0108 (a bound builtin is refused)
    field(second).press("Enter")
    field(second).type("Terlambat dua")
    held[0].continue_()
    expect(second.locator("#antrean")).to_contain_text("Terlambat satu")
    expect(second.locator("#antrean")).to_contain_text("Notula hanya diubah selama rapat berlangsung")
    expect(field(second)).to_have_value("Terlambat dua")
    assert "Masih sempat" in second.request.get(minutes).text()
    assert [name for name in copies(second) if "antrean" in name] and "Terlambat" not in str(texts(second))


def test_hostile_texts_are_texts_wherever_they_are_read(open_as: Open) -> None:
    first, second, minutes = two(open_as)
    for text in HOSTILE:
        enter(first, f"! {text}")  # the projector shows what was decided
    settle(first, len(HOSTILE))
    check(first)
    look(second)
    settle(second, len(HOSTILE))
    change(first, "muat", HOSTILE[0] + " satu")
    change(second, "muat", HOSTILE[1] + HOSTILE[2])
    first.locator(".line-change [name=text]").press("Control+Enter")
    settle(first, len(HOSTILE))
    second.locator(".line-change [name=text]").press("Control+Enter")
    expect(second.locator("#benturan")).to_contain_text(HOSTILE[0] + " satu")
    expect(second.locator(".line-change [name=text]")).to_have_value(HOSTILE[1] + HOSTILE[2])
    assert second.locator("#benturan :is(img, script, b[hx-get])").count() == 0
    for path in (minutes + "?tampilan=naskah", minutes.replace("/notula", "/layar"), minutes.replace("/notula", "")):
        first.goto(path)
        check(first, (*HOSTILE[:1], *HOSTILE[2:]) if "/layar" not in path else HOSTILE[-3:])  # the latest only


def check(page: Page, expected: tuple[str, ...] = HOSTILE) -> None:
    """The page shows the hostile texts and made nothing of them."""
    page.locator("details:not([open]):not(.menu)").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    body = readable(page.locator("body").inner_text())
    for text in expected:
        assert readable(text)[:30] in body, (page.url, text[:30])
    assert page.locator("img[src=x], script:not([src]), [hx-get='/keluar']").count() == 0
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide}"


def readable(text: str) -> str:
    """The text without marks of direction, which a page closes around each text, and with single blanks."""
    return re.sub(r"\s+", " ", re.sub("[\u202a-\u202e\u2066-\u2069]", "", text))
