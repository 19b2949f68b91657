"""What a part may go through: confirmation, an obstacle with a name, handing over, splitting, its own date, trash."""

from __future__ import annotations

import datetime as dt

import pytest

from app.agencies.models import Agency
from app.extensions import db
from app.refusal import Refused
from app.tasks.models import Task
from app.tasks.states import PartState, TaskState
from tests.factories import Cast, make_task

P, T = PartState, TaskState


def test_a_part_that_needs_confirmation_is_done_when_its_issuer_says_so(app: object, cast: Cast) -> None:
    part = make_task(cast.social).parts[0]
    part.set_confirmation(True)
    part.update(P.ACCEPTED, "")
    with pytest.raises(Refused):
        part.update(P.DONE, "")
    part.update(P.DELIVERED, "")
    assert (part.task.state, part.task.parts_done) == (T.UNDERWAY, 0)
    assert part.task.reason == "0 dari 1 bagian selesai; menunggu konfirmasi atas bagian Dinas Sosial"
    part.give_back("Belum ada daftar peserta.")
    assert (part.state, part.answer, part.is_open) == (P.DOING, "Belum ada daftar peserta.", True)
    part.update(P.DELIVERED, "")
    part.confirm()
    assert (part.state, part.answer, part.task.state) == (P.DONE, "", T.DONE)
    for act in (part.confirm, lambda: part.give_back("sebab")):
        with pytest.raises(Refused):
            act()


def test_what_waits_for_a_confirmation_that_is_no_longer_needed_is_done(app: object, cast: Cast) -> None:
    part = make_task(cast.social).parts[0]
    part.set_confirmation(True)
    part._set(P.DELIVERED)
    part.set_confirmation(False)
    assert (part.state, part.task.state) == (P.DONE, T.DONE)


def test_an_obstacle_names_whom_it_waits_for_until_it_is_gone(app: object, cast: Cast) -> None:
    part = make_task(cast.social).parts[0]
    part.update(P.ACCEPTED, "")
    part.update(P.BLOCKED, "Menunggu data.", db.session.get_one(Agency, cast.health))
    assert part.task.reason.endswith("terhambat di Dinas Sosial (menunggu Dinas Kesehatan)")
    part.update(P.DOING, "")
    assert (part.blocked_on_id, part.blocked_on) == (None, "")


def test_a_part_is_handed_over_and_the_other_agency_is_asked(app: object, cast: Cast) -> None:
    task = make_task(cast.social, cast.police)
    task.parts[0].scope = "Menyiapkan aula"
    part = task.parts[0].hand_over(db.session.get_one(Agency, cast.health), "Bukan urusan kami")
    assert (task.parts[0].note, task.parts[0].state, task.parts[0].handed_to) == (
        "Bukan urusan kami",
        P.HANDED_OVER,
        "Dinas Kesehatan",
    )
    assert (part.state, part.scope, task.parts_total) == (P.OFFERED, "Menyiapkan aula", 2)
    with pytest.raises(Refused):
        task.parts[1].hand_over(db.session.get_one(Agency, cast.health), "Alasan")
    assert task.parts[1].state is P.OFFERED
    back = part.hand_over(db.session.get_one(Agency, cast.social), "Kembali")
    assert back is task.parts[0] and (back.state, back.handed_to, back.note) == (P.OFFERED, "", "")


def test_a_part_is_split_with_another_agency(app: object, cast: Cast) -> None:
    task = make_task(cast.social)
    task.parts[0].set_confirmation(True)
    part = task.parts[0].split("Menyiapkan peserta", db.session.get_one(Agency, cast.health), "Memeriksa peserta")
    assert [each.scope for each in task.parts] == ["Menyiapkan peserta", "Memeriksa peserta"]
    assert part.needs_confirmation and task.parts_total == 2


def test_a_date_of_its_own_is_never_after_that_of_the_task(app: object, cast: Cast) -> None:
    task: Task = make_task(cast.social, cast.police)
    early = task.due - dt.timedelta(days=3)
    task.parts[0].set_due(early)
    task.parts[1].set_due(task.due + dt.timedelta(days=3))
    assert [(part.due, part.has_own_due) for part in task.parts] == [(early, True), (task.due, False)]
    task.edit(task.title, "", early - dt.timedelta(days=1), task.priority)
    assert {(part.due, part.has_own_due) for part in task.parts} == {(task.due, False)}


def test_what_lies_in_the_trash_waits_for_nobody_and_comes_back_as_it_was(app: object, cast: Cast) -> None:
    task = make_task(cast.social)
    task.parts[0].update(P.ACCEPTED, "")
    task.trash("Ani")
    assert not (task.is_open or task.parts[0].is_open or task.parts[0].task_is_open)
    task.untrash()
    assert task.is_open and task.parts[0].is_open and task.parts[0].task_is_open
    assert (task.trashed_at, task.parts[0].state) == (None, P.ACCEPTED)
