"""The checklist of a task: who adds, ticks, orders and removes, and that its counts stay true."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import AuditEvent
from app.extensions import db
from app.tasks.checks import MOST, TaskCheck, lines_of
from app.tasks.models import Task
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_task


@pytest.fixture
def task(app: Flask, cast: Cast) -> Task:
    """A task that Dinas Sosial issued, with a part for it and one for Polres."""
    return make_task(cast.social, cast.police, issuer_agency_id=cast.social, issuer_name="Dinas Sosial")


def listed(task_id: int, part_id: int | None = None) -> list[str]:
    """The texts of one list in their order, as stored now."""
    db.session.rollback()
    same = TaskCheck.part_id == part_id if part_id else TaskCheck.part_id.is_(None)
    rows = sa.select(TaskCheck.text).where(TaskCheck.task_id == task_id, same, TaskCheck.removed_at.is_(None))
    return list(db.session.scalars(rows.order_by(TaskCheck.position, TaskCheck.id)))


def counts(task_id: int) -> tuple[int, int]:
    """What the task says of its items: how many, and how many ticked."""
    db.session.remove()
    task = db.session.get_one(Task, task_id)
    return task.checks_total, task.checks_done


def fill(browser: Browser, task: Task, *lines: str) -> list[int]:
    """Add items to the whole task's list; returns the ids of all."""
    browser.post("tasks.add_checks", {"items": "\n".join(lines)}, id=task.id)
    db.session.rollback()
    return list(db.session.scalars(sa.select(TaskCheck.id).order_by(TaskCheck.id)))


def test_pasted_lines_become_items_without_their_marks() -> None:
    text = "- Kunci\r\n\n2. Kursi\n\t• Meja\n[x] Air\n☐ Spanduk\n3 mobil\n -\n2026. Laporan"
    assert lines_of(text) == ["Kunci", "Kursi", "Meja", "Air", "Spanduk", "3 mobil", "-", "2026. Laporan"]


def test_items_are_added_ticked_unticked_and_counted(browser: Browser, other: Browser, cast: Cast, task: Task) -> None:
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    page = browser.submit(f"/tugas/{task.id}/periksa", items="- Kunci\n- Kursi")
    assert "2 butir ditambahkan." in page.text and "0 dari 2 butir selesai" in page.text
    first = db.session.scalars(sa.select(TaskCheck.id)).first()
    other.sign_in(cast.police_liaison)
    for _ in range(2):  # a double click says the same twice
        page = other.post("tasks.tick", id=first)
    assert "1 dari 2 butir selesai" in page.text and "Polres" in page.text and counts(task.id) == (2, 1)
    assert page.find("button", id=f"centang-{first}")[0].get("aria-pressed") == "true"
    page = browser.post("tasks.untick", id=first)
    assert "0 dari 2 butir selesai" in page.text and "Melepas centang butir periksa Kunci" in page.text
    assert "Menambahkan butir periksa (Jumlah: 2)" in page.text
    assert counts(task.id) == (2, 0)


def test_by_htmx_the_answer_holds_the_list(browser: Browser, cast: Cast, task: Task) -> None:
    keys = fill(browser.sign_in(cast.social_liaison), task, "Kunci")
    page = browser.post("tasks.tick", htmx=True, id=keys[0])
    assert page.find("section", id="periksa") and "<html" not in page.html
    page = browser.post("tasks.add_checks", {"items": " "}, status=422, htmx=True, id=task.id)
    assert page.find("section", id="periksa") and "Mohon isi paling sedikit satu butir" in page.text


def test_items_change_places_and_wording(browser: Browser, cast: Cast, task: Task) -> None:
    a, b, c = fill(browser.sign_in(cast.social_liaison), task, "A", "B", "C")
    browser.post("tasks.raise_check", id=c)
    assert listed(task.id) == ["A", "C", "B"]
    browser.post("tasks.lower_check", id=a)
    browser.post("tasks.lower_check", id=b)  # the last one stays
    browser.post("tasks.raise_check", id=c)  # and so does the first
    assert listed(task.id) == ["C", "A", "B"]
    browser.get("tasks.edit_check", id=a)
    page = browser.submit(f"/tugas/periksa/{a}/ubah", text="Alat <b>baru</b>")
    assert "Perubahan disimpan." in page.text and "Alat <b>baru</b>" in page.text
    assert "Mengubah butir periksa menjadi Alat <b>baru</b> (Semula: A)" in page.text


def test_two_who_word_one_item_do_not_overwrite_each_other(
    browser: Browser, other: Browser, cast: Cast, task: Task
) -> None:
    key = fill(browser.sign_in(cast.social_liaison), task, "A")[0]
    for each in (browser, other.sign_in(cast.secretariat)):
        each.get("tasks.edit_check", id=key)
    browser.submit("/ubah", text="Satu")
    page = other.submit("/ubah", status=409, text="Dua")
    assert "Satu" in page.text and 'value="Dua"' in page.html


def test_a_removed_item_comes_back_where_it_was(browser: Browser, cast: Cast, task: Task) -> None:
    _, b, _ = fill(browser.sign_in(cast.social_liaison), task, "A", "B", "C")
    browser.post("tasks.tick", id=b)
    page = browser.post("tasks.remove_check", id=b)
    assert counts(task.id) == (2, 0) and "Butir dihapus." in page.text
    browser.submit(f"/tugas/periksa/{b}/pulihkan")
    assert listed(task.id) == ["A", "B", "C"] and counts(task.id) == (3, 1)
    assert "Urungkan" not in browser.get(f"/tugas/{task.id}?urung={b}").text


