"""On phones: a file, a tick and a remark on a task, and a task thrown away and brought back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.pictures import picture

PHONE = {"width": 390, "height": 844}


def new_task(page: Page, title: str) -> None:
    """Give a task to Dinas Sosial and open its page."""
    page.goto("/tugas/baru")
    page.fill("[name=title]", title)
    page.fill("[name=due]", "2027-03-01")
    page.get_by_label("Dinas Sosial").check()
    page.get_by_role("button", name="Bagikan tugas").click()
    expect(page.locator("h1")).to_have_text(title)


def fits(page: Page) -> bool:
    """Nothing reaches beyond the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"])


def test_a_file_a_tick_and_a_mention_on_a_phone(open_as: Open) -> None:
    page = open_as("sekretariat", viewport=PHONE)
    new_task(page, "Menyiapkan aula kelurahan")
    page.get_by_text("Tambah butir", exact=True).click()
    page.fill("[name=items]", "- Kunci aula\n- Kursi seratus")
    page.get_by_role("button", name="Tambahkan").last.click()
    expect(page.locator("#periksa")).to_contain_text("0 dari 2 butir selesai")
    item = page.get_by_role("button", name=re.compile("Kunci aula"))
    item.click()
    expect(item).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#periksa")).to_contain_text("1 dari 2 butir selesai")
    page.locator("#hapus-butir-" + (item.get_attribute("id") or "").split("-")[1]).click()
    page.get_by_role("button", name="Urungkan penghapusan butir").click()
    expect(item).to_have_attribute("aria-pressed", "true")
    page.fill("[name=remark]", "@Dinas Sosial tolong siapkan kursinya.")
    page.get_by_role("button", name="Kirim komentar").click()
    expect(page.locator("#komentar")).to_contain_text("Menyebut:")
    assert fits(page)
    task = page.url.split("#")[0]
    liaison = open_as("narahubung.dinsos", viewport=PHONE)
    liaison.goto(task)
    liaison.get_by_role("link", name="Atur bukti bagian ini").click()
    liaison.wait_for_url("**/berkas")  # until its script listens
    photo = {"name": "aula.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(3200, 2400))}
    liaison.set_input_files("[name=kamera]", [photo])
    expect(liaison.get_by_alt_text("Bukti: aula.jpg")).to_have_attribute("width", "1600", timeout=15000)
    liaison.get_by_role("link", name="Kembali ke tugas").click()
    expect(liaison.locator("#berkas")).to_contain_text("aula.jpg")
    assert fits(liaison)


def test_without_script_a_tick_works_and_a_task_comes_back_from_the_trash(open_as: Open) -> None:
    page = open_as("sekretariat", script=False, viewport=PHONE)
    new_task(page, "Keliru dibuat")
    task = page.url
    page.goto(task + "/periksa")
    page.fill("[name=items]", "Satu")
    page.get_by_role("button", name="Tambahkan").click()
    page.get_by_role("button", name=re.compile("^Satu")).click()
    expect(page.locator("#periksa")).to_contain_text("1 dari 1 butir selesai")
    page.locator(".page-header .menu summary").click()
    page.get_by_role("link", name="Buang tugas").click()
    page.get_by_role("button", name="Buang tugas ini").click()
    expect(page.locator("#pesan")).to_contain_text("dibuang")
    page.get_by_role("button", name="Urungkan").click()
    expect(page.locator("#periksa")).to_contain_text("1 dari 1 butir selesai")
    assert page.url == task and fits(page)
