"""The tasks of a training are made from a template for a meeting, on a phone and on a desk, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open

SIZES = pytest.mark.parametrize(("width", "script"), [(390, True), (1280, True), (390, False)])


@SIZES
def test_the_tasks_of_a_training_are_made_for_a_meeting(open_as: Open, width: int, script: bool) -> None:
    page = open_as("sekretariat", script=script, viewport={"width": width, "height": 900})
    page.goto("/tugas")
    page.get_by_role("link", name="Templat", exact=True).click()
    page.get_by_role("link", name="Persiapan bimtek").first.click()
    expect(page.locator("#isi-templat .lines > li")).to_have_count(6)
    page.get_by_role("link", name="Pakai templat").click()
    page.locator("[name=rapat]").select_option(index=1)
    page.get_by_role("button", name="Lihat tugasnya").click()
    expect(page.locator(".planned")).to_have_count(6)
    page.locator(".planned").last.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Buat semua yang dicentang").click()
    expect(page.locator("#kesalahan")).to_contain_text("Ubah tanggalnya")
    page.get_by_label("Buat juga tugas yang tenggatnya sudah lewat").check()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name="Buat semua yang dicentang").click()
    expect(page.locator("#pesan")).to_contain_text("5 tugas dibuat")
    page.locator("#dibuat").get_by_role("link", name="Menyiapkan tempat").first.click()
    expect(page.locator("#templat")).to_contain_text("Persiapan bimtek")
    expect(page.locator("#bagian")).to_contain_text("Dinas Sosial")


def test_only_the_agencies_that_are_asked_show_what_is_theirs(open_as: Open) -> None:
    page = open_as("sekretariat")
    page.goto("/tugas/templat")
    page.get_by_role("link", name="Persiapan bimtek").first.click()
    page.get_by_role("link", name="Ubah tugas 1").click()
    scope = page.get_by_label("Bagian Dinas Kesehatan")
    expect(scope).to_be_hidden()
    page.get_by_label("Dinas Kesehatan", exact=True).check()
    scope.fill("Pemeriksaan kesehatan")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#isi-templat")).to_contain_text("Dinas Kesehatan: Pemeriksaan kesehatan")


def test_the_rule_asks_only_for_what_it_needs(open_as: Open) -> None:
    page = open_as("sekretariat")
    page.goto("/tugas/templat")
    page.get_by_role("link", name="Persiapan bimtek").first.click()
    page.get_by_role("link", name="Ulangi").click()
    expect(page.get_by_label("Seri rapat")).to_be_hidden()
    page.get_by_label("Tiap bulan").check()
    page.get_by_label("Tanggal", exact=True).fill("31")
    page.get_by_role("button", name="Mulai pengulangan").click()
    expect(page.locator("#pengulangan")).to_contain_text(
        "Tiap tanggal 31 (di bulan yang lebih pendek: hari terakhirnya)"
    )
