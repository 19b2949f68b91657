"""The board: its columns and pages, what moves a card, and what refuses to."""

from __future__ import annotations

import datetime as dt

import pytest

from app.clock import acting_at, now, today
from app.extensions import db
from app.tasks.board import CARDS
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState
from tests.browser import Browser, Page
from tests.factories import Cast, make_task

P = PartState
STATES = (P.OFFERED, P.ACCEPTED, P.DOING, P.BLOCKED, P.DELIVERED, P.DONE)


def put(agency_id: int, state: PartState, **facts: object) -> TaskPart:
    """A task whose one part has this state."""
    part = make_task(agency_id, **facts).parts[0]
    part.needs_confirmation = state is P.DELIVERED
    part._set(state)
    db.session.commit()
    return part


def stored(part: TaskPart) -> TaskPart:
    """The part as it is stored now."""
    db.session.remove()
    return db.session.get_one(TaskPart, part.id)


def column(page: Page, key: str) -> list[str]:
    """The titles of a column's cards."""
    found = page.find("section", id=f"kolom-{key}")
    assert found, page.text
    return [card.find("a").text or "" for card in found[0].iter("li")]  # type: ignore[union-attr]


def shift(browser: Browser, part: TaskPart, status: int = 200, **fields: object) -> Page:
    """Drop a card as the script does."""
    fields = {"version": part.version} | fields
    return browser.post(f"/tugas/bagian/{part.id}/geser", fields, status=status, htmx=True)


def test_each_state_has_its_column_and_what_is_declined_stands_with_what_is_stuck(browser: Browser, cast: Cast) -> None:
    for state in STATES:
        put(cast.social, state, title=f"Tugas {state.value}")
    put(cast.police, P.DECLINED, title="Tugas declined", due=today())
    for state in (P.WAIVED, P.HANDED_OVER):
        put(cast.police, state)
    page = browser.sign_in(cast.leader).get("tasks.board")
    for state in STATES:
        declined = ["Tugas declined"] if state is P.BLOCKED else []
        assert column(page, state.value) == [*declined, f"Tugas {state.value}"]
    assert "Ditolak" in page.text and not page.find("a", class_="move")


def test_what_was_withdrawn_thrown_away_or_done_long_ago_is_not_on_the_board(browser: Browser, cast: Cast) -> None:
    put(cast.social, P.DOING).task.cancel()
    put(cast.social, P.DOING).task.trash("Ani")
    put(cast.social, P.DONE).task.trash("Ani")
    with acting_at(now() - dt.timedelta(days=40)):
        put(cast.social, P.DONE, title="Lama")
    put(cast.social, P.DONE, title="Baru")
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get("tasks.board")
    assert column(page, "doing") == [] and column(page, "done") == ["Baru"]
    link = next(a.get("href") or "" for a in page.find("a") if a.text == "Yang lebih lama")
    later = browser.get(link)
    assert column(later, "done") == ["Lama"] and len(later.find("section", class_="lane tone-ok")) == 1


