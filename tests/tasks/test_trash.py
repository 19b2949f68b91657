"""The trash: a task put away is nowhere else, and comes back as it was."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.agencies.models import Agency
from app.agencies.queries import OPEN_PARTS
from app.agencies.service import merge
from app.audit import AuditEvent
from app.clock import today
from app.comments.models import Comment, Mention
from app.extensions import db, fetch
from app.meetings.models import MeetingState
from app.meetings.queries import OUTCOME_OF
from app.minutes.models import LineKind, MinutesLine
from app.tasks.models import Task
from app.tasks.states import PartState, TaskState
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_meeting, make_task

P = PartState


def stored(task_id: int) -> Task:
    """The task as it is stored now."""
    db.session.remove()
    return db.session.get_one(Task, task_id)


@pytest.fixture
def task(app: Flask, cast: Cast) -> Task:
    """A task of two agencies, one of which is held up, as the secretariat gave it out."""
    task = make_task(cast.social, cast.police, title="Keliru dibuat", due=today() - dt.timedelta(days=1))
    task.parts[0]._set(P.BLOCKED)
    db.session.commit()
    return task


def test_a_task_is_thrown_away_after_a_look_and_comes_back_in_one_click(
    browser: Browser, cast: Cast, task: Task
) -> None:
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    page = browser.get("tasks.throw_away", id=task.id)
    assert "2 instansi berhenti mengerjakannya." in page.text
    page = browser.submit("/buang")
    assert f"Tugas {task.reference} dibuang." in page.text and page.url == "/tugas"
    browser.get("tasks.show", status=404, id=task.id)
    browser.page = page
    page = browser.submit(f"/tugas/{task.id}/kembalikan")  # the button beside the sentence
    assert f"Tugas {task.reference} dipulihkan." in page.text and page.url == f"/tugas/{task.id}"
    assert "Dibuang" in page.text  # the history
    kept = stored(task.id)
    assert (kept.state, kept.is_open, kept.parts[0].is_open) == (TaskState.BLOCKED, True, True)


def test_the_list_says_who_threw_what_away(browser: Browser, cast: Cast, task: Task) -> None:
    browser.sign_in(cast.secretariat)
    assert "Tempat sampah kosong" in browser.get("tasks.trash").text
    browser.post("tasks.throw_away", id=task.id)
    page = browser.get("tasks.trash")
    assert "Keliru dibuat" in page.text and "Sekretariat" in page.text and "1 data" in page.text
    assert "Tidak ada tugas yang cocok" in browser.get("/tugas/sampah?cari=lain").text
    browser.get("tasks.trash")
    browser.submit(f"/tugas/{task.id}/kembalikan")
    assert "Tempat sampah kosong" in browser.get("tasks.trash").text


def test_each_sees_in_the_trash_what_they_may_bring_back(browser: Browser, cast: Cast, task: Task) -> None:
    own = make_task(cast.police, issuer_agency_id=cast.social, issuer_name="Dinas Sosial", title="Dari Dinsos")
    for each in (own, task):
        each.trash("Ani")
    db.session.commit()
    people = {"secretariat": (True, True), "social_liaison": (True, False), "police_liaison": (False, False)}
    for who, (sees_own, sees_other) in people.items():
        each = Browser(browser.app).sign_in(getattr(cast, who))
        page = each.get("tasks.trash")
        assert ("Dari Dinsos" in page.text, "Keliru dibuat" in page.text) == (sees_own, sees_other), who
    social = Browser(browser.app).sign_in(cast.social_liaison)
    social.post("tasks.restore", status=404, id=task.id)
    social.post("tasks.restore", id=own.id)
    social.post("tasks.throw_away", status=404, id=task.id)
    for who in ("leader", "reviewer", "admin"):
        Browser(browser.app).sign_in(getattr(cast, who)).get("tasks.trash", status=403)


@pytest.mark.parametrize("who", ["leader", "reviewer", "admin", "social_liaison"])
def test_nobody_else_throws_it_away(browser: Browser, cast: Cast, task: Task, who: str) -> None:
    page = browser.sign_in(getattr(cast, who)).get("tasks.show", id=task.id)
    assert "Buang tugas" not in page.text
    browser.post("tasks.throw_away", status=403, id=task.id)
    assert stored(task.id).trashed_at is None


def test_what_the_minutes_hold_is_cancelled_instead(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=LineKind.TASK)
    line.write("Tugas rapat", None)
    db.session.add(line)
    db.session.flush()
    task = make_task(cast.social, meeting_id=meeting.id, line_id=line.id)
    browser.sign_in(cast.secretariat)
    assert "Buang tugas" not in browser.get("tasks.show", id=task.id).text
    assert "tercatat di notula" in browser.get("tasks.throw_away", id=task.id).text
    assert "tercatat di notula" in browser.post("tasks.throw_away", id=task.id).text
    assert stored(task.id).trashed_at is None


def test_double_clicks_and_two_people_do_it_once(app: Flask, browser: Browser, cast: Cast, task: Task) -> None:
    token = browser.sign_in(cast.secretariat).token()
    key = task.id
    for act, thrown in (("buang", True), ("kembalikan", False)):
        db.session.remove()

        def press(act: str = act) -> int:
            mine = Browser(app, checking=False)
            mine.client._cookies = dict(browser.client._cookies)  # type: ignore[attr-defined]
            return mine.raw("POST", f"/tugas/{key}/{act}", data={"csrf_token": token}).status_code

        assert at_once(press, press, press) == [303] * 3
        assert (stored(key).trashed_at is not None) is thrown
    told = [event for event in db.session.scalars(sa.select(AuditEvent)) if "trashed_at" in event.changes]
    assert len(told) == 2


def everywhere(browser: Browser, task: Task, meeting_id: int) -> dict[str, bool]:
    """Where the task is shown or counted now."""
    title, pages = "Keliru dibuat", {}
    lists = ("/", "/tugas", "/tugas?status=semua", "/tugas?status=blocked", "/tugas?tenggat=terlambat", "/pantauan",
             f"/tugas?instansi={task.parts[0].agency_id}&status=semua", f"/rapat/{meeting_id}",
             "/tugas?cari=keliru&status=semua")  # fmt: skip
    for url in lists:
        pages[url] = title in browser.get(url).text
    parts = fetch(OPEN_PARTS, agency_id=task.parts[0].agency_id)
    pages["parts"] = bool(parts)
    pages["outcome"] = bool(fetch(OUTCOME_OF, meeting_id=meeting_id))
    for url in (f"/tugas/{task.id}", f"/tugas/{task.id}/cerita", f"/tugas/{task.id}/komentar"):
        answer = browser.raw("GET", url)
        pages[url] = answer.status_code == 200
    return pages


def test_it_is_shown_and_counted_nowhere_but_in_the_trash(browser: Browser, cast: Cast, task: Task) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    task.meeting_id = meeting.id
    db.session.commit()
    browser.sign_in(cast.secretariat).post("comments.watch_task", id=task.id)
    before = everywhere(browser, task, meeting.id)
    assert all(before.values()), before
    assert ">1</b>" in browser.get("/").html.replace(" ", "")
    browser.post("tasks.throw_away", id=task.id)
    browser.get("tasks.index")  # the sentence about it is read
    after = everywhere(browser, stored(task.id), meeting.id)
    assert not any(after.values()), after
    assert "Bagian tugas yang terhambat" not in browser.get("/").text
    social = Browser(browser.app).sign_in(cast.social_liaison)
    assert "Keliru dibuat" not in social.get("/").text
    browser.post("tasks.restore", id=task.id)
    assert all(everywhere(browser, stored(task.id), meeting.id).values())


def test_mentions_and_remarks_of_it_are_hidden_and_come_back(browser: Browser, cast: Cast, task: Task) -> None:
    leader = db.session.scalars(sa.select(User).where(User.email == cast.leader)).one()
    remark = Comment(root_type="task", root_id=task.id, text="Tolong lihat ini", author_id=1, author_name="Ani")
    db.session.add(remark)
    db.session.flush()
    db.session.add(Mention(comment_id=remark.id, user_id=leader.id))
    db.session.commit()
    remark_id = remark.id
    browser.sign_in(cast.leader)
    for thrown in (False, True, False):
        now = stored(task.id)
        now.trash("Ani") if thrown else now.untrash()
        db.session.commit()
        assert ("Tolong lihat ini" in browser.get("/").text) is not thrown
        assert ("Tolong lihat ini" in browser.get("/pantauan").text) is not thrown
    now = stored(task.id)
    now.trash("Ani")
    db.session.commit()
    Browser(browser.app).sign_in(cast.secretariat).post("comments.remove", status=404, id=remark_id)


def test_parts_come_back_to_who_took_the_agency_over(browser: Browser, cast: Cast, task: Task) -> None:
    task.parts[1]._set(P.DONE)
    task.trash("Ani")
    db.session.commit()
    for old in (cast.social, cast.police):
        merge(db.session.get_one(Agency, old), cast.health, today())
        db.session.commit()
    browser.sign_in(cast.secretariat).post("tasks.restore", id=task.id)
    parts = {part.agency_id: part.state for part in stored(task.id).parts}
    assert parts == {cast.health: P.BLOCKED, cast.police: P.DONE}  # what is settled stays where it is


def test_a_cancelled_task_comes_back_cancelled(browser: Browser, cast: Cast, task: Task) -> None:
    task.cancel()
    task.trash("Ani")
    db.session.commit()
    merge(db.session.get_one(Agency, cast.social), cast.police, today())
    db.session.commit()
    browser.sign_in(cast.secretariat).post("tasks.restore", id=task.id)
    kept = stored(task.id)
    assert (kept.state, kept.is_open, kept.trashed_at) == (TaskState.CANCELLED, False, None)


def test_what_a_merged_agency_issued_is_its_successors(browser: Browser, cast: Cast) -> None:
    own = make_task(cast.police, issuer_agency_id=cast.health, issuer_name="Dinas Kesehatan")
    thrown = make_task(cast.police, issuer_agency_id=cast.health, issuer_name="Dinas Kesehatan")
    thrown.trash("Ani")
    db.session.commit()
    merge(db.session.get_one(Agency, cast.health), cast.social, today())
    db.session.commit()
    browser.sign_in(cast.social_liaison).get("tasks.edit", id=own.id)
    browser.post("tasks.restore", id=thrown.id)
    assert stored(thrown.id).issuer_name == "Dinas Kesehatan"
