"""How a task's state follows from its parts, and which steps a part may take."""

from __future__ import annotations

import datetime as dt

import pytest

from app.agencies.models import Agency
from app.clock import today
from app.extensions import db
from app.refusal import Refused
from app.tasks.models import Task
from app.tasks.service import create
from app.tasks.states import NEEDS_NOTE, NEXT, PartState, Priority, TaskState, derived_state
from tests.factories import Cast, make_task

P, T = PartState, TaskState


def move(task: Task, *states: PartState) -> Task:
    """Put the parts into these states without walking there."""
    for part, state in zip(task.parts, states, strict=True):
        part._set(state)
    return task


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], T.OFFERED),
        ([P.OFFERED], T.OFFERED),
        ([P.OFFERED, P.OFFERED], T.OFFERED),
        ([P.OFFERED, P.WAIVED], T.OFFERED),
        ([P.OFFERED, P.ACCEPTED], T.UNDERWAY),
        ([P.ACCEPTED], T.UNDERWAY),
        ([P.DOING, P.DONE], T.UNDERWAY),
        ([P.OFFERED, P.DONE], T.UNDERWAY),
        ([P.DONE, P.DONE], T.DONE),
        ([P.DONE, P.WAIVED], T.DONE),
        ([P.WAIVED, P.WAIVED], T.DONE),
        ([P.DONE, P.DONE, P.BLOCKED], T.BLOCKED),
        ([P.DONE, P.DECLINED], T.BLOCKED),
        ([P.OFFERED, P.DECLINED], T.BLOCKED),
        ([P.WAIVED, P.DECLINED], T.BLOCKED),
        ([P.BLOCKED, P.WAIVED], T.BLOCKED),
    ],
)
def test_the_state_of_a_task_follows_from_its_parts(states: list[PartState], expected: TaskState) -> None:
    assert derived_state(states) is expected


def test_state_counts_and_openness_are_kept_beside_the_task_and_its_parts(app: object, cast: Cast) -> None:
    task = make_task(cast.social, cast.police, cast.health)
    move(task, P.DONE, P.WAIVED, P.DOING)
    assert (task.state, task.parts_done, task.parts_total, task.is_open) == (T.UNDERWAY, 1, 2, True)
    assert [part.is_open for part in task.parts] == [False, False, True]
    move(task, P.DONE, P.WAIVED, P.DONE)
    assert (task.state, task.parts_done, task.parts_total, task.is_open) == (T.DONE, 2, 2, False)
    assert not any(part.task_is_open for part in task.parts)
    move(task, P.DONE, P.WAIVED, P.DOING)
    assert task.is_open and all(part.task_is_open for part in task.parts)


@pytest.mark.parametrize("before", list(PartState))
def test_a_part_takes_only_the_steps_of_the_table(app: object, cast: Cast, before: PartState) -> None:
    for after in PartState:
        part = move(make_task(cast.social), before).parts[0]
        allowed = after in NEXT[before] or (after is before and bool(NEXT[before]))
        if allowed:
            part.update(after, "sebab")
            assert (part.state, part.note) == (after, "sebab")
        else:
            with pytest.raises(Refused):
                part.update(after, "sebab")
            assert part.state is before


@pytest.mark.parametrize("state", NEEDS_NOTE)
def test_an_obstacle_or_a_refusal_needs_its_reason(app: object, cast: Cast, state: PartState) -> None:
    before = next(each for each in NEXT if state in NEXT[each])
    part = move(make_task(cast.social), before).parts[0]
    with pytest.raises(Refused):
        part.update(state, "")


def test_a_waived_agency_can_be_asked_again_but_never_twice_at_once(app: object, cast: Cast) -> None:
    task = make_task(cast.social)
    agency = db.session.get_one(Agency, cast.social)
    with pytest.raises(Refused):
        task.add_part(agency)
    task.parts[0].waive()
    assert task.state is T.DONE
    with pytest.raises(Refused):
        task.parts[0].waive()
    task.add_part(agency)
    assert (len(task.parts), task.parts[0].state, task.state) == (1, P.OFFERED, T.OFFERED)