def test_a_part_has_a_list_that_only_its_agency_ticks(browser: Browser, other: Browser, cast: Cast, task: Task) -> None:
    part = task.parts[1].id
    browser.sign_in(cast.police_liaison).get("tasks.show", id=task.id)
    assert not browser.page or not browser.page.has_form(f"/tugas/{task.id}/periksa")
    page = browser.submit(f"/tugas/bagian/{part}/periksa", items="Patroli")
    key = db.session.scalars(sa.select(TaskCheck.id)).one()
    assert listed(task.id, part) == ["Patroli"] and f'formaction="/tugas/periksa/{key}/centang"' in page.html
    other.sign_in(cast.social_liaison)  # the issuer arranges, but does not say that it is done
    assert f'formaction="/tugas/periksa/{key}/centang"' not in other.get("tasks.show", id=task.id).html
    other.post("tasks.tick", status=403, id=key)
    other.get("tasks.edit_check", id=key)
    Browser(other.app).sign_in(cast.secretariat).post("tasks.tick", status=403, id=key)
    browser.post("tasks.tick", id=key)
    assert counts(task.id) == (1, 1)


@pytest.mark.parametrize("who", ["leader", "reviewer", "admin", "police_liaison"])
def test_nobody_else_arranges_the_list(browser: Browser, cast: Cast, task: Task, who: str) -> None:
    key = fill(Browser(browser.app).sign_in(cast.secretariat), task, "Kunci")[0]
    browser.sign_in(getattr(cast, who))
    assert "/naik" not in browser.get("tasks.show", id=task.id).html
    for act in ("raise_check", "lower_check", "remove_check", "restore_check", "edit_check"):
        browser.post(f"tasks.{act}", status=403, id=key)
    browser.post("tasks.add_checks", {"items": "A"}, status=403, id=task.id)
    browser.post("tasks.tick", status=200 if who == "police_liaison" else 403, id=key)


def test_a_declined_part_has_no_hand_in_it(browser: Browser, cast: Cast, task: Task) -> None:
    key = fill(Browser(browser.app).sign_in(cast.secretariat), task, "Kunci")[0]
    part = db.session.get_one(Task, task.id).parts[1]
    part.waive()
    db.session.commit()
    browser.sign_in(cast.police_liaison).post("tasks.tick", status=403, id=key)
    browser.post("tasks.add_part_checks", {"items": "A"}, status=403, id=part.id)


def test_limits_are_told_and_nothing_typed_is_lost(browser: Browser, cast: Cast, task: Task) -> None:
    browser.sign_in(cast.secretariat)
    fill(browser, task, *(f"Butir {n}" for n in range(MOST)))
    page = browser.post("tasks.add_checks", {"items": "Satu lagi"}, status=422, id=task.id)
    assert "paling banyak 100 butir" in page.text and "Satu lagi" in page.html
    page = browser.post("tasks.add_checks", {"items": "A\n" + "x" * 301}, status=422, id=task.id)
    assert "Baris ke-2 terlalu panjang" in page.text and "x" * 301 in page.html
    page = browser.get("tasks.show", id=task.id)
    assert counts(task.id) == (100, 0) and page.queries <= 12 and len(page.html) < 200_000


def test_a_cancelled_task_takes_no_ticks(browser: Browser, cast: Cast, task: Task) -> None:
    key = fill(browser.sign_in(cast.secretariat), task, "Kunci")[0]
    db.session.get_one(Task, task.id).cancel()
    db.session.commit()
    assert "sudah dibatalkan" in browser.post("tasks.tick", id=key).text
    assert "sudah dibatalkan" in browser.post("tasks.add_checks", {"items": "A"}, id=task.id).text
    assert counts(task.id) == (1, 0)


def test_what_is_handed_over_takes_its_list_along(app: Flask, cast: Cast, task: Task) -> None:
    from app.agencies.models import Agency

    part = task.parts[1]
    db.session.add(TaskCheck(task_id=task.id, part_id=part.id, position=1, text="Patroli"))
    db.session.flush()
    new = part.hand_over(db.session.get_one(Agency, cast.health), "Bidangnya")
    db.session.commit()
    assert listed(task.id, new.id) == ["Patroli"] and not listed(task.id, part.id)


def test_ticks_at_once_are_all_counted(app: Flask, browser: Browser, cast: Cast, task: Task) -> None:
    keys = fill(browser.sign_in(cast.secretariat), task, *"ABCDEF")
    token = browser.token()
    db.session.remove()

    def tick(key: int) -> int:
        mine = Browser(app, checking=False)
        mine.client._cookies = dict(browser.client._cookies)  # type: ignore[attr-defined]
        data = {"csrf_token": token}
        return mine.raw("POST", f"/tugas/periksa/{key}/centang", data=data).status_code

    assert at_once(*[lambda key=key: tick(key) for key in keys]) == [303] * 6  # type: ignore[misc]
    assert counts(task.id) == (6, 6)
    ticked = sa.select(AuditEvent).where(AuditEvent.action == "check_ticked")
    assert len(db.session.scalars(ticked).all()) == 6


def test_an_item_that_was_removed_in_another_tab_is_not_moved(browser: Browser, cast: Cast, task: Task) -> None:
    keys = fill(browser.sign_in(cast.social_liaison), task, "satu", "dua", "tiga")
    browser.post("tasks.remove_check", id=keys[1])
    for act in ("tasks.raise_check", "tasks.lower_check"):
        browser.post(act, id=keys[1])
    assert listed(task.id) == ["satu", "tiga"]
