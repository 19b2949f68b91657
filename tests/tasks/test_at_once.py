"""Two agencies that act on one task at the same moment."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.audit import AuditEvent
from app.clock import today
from app.extensions import db
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, TaskState
from tests.browser import Browser
from tests.factories import Cast, make_task


class Hold:
    """Holds a task's lock (on SQLite the only lock there is), so that whoever comes meanwhile comes at once."""

    def __init__(self, task_id: int) -> None:
        self.connection = db.engine.connect()
        self.connection.execute(sa.select(Task.id).where(Task.id == task_id).with_for_update())

    def let_go(self) -> None:
        """Let the others in."""
        self.connection.rollback()
        self.connection.close()


def at_once(app: Flask, task_id: int, *acts: object) -> list[BaseException]:
    """Run the acts in threads that all wait for the same lock; return what went wrong."""
    faults: list[BaseException] = []

    def run(act: object) -> None:
        with app.app_context():
            try:
                act()  # type: ignore[operator]
            except BaseException as fault:
                faults.append(fault)

    hold = Hold(task_id)
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert all(thread.is_alive() for thread in threads), "nobody waited"
    hold.let_go()
    for thread in threads:
        thread.join(20)
    return faults


@pytest.fixture
def task(app: Flask, cast: Cast) -> Task:
    """Two agencies work on their parts."""
    task = make_task(cast.social, cast.police)
    for part in task.parts:
        part._set(PartState.DOING)
    db.session.commit()
    return task


def test_two_agencies_that_finish_at_once_finish_the_task(
    app: Flask, browser: Browser, other: Browser, cast: Cast, task: Task
) -> None:
    mine, theirs = (f"/tugas/bagian/{part.id}" for part in task.parts)
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    other.sign_in(cast.police_liaison).get("tasks.show", id=task.id)
    browser.checking = other.checking = False  # queries of both threads are counted together
    db.session.remove()
    faults = at_once(
        app, task.id, lambda: browser.submit(mine, state="done"), lambda: other.submit(theirs, state="done")
    )
    assert faults == []
    done = db.session.get_one(Task, task.id)
    assert (done.state, done.parts_done, done.is_open) == (TaskState.DONE, 2, False)


def test_of_two_colleagues_who_act_at_once_the_second_is_told(
    app: Flask, browser: Browser, other: Browser, cast: Cast, task: Task
) -> None:
    url = f"/tugas/bagian/{task.parts[0].id}"
    for each in (browser, other):
        each.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
        each.checking = False
    db.session.remove()
    acts = [lambda each=each, word=word: each.submit(url, state="done", note=word, follow=False, status=303)
            for each, word in ((browser, "satu"), (other, "dua"))]  # fmt: skip
    faults = at_once(app, task.id, *acts)
    assert len(faults) == 1
    winner, loser = (browser, other) if browser.page and browser.page.status == 303 else (other, browser)
    assert loser.page and loser.page.status == 409 and "satu" in loser.page.text and "dua" in loser.page.text
    assert winner.page and winner.page.status == 303


def test_a_new_date_and_a_finished_part_at_once_both_hold(
    app: Flask, browser: Browser, other: Browser, cast: Cast, task: Task
) -> None:
    browser.sign_in(cast.secretariat).get("tasks.edit", id=task.id)
    other.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.checking = other.checking = False
    part_id = task.parts[0].id
    db.session.remove()
    faults = at_once(
        app,
        task.id,
        lambda: browser.submit(f"/tugas/{task.id}/ubah", due="2031-02-03"),
        lambda: other.submit(f"/tugas/bagian/{part_id}", state="done", note="Rampung"),
    )
    assert faults == []
    part = db.session.get_one(TaskPart, part_id)
    assert (part.state, part.due) == (PartState.DONE, dt.date(2031, 2, 3))