def test_a_finished_part_is_not_waived(app: object, cast: Cast) -> None:
    part = move(make_task(cast.social), P.DONE).parts[0]
    with pytest.raises(Refused):
        part.waive()


def test_a_cancelled_task_takes_no_act_and_comes_back_as_it_was(app: object, cast: Cast) -> None:
    task = move(make_task(cast.social, cast.police), P.DOING, P.OFFERED)
    task.cancel()
    assert (task.state, task.is_open) == (T.CANCELLED, False)
    assert not any(part.is_open or part.task_is_open or part.choices for part in task.parts)
    for act in (
        lambda: task.parts[0].update(P.DOING, "catatan"),
        task.parts[0].waive,
        lambda: task.add_part(db.session.get_one(Agency, cast.health)),
    ):
        with pytest.raises(Refused):
            act()
    assert task.state is T.CANCELLED
    task.cancel()
    task.restore()
    assert (task.state, task.is_open) == (T.UNDERWAY, True)
    assert all(part.is_open and part.task_is_open for part in task.parts)


def test_a_finished_task_is_not_cancelled(app: object, cast: Cast) -> None:
    task = move(make_task(cast.social), P.DONE)
    with pytest.raises(Refused):
        task.cancel()


def test_the_reason_names_who_holds_a_task_up(app: object, cast: Cast) -> None:
    task = make_task(cast.social, cast.police, cast.health)
    move(task, P.DONE, P.DONE, P.DOING)
    assert task.reason == "2 dari 3 bagian selesai; menunggu Dinas Kesehatan"
    move(task, P.BLOCKED, P.DECLINED, P.OFFERED)
    assert task.reason == (
        "0 dari 3 bagian selesai; terhambat di Dinas Sosial; ditolak oleh Polres Palopo; menunggu Dinas Kesehatan"
    )
    move(task, P.DONE, P.WAIVED, P.DONE)
    assert task.reason == "Semua bagian selesai"
    move(task, P.WAIVED, P.WAIVED, P.WAIVED)
    assert task.reason == "Semua bagian dibebaskan"


def test_the_reason_counts_agencies_after_the_third(app: object, cast: Cast) -> None:
    task = make_task(cast.bnn, cast.social, cast.police, cast.planning, cast.health)
    assert task.reason.endswith("menunggu BNN Kota Palopo, Dinas Sosial, Polres Palopo, dan 2 lainnya")


def test_a_new_date_moves_the_parts_too(app: object, cast: Cast) -> None:
    task = make_task(cast.social, cast.police)
    later = today() + dt.timedelta(days=40)
    task.edit("Lain", "", later, Priority.HIGH)
    assert {part.due for part in task.parts} == {later}


def test_only_the_wording_makes_an_edit_stale(app: object, cast: Cast) -> None:
    task = make_task(cast.social)
    before = task.wording.version
    task.parts[0].update(P.ACCEPTED, "")
    db.session.flush()
    assert task.wording.version == before
    task.edit(task.title, "lebih rinci", task.due, task.priority)
    assert task.wording.version != before


def test_create_gives_a_reference_and_an_offered_part_for_each_agency(app: object, cast: Cast) -> None:
    agencies = [db.session.get_one(Agency, key) for key in (cast.social, cast.police)]
    first = create("Menyiapkan tempat", agencies, today())
    second = create("Menyiapkan alat", agencies[:1], today(), detail="rinci", priority=Priority.HIGH)
    assert [first.reference, second.reference] == [f"T/{today().year}/001", f"T/{today().year}/002"]
    assert first.id and [(part.agency_name, part.state) for part in first.parts] == [
        ("Dinas Sosial", P.OFFERED),
        ("Polres Palopo", P.OFFERED),
    ]
    assert (second.detail, second.priority, second.parts_total) == ("rinci", Priority.HIGH, 1)
