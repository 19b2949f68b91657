"""The attendance list in a real browser: forty people by one typist, a telephone that checks in, and who watches."""

from __future__ import annotations

import datetime as dt
import secrets
import sys
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Route, expect

from app.agencies.models import Agency, AgencyKind
from app.attendance.models import Attendance, Presence
from app.meetings.models import Meeting, MeetingState
from tests.e2e.conftest import Open, let_time_pass
from tests.e2e.test_pages import check, look
from tests.e2e.test_screen import running

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
FORTY = 40
MEETINGS, AGENCIES, ROWS = (model.__table__ for model in (Meeting, Agency, Attendance))


@pytest.fixture
def engine(site: dict[str, str]) -> Iterator[sa.Engine]:
    """The server's database."""
    made = sa.create_engine(site["DATABASE_URL"])
    yield made
    made.dispose()


@pytest.fixture
def hall(engine: sa.Engine) -> str:
    """A running meeting to which forty agencies are invited, of which twenty sent somebody before; its address."""
    mark = "".join(secrets.choice("bcdfghjz") for _ in range(6))  # without digits, which the tests look for
    with engine.begin() as connection:
        running_now = sa.select(MEETINGS).where(MEETINGS.c.state == MeetingState.RUNNING)
        facts = dict(connection.execute(running_now.order_by(MEETINGS.c.starts_at.desc())).mappings().first() or {})
        del facts["id"]
        # The demo's running meeting stays the newest, which other tests look for.
        facts |= {"reference": f"U/{mark}", "starts_at": facts["starts_at"] - dt.timedelta(seconds=1)}
        here = insert(connection, MEETINGS, facts | {"theme": f"Rapat besar {mark}"})
        for number in range(FORTY):
            name = f"Kantor {number:02} {mark}"
            agency = insert(connection, AGENCIES, {"kind": AgencyKind.OPD, "name": name, "version": 1})
            row = {"agency_id": agency, "agency_name": name, "version": 1}
            insert(connection, ROWS, row | {"meeting_id": here})
            if number % 2:
                came = {"meeting_id": 1, "person": f"Wakil {number:02} {mark}", "presence": Presence.PRESENT}
                insert(connection, ROWS, row | came)
    return f"/rapat/{here}"


def insert(connection: sa.Connection, table: sa.Table, values: dict[str, object]) -> int:
    """Write a row; returns its id."""
    made = connection.execute(sa.insert(table).values(values)).inserted_primary_key
    return int(made[0]) if made else 0


def wait_for_box(page: Page) -> None:
    """The box is empty and has the keyboard: the one before is written down."""
    expect(page.locator("#cari:focus")).to_have_value("")


def code(page: Page, meeting: str) -> str:
    """The address that the code on the screen stands for."""
    page.goto(meeting + "/kode")
    return page.locator(".address").inner_text()


def telephone(chromium: Browser, address: str, script: bool = True, theme: str = "light") -> Page:
    """The browser of somebody without an account."""
    context = chromium.new_context(base_url=address, java_script_enabled=script, color_scheme=theme, **PHONE)
    page = context.new_page()
    page.set_default_timeout(8000)
    return page


def draw(page: Page, *points: tuple[int, int]) -> None:
    """Draw one stroke in the field for the signature."""
    page.locator("#tanda").scroll_into_view_if_needed()
    box = page.locator("#tanda").bounding_box()
    assert box and box["width"] > 250
    for number, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x, box["y"] + y)
        if not number:
            page.mouse.down()
    page.mouse.up()


def fill_in(page: Page, name: str, agency: str = "") -> None:
    """Type the short form and send it."""
    page.get_by_label("Nama", exact=False).first.fill(name)
    page.get_by_label("Instansi", exact=False).first.select_option(label=agency or "Instansi lain")
    if not agency:
        page.get_by_label("Nama instansi lain").fill("Yayasan Luar")
    page.get_by_role("button", name="Catat kehadiran saya").click()