def test_an_agency_added_twice_at_once_gets_one_part(
    app: Flask, browser: Browser, other: Browser, cast: Cast, task: Task
) -> None:
    for each in (browser, other):
        each.sign_in(cast.secretariat).get("tasks.show", id=task.id)
        each.checking = False
    db.session.remove()
    url = f"/tugas/{task.id}/bagian"
    at_once(app, task.id, *[lambda each=each: each.submit(url, agency=cast.health) for each in (browser, other)])
    assert len(db.session.get_one(Task, task.id).parts) == 3


def test_of_a_confirmation_and_a_taking_back_at_once_one_holds(
    app: Flask, browser: Browser, other: Browser, cast: Cast, task: Task
) -> None:
    part = task.parts[0]
    part.set_confirmation(True)
    part._set(PartState.DELIVERED)
    db.session.commit()
    key, before = part.id, part.progress.version
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    other.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.checking = other.checking = False
    db.session.remove()
    faults = at_once(
        app,
        task.id,
        lambda: browser.submit(f"/tugas/bagian/{key}/konfirmasi", version=before, follow=False, status=303),
        lambda: other.raw("POST", f"/tugas/bagian/{key}", data={**fields_of(other, key), "state": "doing"}),
    )
    assert faults == []
    part = db.session.get_one(TaskPart, key)
    assert part.state in (PartState.DOING, PartState.DONE)
    states = [each["state"] for each in told(task.id) if "state" in each]
    assert states[-1] in (["delivered", "doing"], ["delivered", "done"]), "the second acted upon what it did not see"


def test_a_part_finished_and_handed_over_at_once_is_one_of_both(
    app: Flask, browser: Browser, other: Browser, cast: Cast, task: Task
) -> None:
    key = task.parts[0].id
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    other.sign_in(cast.social_liaison).get(f"/tugas/bagian/{key}/serahkan")
    browser.checking = other.checking = False
    data = fields_of(browser, key) | {"state": "done"}
    given = {"agency": cast.health, "reason": "Bukan kami", "csrf_token": other.token()}
    db.session.remove()
    faults = at_once(
        app,
        task.id,
        lambda: browser.raw("POST", f"/tugas/bagian/{key}", data=data),
        lambda: other.raw("POST", f"/tugas/bagian/{key}/serahkan", data=given),
    )
    assert faults == []
    found = db.session.get_one(Task, task.id)
    state = db.session.get_one(TaskPart, key).state
    assert (state, len(found.parts)) in ((PartState.DONE, 2), (PartState.HANDED_OVER, 3))


def test_an_agency_merged_while_another_says_that_it_waits_for_it_locks_nobody_out(
    app: Flask, browser: Browser, other: Browser, cast: Cast, task: Task
) -> None:
    key = task.parts[1].id
    browser.sign_in(cast.police_liaison).get("tasks.show", id=task.id)
    other.sign_in(cast.secretariat).get("agencies.merge", id=cast.social)
    browser.checking = other.checking = False
    waiting = fields_of(browser, key) | {"state": "blocked", "blocked_on": cast.social, "note": "Menunggu"}
    merging = {"successor_id": cast.health, "ended_on": today().isoformat(), "csrf_token": other.token()}
    answers: list[int] = []
    db.session.remove()
    faults = at_once(
        app,
        task.id,
        lambda: answers.append(browser.raw("POST", f"/tugas/bagian/{key}", data=waiting).status_code),
        lambda: answers.append(other.raw("POST", f"/instansi/{cast.social}/gabung", data=merging).status_code),
    )
    assert faults == [] and len(answers) == 2 and set(answers) <= {303, 422}
    assert db.session.get_one(Agency, cast.social).ended_on is not None
    assert db.session.get_one(Task, task.id).parts[0].agency_id == cast.health


def fields_of(browser: Browser, part_id: int) -> dict[str, str]:
    """What the form of a part would send untouched."""
    assert browser.page is not None
    return dict(browser.page.form(f"/tugas/bagian/{part_id}").fields)


def told(task_id: int) -> list[dict[str, list[str]]]:
    """What the history says of the parts of a task, oldest first."""
    rows = sa.select(AuditEvent.changes).where(AuditEvent.root_id == task_id, AuditEvent.subject_type == "task_part")
    return list(db.session.scalars(rows.order_by(AuditEvent.id)))
