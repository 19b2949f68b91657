"""Tasks that wait for others: added, let go, never in a ring, and true whatever becomes of the others."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.refusal import Refused
from app.tasks import dependencies
from app.tasks.dependencies import TaskDependency
from app.tasks.models import Task
from app.tasks.states import PartState
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_task


def task_named(reference: str) -> Task:
    """The task as it is stored now."""
    db.session.rollback()
    rows = sa.select(Task).where(Task.reference == reference)
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def wait(first: Task, *others: Task) -> None:
    """Let the first wait for the second, that for the third, and so on; committed."""
    for task, needed in zip((first, *others), others, strict=False):
        dependencies.add(task, needed)
    db.session.commit()


def edges() -> int:
    """How many dependencies are stored."""
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(TaskDependency.id))) or 0


def test_a_task_waits_for_one_by_its_number(browser: Browser, cast: Cast) -> None:
    task, needed = make_task(cast.social), make_task(cast.police, title="Menyiapkan data")
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    assert browser.page and "Tugas ini tidak menunggu tugas lain." in browser.page.text
    browser.get("tasks.add_need", id=task.id)
    page = browser.submit("/menunggu", cari=needed.reference.lower())
    assert f"Tugas ini menunggu {needed.reference}." in page.text and "Menyiapkan data" in page.text
    assert f"menunggu Dinas Sosial; menunggu tugas {needed.reference}." in page.text
    assert f"Menunggu tugas {needed.reference}" in page.text  # the history
    page = browser.get("tasks.show", id=needed.id)
    assert "Ditunggu oleh" in page.text and task.reference in page.text
    assert task_named(task.reference).open_needs == 1


def test_a_task_is_found_by_its_words_among_open_ones(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, title="Membagi data")
    found = make_task(cast.police, title="Menyiapkan data penerima")
    done = make_task(cast.police, title="Data lama")
    done.parts[0]._set(PartState.DONE)
    thrown = make_task(title="Data keliru")
    thrown.trash("Ani")
    db.session.commit()
    browser.sign_in(cast.secretariat).get("tasks.add_need", id=task.id)
    page = browser.submit("/menunggu", cari="data")
    shown = [each.get("value") for each in page.find("button", name="cari")]
    assert shown == [found.reference] and edges() == 0
    page = browser.submit("/menunggu", status=422, cari="tidak ada yang begini")
    assert "Tidak ada tugas berjalan yang cocok" in page.text
    for refused in (done, thrown):
        assert browser.submit("/menunggu", status=422, cari=refused.reference).status == 422
    assert edges() == 0


def test_one_is_let_go_and_taken_back(browser: Browser, cast: Cast) -> None:
    task, needed = make_task(cast.social), make_task(cast.police)
    wait(task, needed)
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    page = browser.submit(f"/menunggu/{needed.id}/lepas")
    assert "tidak lagi menunggu" in page.text and edges() == 0
    page = browser.submit(f"/tugas/{task.id}/menunggu")
    assert "Tugas ini menunggu" in page.text and edges() == 1
    browser.post("tasks.remove_need", id=task.id, needs_id=needed.id)
    browser.post("tasks.remove_need", id=task.id, needs_id=needed.id)
    assert edges() == 0


def test_only_who_may_edit_the_task_says_what_it_waits_for(browser: Browser, cast: Cast) -> None:
    task, needed = make_task(cast.social, issuer_agency_id=cast.police), make_task(cast.police)
    browser.sign_in(cast.social_liaison).get("tasks.add_need", status=403, id=task.id)
    browser.post("tasks.add_need", {"cari": needed.reference}, status=403, id=task.id)
    assert "/lepas" not in browser.get("tasks.show", id=task.id).html
    issuer = Browser(browser.app).sign_in(cast.police_liaison)
    issuer.post("tasks.add_need", {"cari": needed.reference}, id=task.id)
    browser.post("tasks.remove_need", status=403, id=task.id, needs_id=needed.id)
    assert edges() == 1


def test_no_task_waits_for_itself_twice_or_in_a_ring(app: Flask, cast: Cast) -> None:
    a, b, c, d = (make_task(cast.social) for _ in range(4))
    wait(a, b, c, d)
    wait(a, d)  # a shorter way: the sentence names that
    for task, needed, words in ((a, a, "dirinya sendiri"), (a, b, "sudah ditunggu"), (b, a, "saling menunggu")):
        with pytest.raises(Refused, match=words):
            dependencies.add(task, needed)
    with pytest.raises(Refused) as refusal:
        dependencies.add(d, a)
    assert f"{d.reference} → {a.reference} → {d.reference}" in str(refusal.value)
    with pytest.raises(Refused) as refusal:
        dependencies.add(c, a)
    assert f"{c.reference} → {a.reference} → {b.reference} → {c.reference}" in str(refusal.value)


def test_the_ring_is_named_on_the_page_and_the_number_kept(browser: Browser, cast: Cast) -> None:
    a, b = make_task(cast.social), make_task(cast.social)
    wait(a, b)
    browser.sign_in(cast.secretariat).get("tasks.add_need", id=b.id)
    page = browser.submit("/menunggu", status=422, cari=a.reference)
    assert f"{b.reference} → {a.reference} → {b.reference}" in page.text and a.reference in page.html


def test_at_most_twenty(app: Flask, cast: Cast) -> None:
    task = make_task(cast.social)
    for _ in range(dependencies.MOST):
        dependencies.add(task, make_task(cast.social))
    with pytest.raises(Refused, match="paling banyak 20"):
        dependencies.add(task, make_task(cast.social))
    assert "dan 17 lainnya" in task.reason


def test_the_count_follows_whatever_becomes_of_the_others(app: Flask, cast: Cast) -> None:
    task, needed = make_task(cast.social), make_task(cast.police)
    wait(task, needed)
    part = needed.parts[0]
    acts = (
        (lambda: part._set(PartState.DONE), 0), (lambda: part._set(PartState.DOING), 1), (needed.cancel, 0),
        (needed.restore, 1), (lambda: needed.trash("Ani"), 0), (needed.untrash, 1), (part.waive, 0),
    )  # fmt: skip
    for act, expected in acts:
        act()  # type: ignore[operator]
        db.session.commit()
        db.session.expire_all()
        assert task.open_needs == expected, act
        assert (needed.reference in task.reason) is bool(expected)
    assert "task.open_needs" not in str(db.session.execute(sa.select(Task.id).where(Task.open_needs == 0)).all())


def test_waiting_forbids_no_work(browser: Browser, cast: Cast) -> None:
    task, needed = make_task(cast.social), make_task(cast.police)
    wait(task, needed)
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.submit(f"/tugas/bagian/{task.parts[0].id}")
    browser.submit(f"/tugas/bagian/{task.parts[0].id}", state="done", note="Rampung")
    assert not task_named(task.reference).is_open


@pytest.mark.parametrize("length", [2, 3])
def test_a_ring_that_several_close_at_once_is_refused_to_one(
    app: Flask, browser: Browser, cast: Cast, length: int
) -> None:
    made = [make_task(cast.social) for _ in range(length)]
    pairs = [(made[n].id, made[(n + 1) % length].reference) for n in range(length)]
    token = browser.sign_in(cast.secretariat).token()
    db.session.remove()

    def add(key: int, reference: str) -> int:
        mine = Browser(app, checking=False)
        mine.client._cookies = dict(browser.client._cookies)  # type: ignore[attr-defined]
        data = {"csrf_token": token, "cari": reference}
        return mine.raw("POST", f"/tugas/{key}/menunggu", data=data).status_code

    codes = at_once(*[lambda pair=pair: add(*pair) for pair in pairs])  # type: ignore[misc]
    assert sorted(codes) == [303] * (length - 1) + [422] and edges() == length - 1


def test_finishing_and_waiting_for_it_at_once_leaves_a_true_count(app: Flask, browser: Browser, cast: Cast) -> None:
    task, needed = make_task(cast.social), make_task(cast.police)
    needed.parts[0]._set(PartState.DOING)
    db.session.commit()
    facts = task.id, needed.reference, needed.parts[0].id
    token = browser.sign_in(cast.secretariat).token()
    police = Browser(app).sign_in(cast.police_liaison)
    form = police.get("tasks.show", id=needed.id).form(f"/tugas/bagian/{facts[2]}")
    done = dict(form.fields) | {"state": "done"}
    db.session.remove()
    data = {"csrf_token": token, "cari": facts[1]}
    at_once(
        lambda: browser.raw("POST", f"/tugas/{facts[0]}/menunggu", data=data),
        lambda: police.raw("POST", f"/tugas/bagian/{facts[2]}", data=done),
    )
    assert not task_named(facts[1]).is_open and db.session.get_one(Task, facts[0]).open_needs == 0