def test_forty_people_by_one_typist_without_a_mouse(open_as: Open, engine: sa.Engine, hall: str) -> None:
    page = open_as("sekretariat")
    page.goto(hall + "/hadir")
    began = time.perf_counter()
    for number in range(FORTY):
        wait_for_box(page)
        page.keyboard.type(f"wakil {number:02}" if number % 2 else f"kantor {number:02}")
        page.keyboard.press("Enter")
        if number % 2 == 0:
            expect(page.locator("[name=person]:focus")).to_be_visible()
            page.keyboard.type(f"AKBP Orang {number:02}, S.Pd.")
            page.keyboard.press("Tab")
            page.keyboard.type("Kepala")
            page.keyboard.press("Enter")
    wait_for_box(page)
    took = time.perf_counter() - began
    sys.stdout.write(f"\nforty people by one typist: {took:.1f} s\n")
    assert took < 60
    expect(page.locator("#hitungan")).to_contain_text("40 dari 40 instansi yang diundang hadir · 40 orang hadir")
    mine = sa.select(ROWS).where(ROWS.c.meeting_id == int(hall.rpartition("/")[2])).order_by(ROWS.c.id)
    with engine.connect() as connection:
        written = connection.execute(mine).all()
    mark = written[0].agency_name[-6:]
    names = [f"Wakil {n:02} {mark}" if n % 2 else f"AKBP Orang {n:02}, S.Pd." for n in range(FORTY)]
    assert [row.person for row in written] == names
    assert all(row.presence is Presence.PRESENT and row.arrived_at for row in written)


def test_arrows_choose_escape_empties_and_nothing_is_marked_by_a_second_enter(open_as: Open, hall: str) -> None:
    page = open_as("sekretariat")
    page.goto(hall + "/hadir")
    page.keyboard.type("wakil 0")
    expect(page.locator(".choice").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".choice.chosen b").inner_text()
    assert chosen == page.locator(".choice b").nth(1).inner_text()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".choice").last).to_have_class("choice chosen")
    page.keyboard.press("Escape")
    wait_for_box(page)
    expect(page.locator(".choice")).to_have_count(0)
    page.keyboard.type("wakil 03")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    wait_for_box(page)
    expect(page.locator("#hitungan")).to_contain_text("1 orang hadir")
    page.keyboard.type("Orang yang belum dikenal")
    page.keyboard.press("Enter")
    page.get_by_label("Instansi lain").fill("")
    page.get_by_role("button", name="Catat hadir").click()
    expect(page.locator("#pilihan .fault")).to_contain_text("Pilih instansinya")
    page.locator("#pilihan").get_by_label("Instansi lain").fill("Yayasan & Sahabat <b>")
    page.keyboard.press("Enter")
    expect(page.locator("#baris")).to_contain_text("Yayasan & Sahabat <b>")
    wait_for_box(page)


def test_on_a_slow_network_the_next_name_is_typed_meanwhile_and_a_failed_one_comes_back(
    open_as: Open, hall: str
) -> None:
    page = open_as("sekretariat", faulty=True)
    page.goto(hall + "/hadir")

    def late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/datang", lambda route: late(route) if route.request.method == "POST" else route.continue_())
    page.keyboard.type("wakil 03")
    expect(page.locator(".choice.chosen")).to_contain_text("Wakil 03")
    page.keyboard.press("Enter")
    page.keyboard.type("wakil 05")
    expect(page.locator("#hitungan")).to_contain_text("1 orang hadir")
    expect(page.locator("#cari")).to_have_value("wakil 05")
    expect(page.locator(".choice.chosen")).to_contain_text("Wakil 05")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#pesan")).to_contain_text("Tidak tersambung")
    expect(page.locator("#cari")).to_have_value("wakil 05")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator("#hitungan")).to_contain_text("2 orang hadir")


def test_a_telephone_checks_in_with_a_signature_and_the_list_follows(
    open_as: Open, chromium: Browser, address: str, hall: str
) -> None:
    desk, projector = open_as("sekretariat", clock=True), open_as("sekretariat", clock=True)
    desk.goto(hall + "/hadir")
    phone = telephone(chromium, address)
    answer = phone.goto(code(projector, hall))
    assert answer and answer.status == 200
    width = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0
    draw(phone, *((30 + 22 * step, 60 + 25 * (-1) ** step) for step in range(9)))
    phone.get_by_role("button", name="Hapus").click()
    assert phone.locator("[name=signature]").input_value() == ""
    draw(phone, (40, 40), (90, 80), (140, 50), (160, 90))
    drawn = phone.locator("[name=signature]").input_value()
    assert drawn.startswith("M") and drawn.count("L") >= 3
    fill_in(phone, "Dra. Hj. Siti <b>Aminah</b>")
    expect(phone.locator("main")).to_contain_text("menunggu konfirmasi sekretariat")
    row = desk.locator("#baris tr", has_text="Siti <b>Aminah</b>")
    let_time_pass(desk)
    expect(row).to_contain_text("Menunggu konfirmasi")
    assert row.locator(".sign path").get_attribute("d") == drawn
    let_time_pass(projector)
    expect(projector.locator(".screen-next")).to_contain_text("1 orang sudah mengisi")
    row.get_by_role("button", name="Konfirmasi").click()
    expect(row.locator(".badge")).to_have_text("Hadir")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Kehadiran Anda tercatat.")
    phone.context.close()


