"""The board of shared tasks: cards moved by keys, mouse, finger and dialog; overtaken, and without network."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_pages import look

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TITLE = "Menggeser kartu"


def make(open_as: Open) -> int:
    """A task of the social services' own, accepted by nobody yet; returns the id of its part."""
    page = open_as("narahubung.dinsos")
    page.goto("/tugas/baru")
    page.get_by_label("Tugas", exact=False).first.fill(TITLE)
    page.fill("[name=due]", "2020-01-02")
    page.locator(".options").get_by_text("Dinas Sosial", exact=True).click()
    page.get_by_role("button", name="Bagikan tugas").click()
    page.wait_for_url(re.compile(r"/tugas/\d+$"))
    return int((page.locator("#bagian .rows > li").first.get_attribute("id") or "")[len("bagian-") :])


@pytest.fixture
def part(open_as: Open) -> Iterator[int]:
    """A part that was just offered; it leads the board, since it is late."""
    yield make(open_as)


def card(page: Page, part: int, lane: str = "") -> Locator:
    """The card, in this column where one is named."""
    return page.locator(f"{f'#kolom-{lane} ' if lane else ''}#bagian-{part}")


def told(page: Page, sentence: str) -> None:
    """The server has moved the card, and it is said so."""
    expect(page.locator("#kabar")).to_contain_text(sentence)


def shift(page: Page, part: int, state: str) -> None:
    """Move a card as a colleague does elsewhere."""
    answer = page.evaluate(
        """async ([part, state]) => {
            const text = await (await fetch(`/tugas/bagian/${part}/pindah`)).text();
            const page = new DOMParser().parseFromString(text, "text/html");
            const fields = new URLSearchParams(new FormData(page.querySelector("#pindah-isi form")));
            fields.set("state", state);
            return (await fetch(`/tugas/bagian/${part}/geser`, { method: "POST", body: fields })).status;
        }""",
        [part, state],
    )
    assert answer == 200


def test_a_card_goes_its_way_by_keys(open_as: Open, part: int) -> None:
    page = open_as("narahubung.dinsos", viewport={"width": 1280, "height": 900})
    page.goto("/tugas/papan")
    card(page, part).focus()
    page.keyboard.press("ArrowRight")
    expect(card(page, part)).not_to_be_focused()
    page.keyboard.press("ArrowLeft")
    card(page, part).focus()
    page.keyboard.press("Shift+ArrowRight")
    told(page, f"{TITLE} dipindahkan ke Diterima.")
    expect(card(page, part, "accepted")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#halangan")).to_contain_text("Dari Diterima tidak dapat langsung ke Ditawarkan.")
    expect(card(page, part, "accepted")).to_be_focused()
    page.keyboard.press("4")
    expect(page.locator("#pindah [value=blocked]")).to_be_checked()
    look(page, "dialog")
    page.locator("#pindah [name=note]").fill("Menunggu daftar peserta")
    page.locator("#pindah [name=blocked_on_id]").select_option(label="Dinas Kesehatan")
    page.locator("#pindah").get_by_role("button", name="Pindahkan").click()
    expect(card(page, part, "blocked")).to_be_focused()
    expect(card(page, part)).to_contain_text("menunggu Dinas Kesehatan")
    page.keyboard.press("m")
    expect(page.locator("#pindah")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page, part, "blocked")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#pintasan")).to_be_visible()


def finger(screen: CDPSession, kind: str, x: float = 0, y: float = 0) -> None:
    """A real touch, as the browser gets it from a screen."""
    points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
    screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_finger_drags_a_card_to_a_target_and_a_tap_opens_the_dialog(open_as: Open, part: int) -> None:
    page = open_as("narahubung.dinsos", **PHONE)
    page.goto("/tugas/papan")
    tool = card(page, part).locator(".move")
    tool.scroll_into_view_if_needed()
    box = tool.bounding_box()
    assert box and min(box["width"], box["height"]) >= 44
    screen = page.context.new_cdp_session(page)
    start = (box["x"] + 20, box["y"] + 20)
    finger(screen, "touchStart", *start)
    finger(screen, "touchMove", start[0] - 20, start[1] + 20)
    target = page.locator(".targets [data-lane=accepted]")
    expect(target).to_be_visible()
    there = target.bounding_box()
    assert there
    for part_of_way in (0.5, 1):
        finger(screen, "touchMove", start[0] + (there["x"] + 30 - start[0]) * part_of_way,
               start[1] + (there["y"] + 20 - start[1]) * part_of_way)  # fmt: skip
    finger(screen, "touchEnd")
    told(page, "dipindahkan ke Diterima.")
    expect(card(page, part, "accepted")).to_be_focused()
    expect(card(page, part)).to_be_in_viewport()
    expect(page.locator(".targets, .ghost")).to_have_count(0)
    card(page, part).locator(".move").tap()
    page.locator("#pindah label", has_text="Dikerjakan").tap()
    page.locator("#pindah").get_by_role("button", name="Pindahkan").tap()
    expect(card(page, part, "doing")).to_be_in_viewport()


def drag(page: Page, part: int, lane: str) -> None:
    """Take a card with the mouse and let it go over a column."""
    card(page, part).scroll_into_view_if_needed()
    card(page, part).locator("p").first.hover()
    page.mouse.down()
    box = page.locator(f"#kolom-{lane} h2").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 10, steps=5)
    page.mouse.up()


def test_a_dragged_card_snaps_back_without_network_and_goes_where_a_colleague_put_it(open_as: Open, part: int) -> None:
    page = open_as("narahubung.dinsos", faulty=True, viewport={"width": 1280, "height": 900})
    page.goto("/tugas/papan")
    page.route("**/geser", lambda route: route.abort())
    drag(page, part, "accepted")
    expect(page.locator("#halangan")).to_contain_text("Tidak tersambung ke server.")
    expect(card(page, part, "offered")).to_be_focused()
    page.unroute("**/geser")
    drag(page, part, "accepted")
    told(page, "dipindahkan ke Diterima.")
    shift(page, part, "doing")
    drag(page, part, "done")
    expect(page.locator("#halangan")).to_contain_text("baru saja diubah orang lain dan kini berstatus Dikerjakan")
    expect(card(page, part, "doing")).to_be_focused()
    drag(page, part, "done")
    told(page, "dipindahkan ke Selesai.")
    expect(card(page, part, "done")).to_be_focused()


def test_a_card_is_moved_without_a_script(open_as: Open, part: int) -> None:
    page = open_as("narahubung.dinsos", script=False, viewport={"width": 390, "height": 844})
    page.goto("/tugas/papan")
    card(page, part).locator(".move").click()
    page.get_by_label("Diterima").check()
    page.get_by_role("button", name="Pindahkan").click()
    expect(page.locator("#pesan")).to_contain_text(f"{TITLE} dipindahkan ke Diterima.")
    expect(card(page, part, "accepted")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(open_as: Open, part: int, width: int) -> None:
    page = open_as("narahubung.dinsos", viewport={"width": width, "height": 900})
    for path in ("/tugas/papan?instansi=semua", "/tugas/papan?cari=zzz", f"/tugas/bagian/{part}/pindah"):
        page.goto(path)
        look(page, path)
