"""Remarks on a task, whom they mention, and who watches it."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import User
from app.comments.models import Comment, Mention
from app.extensions import db
from tests.browser import Browser
from tests.factories import Cast, make_task, make_user


def test_a_remark_is_written_mentions_and_makes_its_author_watch(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, title="Menyiapkan aula")
    make_user("tamu@contoh.go.id", name="Tamu")
    db.session.commit()
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    page = browser.submit(f"/tugas/{task.id}/komentar", remark="@Polres dan @Pimpinan mohon bantu, juga @Tamu.")
    assert "Komentar ditulis." in page.text and "Tidak diberi tahu: @Tamu." in page.text
    assert "1 pemantau" in page.text and "Berhenti memantau" in page.text and "Menulis komentar" in page.text
    named = db.session.scalars(sa.select(User.email).join(Mention, Mention.user_id == User.id).order_by(Mention.id))
    assert list(named) == [cast.police_liaison, cast.leader]
    leader = Browser(browser.app).sign_in(cast.leader)
    assert f"/tugas/{task.id}#komentar-1" in leader.get("/").html
    assert "mohon bantu" in leader.get("/pantauan").text and "Komentar" in leader.get("tasks.show", id=task.id).text
    page = browser.get("/pantauan")
    assert "Menyiapkan aula" in page.text and f'href="/tugas/{task.id}/cerita"' in page.html


def test_an_empty_remark_keeps_to_its_page(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.police_liaison).get("tasks.show", id=task.id)
    page = browser.submit(f"/tugas/{task.id}/komentar", status=422, htmx=True, remark=" ")
    assert page.find("section", id="komentar") and "Mohon isi komentar." in page.text
    page = browser.get(f"/tugas/{task.id}/komentar")
    assert "Menyiapkan tempat" in page.text and task.reference in page.text and "Tugas bersama" in page.text
    Browser(browser.app).sign_in(cast.admin).post("comments.new_on_task", {"remark": "Ya"}, status=403, id=task.id)


def test_watching_begins_and_ends(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.leader).get("tasks.show", id=task.id)
    page = browser.submit("/pantau")
    assert f"Anda memantau {task.reference}." in page.text and "1 pemantau" in page.text
    browser.get("/pantauan")
    page = browser.submit("/berhenti-pantau")
    assert f"Anda tidak lagi memantau {task.reference}." in page.text and "Belum ada yang Anda pantau" in page.text


def test_a_remark_is_taken_back_and_restored(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.police_liaison).get("tasks.show", id=task.id)
    browser.submit(f"/tugas/{task.id}/komentar", remark="Keliru")
    key = db.session.scalars(sa.select(Comment.id)).one()
    page = browser.submit(f"/komentar/{key}/hapus")
    assert "Komentar dihapus oleh" in page.text and page.url.startswith(f"/tugas/{task.id}")
    assert "Keliru" in browser.submit(f"/komentar/{key}/pulihkan").text