def test_what_somebody_types_into_a_row_stays_while_the_list_follows(
    open_as: Open, chromium: Browser, address: str, hall: str
) -> None:
    desk, projector = open_as("sekretariat", clock=True), open_as("sekretariat", clock=True)
    desk.goto(hall + "/hadir")
    desk.get_by_role("link", name="Ubah kehadiran Kantor 00").click()
    desk.locator("#baris form").get_by_label("Nama").fill("Setengah dike")
    phone = telephone(chromium, address)
    phone.goto(code(projector, hall))
    fill_in(phone, "Tamu Baru")
    expect(phone.locator("main")).to_contain_text("menunggu konfirmasi sekretariat")
    let_time_pass(desk)
    expect(desk.locator("#baris tr", has_text="Tamu Baru")).to_be_visible()
    assert desk.locator("#baris form").get_by_label("Nama").input_value() == "Setengah dike"
    desk.locator("#baris form").get_by_role("button", name="Simpan").click()
    expect(desk.locator("#baris tr", has_text="Setengah dike")).to_be_visible()
    row = desk.locator("#baris tr", has_text="Tamu Baru")
    row.get_by_role("button", name="Hapus").click()
    desk.get_by_role("button", name="Urungkan").click()
    expect(row).to_contain_text("Menunggu konfirmasi")
    phone.context.close()


def test_without_script_both_the_typist_and_the_telephone_get_on(
    open_as: Open, chromium: Browser, address: str, hall: str
) -> None:
    page = open_as("sekretariat", script=False)
    where = code(page, hall)
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "10"
    page.goto(hall + "/hadir")
    page.get_by_label("Cari nama atau instansi").fill("wakil 05")
    page.get_by_role("button", name="Cari").click()
    page.locator("button.choice").first.click()
    expect(page.locator("#hitungan")).to_contain_text("1 orang hadir")
    page.get_by_label("Cari nama atau instansi").fill("kantor 06")
    page.get_by_role("button", name="Cari").click()
    page.locator("a.choice").first.click()
    page.get_by_label("Nama", exact=False).first.fill("Orang Enam")
    page.get_by_role("button", name="Catat hadir").click()
    expect(page.locator("#baris")).to_contain_text("Orang Enam")
    page.locator("#baris tr", has_text="Orang Enam").get_by_role("button", name="Pulang").click()
    phone = telephone(chromium, address, script=False)
    phone.goto(where)
    assert not phone.locator("#kotak-tanda").is_visible()
    fill_in(phone, "Tanpa Skrip", agency=page.locator("#baris tr").nth(7).locator("b").first.inner_text())
    expect(phone.locator("main")).to_contain_text("Kehadiran Anda tercatat.")
    page.goto(hall + "/hadir")
    expect(page.locator("#baris tr", has_text="Tanpa Skrip").locator(".badge")).to_have_text("Hadir")
    phone.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_telephone(open_as: Open, chromium: Browser, address: str, theme: str) -> None:
    desk = open_as("sekretariat")
    phone = telephone(chromium, address, theme=theme)
    check(phone, code(desk, running(desk)))
    phone.get_by_role("button", name="Catat kehadiran saya").click()
    expect(phone.locator("#kesalahan")).to_be_visible()
    look(phone, "the form with faults")
    phone.goto("/hadir/salah")
    look(phone, "a wrong code")
    phone.context.close()


def test_axe_finds_nothing_on_a_long_list(open_as: Open, hall: str) -> None:
    for width in (390, 1280):
        page = open_as("sekretariat", viewport={"width": width, "height": 900})
        check(page, hall + "/hadir")
        page.fill("#cari", "wakil")
        expect(page.locator(".choice").first).to_be_visible()
        look(page, "offers")
        page.goto(hall + "/hadir")
        page.get_by_role("link", name="Ubah kehadiran Kantor 01").click()
        expect(page.locator("#baris form.line-add")).to_be_visible()
        look(page, "a row that is changed")
