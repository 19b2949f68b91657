"""Photos of a line in a real browser: made smaller there, sent on a broken line, pasted, and without any script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_faults import open_editor
from tests.pictures import HTML, picture

PASTE = """async () => {
  const canvas = document.createElement("canvas");
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([blob], "tempel.png", { type: "image/png" }));
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def file(name: str, content: bytes) -> Any:
    """A file to choose."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def open_photos(page: Page, place: int) -> None:
    """Open the photos of one line of the demo's running meeting."""
    open_editor(page)
    line = page.locator("li[id^=butir-]").nth(place).get_attribute("id") or ""
    page.goto(f"/rapat/butir/{line.removeprefix('butir-')}/foto")


def test_a_large_photo_is_made_smaller_before_it_is_sent(open_as: Open) -> None:
    page = open_as("sekretariat")
    open_photos(page, 0)
    page.set_input_files("[name=foto]", [file("lapangan.jpg", picture(size=(3200, 2400)))])
    image = page.get_by_alt_text("Foto: lapangan.jpg")
    expect(image).to_have_attribute("width", "1600")
    expect(image).to_have_js_property("naturalWidth", 320)
    page.evaluate(PASTE)
    expect(page.get_by_alt_text("Foto: tempel.jpg")).to_be_visible()
    page.get_by_role("button", name="Hapus foto tempel.jpg").click()
    expect(page.get_by_alt_text("Foto: tempel.jpg")).to_have_count(0)
    page.get_by_role("button", name="Urungkan penghapusan foto").click()
    expect(page.get_by_alt_text("Foto: tempel.jpg")).to_be_visible()


def test_a_broken_line_is_waited_for_and_doubles_nothing(open_as: Open) -> None:
    page = open_as("sekretariat", faulty=True)
    open_photos(page, 1)
    before, times = page.locator(".photos img").count(), []

    def lose_the_answer(route: Any) -> None:
        times.append(1)
        if len(times) == 1:
            route.fetch()  # the server gets it, and the answer is lost
            route.abort()
        else:
            route.continue_()

    page.route(re.compile("/foto$"), lose_the_answer, times=2)
    page.set_input_files("[name=foto]", [file("putus.jpg", picture(colour="#7a4b00"))])
    expect(page.locator(".photo-state")).to_contain_text("Jaringan terputus")
    expect(page.get_by_alt_text("Foto: putus.jpg")).to_be_visible()
    assert page.locator(".photos img").count() == before + 1


def test_what_is_no_photo_gets_a_sentence(open_as: Open) -> None:
    page = open_as("sekretariat")
    open_photos(page, 0)
    page.set_input_files("[name=foto]", [file("palsu.jpg", HTML)])
    expect(page.locator(".photo-state")).to_contain_text("palsu.jpg: Isi berkas ini bukan JPEG")


def test_without_script_a_photo_is_added_and_one_too_large_gets_a_sentence(open_as: Open, tmp_path: Path) -> None:
    page = open_as("sekretariat", script=False)
    open_photos(page, 2)
    here = page.url
    page.set_input_files("[name=foto]", [file("polos.jpg", picture(colour="#0f6b3a"))])
    page.get_by_role("button", name="Kirim foto").click()
    assert page.get_by_alt_text("Foto: polos.jpg").count() == 1
    page.goto(here)
    giant = tmp_path / "raksasa.jpg"
    giant.write_bytes(b"\xff\xd8\xff" + bytes(14 * 1024 * 1024))
    page.set_input_files("[name=foto]", giant)
    page.get_by_role("button", name="Kirim foto").click()
    expect(page.locator("main")).to_contain_text("Sekali kirim paling banyak 10 MB.")