def test_a_column_goes_on_where_it_ended(browser: Browser, cast: Cast) -> None:
    for number in range(CARDS + 3):
        make_task(cast.social, title=f"Tugas {number}", due=today() + dt.timedelta(days=number // 2))
    page = browser.sign_in(cast.social_liaison).get("tasks.board")
    assert column(page, "offered") == [f"Tugas {number}" for number in range(CARDS)]
    assert page.find("h2", id="judul-offered")[0].find("b").text == "53"  # type: ignore[union-attr]
    link = next(a.get("href") or "" for a in page.find("a") if a.text == "Berikutnya")
    assert column(browser.get(link), "offered") == ["Tugas 50", "Tugas 51", "Tugas 52"]
    for junk in ("x", "2026-01-01~0", "~", "9999-99-99~1", "\x00~1"):
        browser.get("tasks.board", kolom="offered", sesudah=junk)
    assert len(browser.get("tasks.board", kolom="zzz", prioritas="zzz", instansi="zzz").find("section")) == 6


def test_a_liaison_sees_its_own_agency_unless_it_asks_for_all(browser: Browser, cast: Cast) -> None:
    put(cast.social, P.DOING, title="Milik sosial")
    put(cast.police, P.DOING, title="Milik polres")
    page = browser.sign_in(cast.social_liaison).get("tasks.board")
    assert column(page, "doing") == ["Milik sosial"]
    assert page.find("option", selected="")[0].text == "Dinas Sosial"
    page = browser.get("tasks.board", instansi="semua")
    assert sorted(column(page, "doing")) == ["Milik polres", "Milik sosial"]
    assert page.text.count("bagian instansi lain") == 1 and len(page.find("a", class_="move")) == 1
    assert column(browser.get("tasks.board", instansi=cast.police), "doing") == ["Milik polres"]
    assert column(browser.get("tasks.board", instansi="semua", cari="POLRES"), "doing") == ["Milik polres"]


def test_a_card_is_moved_on_its_page_without_a_script(browser: Browser, cast: Cast) -> None:
    part = put(cast.social, P.ACCEPTED, title="Surat izin")
    url = f"/tugas/bagian/{part.id}/pindah"
    browser.sign_in(cast.social_liaison).get(url)
    page = browser.submit(url, state="blocked", status=422)
    assert "Tulis sebabnya" in page.text
    page = browser.submit(url, state="blocked", note="Menunggu data.", blocked_on_id=cast.health)
    assert "Surat izin dipindahkan ke Terhambat." in page.text and "menunggu Dinas Kesehatan" in page.text
    moved = stored(part)
    assert (moved.state, moved.note, moved.blocked_on) == (P.BLOCKED, "Menunggu data.", "Dinas Kesehatan")


def test_a_dropped_card_moves_once_and_keeps_its_note(browser: Browser, cast: Cast) -> None:
    part = put(cast.social, P.ACCEPTED, title="Surat izin")
    part.note = "Catatan"
    db.session.commit()
    browser.sign_in(cast.social_liaison)
    for _ in range(2):
        page = shift(browser, part, state="doing")
        assert "Surat izin dipindahkan ke Dikerjakan." in page.text
        assert page.find("ol", data_lane="doing") and page.find("li", id=f"bagian-{part.id}")
    moved = stored(part)
    assert (moved.state, moved.note, moved.version) == (P.DOING, "Catatan", part.version + 1)
    assert shift(browser, moved, 422, state="blocked").find("div", id="pindah-isi")
    assert "Terhambat" in shift(browser, moved, state="blocked", note="Kunci belum ada").text


def test_what_the_state_does_not_allow_is_said_and_the_card_shown_where_it_is(browser: Browser, cast: Cast) -> None:
    part = put(cast.social, P.OFFERED)
    browser.sign_in(cast.social_liaison)
    page = shift(browser, part, 409, state="done")
    assert "Dari Ditawarkan tidak dapat langsung ke Selesai. Yang mungkin: Diterima, Ditolak." in page.text
    assert page.find("ol", data_lane="offered")
    for junk in ("", "zzz", "<b>", "\x00"):
        shift(browser, part, 422, state=junk)
    assert shift(browser, part, 409, state="accepted", version="zzz").find("ol", data_lane="offered")
    assert stored(part).state is P.OFFERED


def test_a_card_that_went_elsewhere_meanwhile_is_shown_there(browser: Browser, other: Browser, cast: Cast) -> None:
    part = put(cast.social, P.DOING)
    browser.sign_in(cast.social_liaison)
    shift(other.sign_in(cast.social_liaison), part, state="blocked", note="Kata rekan")
    page = shift(browser, part, 409, state="done")
    assert "baru saja diubah orang lain dan kini berstatus Terhambat" in page.text
    assert page.find("ol", data_lane="blocked")
    page = shift(browser, part, 409, state="done", note="Kata saya")
    assert "Kata rekan" in page.text and "Kata saya" in page.text
    assert stored(part).state is P.BLOCKED


def test_a_card_of_a_withdrawn_task_leaves_the_board(browser: Browser, cast: Cast) -> None:
    part = put(cast.social, P.DOING)
    browser.sign_in(cast.social_liaison)
    stored(part).task.cancel()
    db.session.commit()
    page = shift(browser, part, 409, state="done")
    assert "sudah dibatalkan" in page.text and not page.find("ol")
    stored(part).task.trash("Ani")
    db.session.commit()
    shift(browser, part, 404, state="done")


@pytest.mark.parametrize("who", ["admin", "police_liaison", "reviewer", "leader"])
def test_nobody_moves_another_agencys_card(browser: Browser, other: Browser, cast: Cast, who: str) -> None:
    part = put(cast.social, P.DOING)
    browser.sign_in(getattr(cast, who)).get(f"/tugas/bagian/{part.id}/pindah", status=403)
    shift(browser, part, 403, state="done")
    browser.post(f"/tugas/bagian/{part.id}/pindah", {"state": "done", "version": part.version}, status=403)
    shift(other.sign_in(cast.secretariat), part, 409, state="done")
    assert stored(part).state is P.DOING


def test_what_needs_confirmation_waits_for_it_and_may_come_back_with_a_reason(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    part = put(cast.social, P.DOING)
    part.needs_confirmation = True
    db.session.commit()
    page = shift(browser.sign_in(cast.social_liaison), part, state="delivered")
    assert "Menunggu konfirmasi. Bagian ini selesai setelah dikonfirmasi sekretariat." in page.text
    other.sign_in(cast.secretariat)
    assert other.get("tasks.board").find("li", data_to="done doing!")
    shift(other, stored(part), 422, state="doing")
    shift(other, stored(part), state="doing", note="Belum ada daftar peserta.")
    assert (stored(part).state, stored(part).answer) == (P.DOING, "Belum ada daftar peserta.")
    shift(browser, stored(part), state="delivered")
    shift(other, stored(part), state="done")
    assert (stored(part).state, db.session.get_one(Task, part.task_id).parts_done) == (P.DONE, 1)


@pytest.mark.parametrize("path", ["999/pindah", "0/geser", f"{2**63}/pindah"])
def test_an_unknown_card_is_404(browser: Browser, cast: Cast, path: str) -> None:
    browser.sign_in(cast.secretariat).get(f"/tugas/bagian/{path}", status=404)
