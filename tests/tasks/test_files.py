"""Files of a task and of its parts: who adds and removes them, and who may open them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage

from app.extensions import db
from app.files import attached
from app.files.models import StoredFile
from app.tasks.files import TaskFile
from app.tasks.models import Task
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_task
from tests.minutes.test_photos import look, post
from tests.pictures import HTML, package, paper, picture, picture_with_place


@pytest.fixture
def task(app: Flask, cast: Cast) -> Task:
    """A task of two agencies that the secretariat gave out."""
    return make_task(cast.social, cast.police)


def send(browser: Browser, url: str, *sent: tuple[bytes, str], **fields: str) -> Any:
    """Upload as the form does; returns the raw answer."""
    data = {"csrf_token": browser.token(), "bukti": [FileStorage(BytesIO(content), name) for content, name in sent]}
    return post(browser, url, data | fields, {})


def pieces() -> list[TaskFile]:
    """All files, removed ones too."""
    db.session.rollback()
    rows = sa.select(TaskFile).order_by(TaskFile.id).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


def test_files_of_all_kinds_are_added_and_shown(browser: Browser, cast: Cast, task: Task) -> None:
    browser.sign_in(cast.social_liaison)
    sent = [(picture(), "foto.jpg"), (paper(), "Surat.pdf"), (package(), "a.docx"), (HTML, "b.pdf")]
    answer = send(browser, f"/tugas/{task.id}/berkas", *sent)
    assert answer.status_code == 422 and "b.pdf: Isi berkas ini bukan" in answer.get_data(as_text=True)
    page = browser.get("tasks.task_files", id=task.id)
    assert "a.docx" in page.text and "Ditambahkan Dinsos" in page.text
    page = browser.get("tasks.show", id=task.id)
    assert {i.get("alt") for i in page.find("img")} == {"Bukti: foto.jpg", "Halaman pertama: Surat.pdf"}
    assert "Menambahkan berkas Surat.pdf" in page.text and page.queries <= 12
    answer = look(browser, f"/tugas/berkas/{pieces()[1].id}")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert "Pilih paling sedikit satu berkas." in send(browser, f"/tugas/{task.id}/berkas").get_data(as_text=True)


def test_proof_of_a_part_stands_with_that_part(browser: Browser, cast: Cast, task: Task) -> None:
    part = task.parts[0].id
    browser.sign_in(cast.social_liaison)
    assert send(browser, f"/tugas/bagian/{part}/berkas", (picture(), "aula.jpg")).status_code == 303
    assert [(piece.name, piece.part_id) for piece in pieces()] == [("aula.jpg", part)]
    page = browser.get("tasks.show", id=task.id)
    assert "Bukti bagian Dinas Sosial" in page.text and "Bukti bagian Polres" not in page.text
    assert "aula.jpg" in browser.get("tasks.part_files", id=part).text
    assert "aula.jpg" not in browser.get("tasks.task_files", id=task.id).text


def test_who_may_add_and_remove(browser: Browser, cast: Cast, task: Task) -> None:
    mine, theirs = (part.id for part in task.parts)
    whole, part = f"/tugas/{task.id}/berkas", f"/tugas/bagian/{theirs}/berkas"
    expected = {"admin": (403, 403), "leader": (403, 403), "reviewer": (403, 403), "secretariat": (303, 303),
                "social_liaison": (303, 403), "police_liaison": (303, 303)}  # fmt: skip
    for number, (who, codes) in enumerate(expected.items()):
        each = Browser(browser.app).sign_in(getattr(cast, who))
        sent = (paper(f"{number}"), f"{number}.pdf")
        assert (send(each, whole, sent).status_code, send(each, part, sent).status_code) == codes, who
    of_part = next(piece.id for piece in pieces() if piece.part_id)
    social = Browser(browser.app).sign_in(cast.social_liaison)
    social.post("tasks.remove_file", status=403, id=of_part)
    social.post("tasks.restore_file", status=403, id=of_part)
    assert mine and not any(piece.removed_at for piece in pieces())


def test_a_removed_file_is_gone_until_it_is_brought_back(browser: Browser, cast: Cast, task: Task) -> None:
    browser.sign_in(cast.social_liaison)
    send(browser, f"/tugas/{task.id}/berkas", (picture(), "a.jpg"), (paper(), "b.pdf"))
    photo = next(piece for piece in pieces() if piece.name == "a.jpg")
    browser.get("tasks.task_files", id=task.id)
    page = browser.submit(f"/tugas/berkas/{photo.id}/hapus")
    assert "Berkas dihapus." in page.text and not page.find("img", alt="Bukti: a.jpg")
    for url in (f"/tugas/berkas/{photo.id}", f"/berkas/{photo.file_id}", f"/berkas/{photo.file_id}/kecil"):
        assert look(browser, url).status_code == 404
    page = browser.submit(f"/tugas/berkas/{photo.id}/pulihkan")
    assert "Berkas dipulihkan." in page.text and page.find("img", alt="Bukti: a.jpg")
    assert look(browser, f"/berkas/{photo.file_id}").status_code == 200
    browser.post("tasks.remove_file", id=photo.id)
    assert send(browser, f"/tugas/{task.id}/berkas", (picture(), "a.jpg")).status_code == 303
    assert len(pieces()) == 2 and not any(piece.removed_at for piece in pieces())


def test_a_repeated_upload_doubles_nothing(app: Flask, browser: Browser, cast: Cast, task: Task) -> None:
    token, url = browser.sign_in(cast.social_liaison).token(), f"/tugas/{task.id}/berkas"
    db.session.remove()

    def upload() -> int:
        mine = Browser(app, checking=False)
        mine.client._cookies = dict(browser.client._cookies)  # type: ignore[attr-defined]
        data = {"csrf_token": token, "key": "satu", "bukti": FileStorage(BytesIO(picture()), "a.jpg")}
        return int(post(mine, url, data, {}).status_code)

    assert at_once(*[upload] * 3) == [303] * 3 and len(pieces()) == 1
    assert send(browser, url, (paper("lain"), "b.pdf"), key="satu").status_code == 303
    assert len(pieces()) == 1


def test_a_photo_keeps_its_place_only_when_asked(browser: Browser, cast: Cast, task: Task) -> None:
    browser.sign_in(cast.social_liaison)
    photo = (picture_with_place(), "a.jpg")
    send(browser, f"/tugas/{task.id}/berkas", photo)
    send(browser, f"/tugas/bagian/{task.parts[0].id}/berkas", photo, keep_place="y")
    assert [piece.keeps_place for piece in pieces()] == [False, True]
    assert "menyimpan lokasi" in browser.get("tasks.show", id=task.id).text


def test_at_most_forty_also_when_brought_back(
    browser: Browser, cast: Cast, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached, "MOST", 2)
    browser.sign_in(cast.secretariat)
    url = f"/tugas/{task.id}/berkas"
    answer = send(browser, url, *[(paper(f"{n}"), f"{n}.pdf") for n in range(3)])
    assert answer.status_code == 422 and "paling banyak 2 berkas" in answer.get_data(as_text=True)
    first = pieces()[0].id
    browser.post("tasks.remove_file", id=first)
    assert send(browser, url, (paper("x"), "x.pdf")).status_code == 303
    assert "paling banyak 2 berkas" in browser.post("tasks.restore_file", id=first).text
    assert pieces()[0].removed_at


def test_files_are_read_by_all_but_not_from_the_trash(browser: Browser, cast: Cast, task: Task) -> None:
    send(browser.sign_in(cast.secretariat), f"/tugas/{task.id}/berkas", (picture(), "a.jpg"))
    piece = pieces()[0]
    addresses = [f"/tugas/berkas/{piece.id}", f"/berkas/{piece.file_id}", f"/berkas/{piece.file_id}/kecil"]
    leader = Browser(browser.app).sign_in(cast.leader)
    assert [look(leader, url).status_code for url in addresses] == [200] * 3
    browser.post("tasks.throw_away", id=task.id)
    for each in (leader, browser):
        assert [look(each, url).status_code for url in addresses] == [404] * 3
    browser.post("tasks.restore", id=task.id)
    assert [look(leader, url).status_code for url in addresses] == [200] * 3
    assert db.session.scalar(sa.select(sa.func.count(StoredFile.id))) == 1


def test_nothing_is_added_to_what_was_cancelled_or_thrown_away_meanwhile(
    browser: Browser, cast: Cast, task: Task
) -> None:
    browser.sign_in(cast.secretariat).token()
    db.session.get_one(Task, task.id).cancel()
    db.session.commit()
    assert send(browser, f"/tugas/{task.id}/berkas", (paper(), "a.pdf")).status_code == 303
    assert not pieces() and not browser.get("tasks.task_files", id=task.id).find("input", name="bukti")
    db.session.get_one(Task, task.id).trash("Ani")
    db.session.commit()
    assert send(browser, f"/tugas/{task.id}/berkas", (paper(), "a.pdf")).status_code == 404
