"""Every page once, phone and desktop, light and dark: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.e2e.conftest import Open

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast"]  # all that the other theme changes
# Where each thing stands that is in order need not be told: that takes as long as to find what is not.
RUN = "async (rules) => axe.run({ runOnly: rules, resultTypes: ['violations'] })"
PAGES = {
    "sekretariat": ["/", "/rapat", "/rapat/baru", "/rapat/1", "/rapat/1/notula", "/rapat/1/hadir", "/rapat/1/ubah",
                    "/rapat/1/persetujuan", "/rapat/1/versi/1", "/rapat/1/buka-kembali", "RUNNING/persetujuan",
                    "RUNNING", "RUNNING/notula", "RUNNING/notula?tampilan=naskah", "RUNNING/layar", "RUNNING/tunda",
                    "RUNNING/simpan-templat",
                    "RUNNING/hadir", "RUNNING/hadir?saring=instansi", "RUNNING/hadir/cari?cari=di",
                    "RUNNING/hadir/tambah", "RUNNING/hadir/pindaian", "RUNNING/kode", "/rapat/1/kode",
                    "/rapat/hadir/1/ubah", "/rapat/butir/1/foto", "/rapat/2/layar", "/rapat/agenda/34/bawa",
                    "/rapat/agenda/34/ubah", "/rapat/usulan/1/tolak", "/komitmen", "/komitmen?status=semua&cari=zzz",
                    "/komitmen?status=semua&kondisi=dilaporkan", "/komitmen/papan", "/komitmen/matriks",
                    "/komitmen/linimasa", "/komitmen/1",
                    "/tugas", "/tugas/baru", "/tugas/1", "/instansi", "/instansi/1", "/instansi/baru",
                    "/rapat/1/dokumen", "/rapat/9/dokumen", "/rapat/1/dokumen/laporan", "/instansi/1/kop",
                    "/seri/1/himpunan", "/hak-akses", "/akun/kata-sandi", "/akun/perangkat", "/rapat/999999"],
    "sekretariat seri": ["/seri", "/seri?cari=zzz", "/seri/1", "/seri/2", "/seri/baru", "/seri/1/ubah",
                         "/seri/kalimat/1/ubah", "/seri/acara/1/ubah", "/seri/tunda/1/agenda",
                         "/seri/tunda/1/gugurkan"],
    "sekretariat cerita": ["/komitmen/9", "/komitmen/9/cerita?saring=semua", "/komitmen/9/komentar", "/tugas/2/cerita",
                           "/kawasan/1/cerita"],
    "sekretariat templat": ["/tugas/templat", "/tugas/templat?cari=zzz", "/tugas/templat/baru", "/tugas/templat/1",
                            "/tugas/templat/1/pakai", "/tugas/templat/1/pakai?hari=2026-12-01",
                            "/tugas/templat/1/tugas", "/tugas/templat/butir/1/ubah", "/tugas/templat/1/ulangi",
                            "/tugas/templat/pengulangan", "/tugas/templat/pengulangan/1/ubah", "/tugas/1/templat"],
    "sekretariat undangan": ["/rapat/9/undangan", "/rapat/9/undangan/surat", "/rapat/9/undangan/pesan",
                             "/rapat/10/undangan", "/rapat/5/lanjutan", "/rapat/5", "/rapat/9"],
    "sekretariat perubahan": ["/komitmen/8", "/komitmen/7/ubah-isi", "/komitmen/13", "/komitmen/waktu-tunggu",
                              "/komitmen/waktu-tunggu/pemeriksaan", "/komitmen/serentak?centang=semua",
                              "/komitmen/serentak/ingatkan?pilih=7", "/komitmen/serentak/tenggat?pilih=7"],
    "sekretariat pesan": ["/pesan-instansi", "/pesan-instansi?tampilkan=terlambat", "/instansi/8/pesan",
                          "/instansi/8/kalender", "/instansi/8", "/kalender/langganan", "/tugas/kalender"],
    "sekretariat komitmen": ["/komitmen/baru", "/komitmen/baru?salin=7", "/komitmen/7", "/komitmen/7/dukungan/baru",
                             "/komitmen/7/tahapan/baru", "/kawasan", "/kawasan?cari=zzz", "/kawasan/1",
                             "/kawasan/impor"],
    "sekretariat peta kerja": ["/peta-kerja", "/peta-kerja?baris=kawasan", "/peta-kerja?kawasan=2",
                               "/peta-kerja?baris=dukungan&periode=2020", "/kawasan/2/cerita?saring=komitmen",
                               "/peta-kerja/kesenjangan/pemetaan-belum-masuk",
                               "/peta-kerja/kesenjangan/pelatihan-tanpa-pendampingan"],
    "admin": ["/", "/pengguna", "/pengguna/1", "/pengguna/baru", "/instansi/1/gabung", "/instansi/1/ganti-nama",
              "/instansi/1/jabatan/baru", "/jabatan/1/pemegang", "/kesehatan"],
    "narahubung.dinsos": ["/", "/komitmen", "/komitmen/9/lapor", "/komitmen/9/bukti", "/pantauan",
                          "/tugas/1", "/rapat/9", "/rapat/9/usulan", "/rapat/9/layar", "/seri/1", "/pemberitahuan",
                          "/pemberitahuan/pengaturan", "/tugas/1/pemberitahuan", "/kalender/langganan"],
    "peninjau": ["/", "/komitmen/antrean", "/komitmen/10/periksa", "/komitmen/15/periksa"],
    "pimpinan": ["/", "/pantauan", "/rapat/1/notula", "RUNNING/layar", "RUNNING/bekal"],
}  # fmt: skip


WIDE = 1000  # pixels: from there on pages have the colours that they have on a phone, which are looked at there


def check(page: Page, path: str) -> None:
    """Open a page and let axe look at it."""
    answer = page.goto(path)
    assert answer and answer.status == (404 if path.endswith("999999") else 200), f"{path}: {answer and answer.status}"
    look(page, path)


def look(page: Page, path: str) -> None:
    """Let axe look at what stands on the page now."""
    page.evaluate("scrollTo(0, 0)")  # else what the page's head half covers counts as too small to hit
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{path} scrolls sideways by {width} px"
    page.evaluate(AXE_SCRIPT)
    themes = (("light", TAGS), ("dark", COLOURS))
    for theme, rules in themes if (page.viewport_size or {})["width"] < WIDE else themes[:1]:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = AxeResults(page.evaluate(RUN, rules))
        assert found.violations_count == 0, f"{path}, {theme}\n{found.generate_report()}"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("account", PAGES)
def test_axe_finds_nothing(open_as: Open, account: str, width: int) -> None:
    page = open_as(account.split(maxsplit=1)[0], viewport={"width": width, "height": 900})
    running = running_meeting(page)
    for path in PAGES[account]:
        check(page, path.replace("RUNNING", running))


def running_meeting(page: Page) -> str:
    """The address of the demo's running meeting."""
    page.goto("/rapat?status=running")
    return page.locator("#hasil tbody a").first.get_attribute("href") or ""


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_sign_in_page(chromium, address: str, width: int) -> None:  # type: ignore[no-untyped-def]
    context = chromium.new_context(base_url=address, viewport={"width": width, "height": 900})
    check(context.new_page(), "/masuk")
    context.close()
