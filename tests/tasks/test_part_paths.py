"""Every path that the parts of a task may take, walked at random by all roles: through the models, and by the pages.

After each act: the task's state and counts are those of its parts, reckoned here apart from the model; only what was
acted upon moved, one legal step; a refusal left everything as it was; and the history tells of it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.audit import AuditEvent
from app.clock import today
from app.extensions import db
from app.policy import Role
from app.refusal import Refused
from app.tasks import service
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, Priority, TaskState
from app.tasks.versions import Arrangement
from tests.browser import Browser
from tests.factories import Cast, make_task, make_user, seat

P, T = PartState, TaskState
TASKS, STEPS, REQUESTS = 12, 45, 60
GONE = {P.WAIVED, P.HANDED_OVER}
ASKED = set(P) - GONE
WORDS = ("", "", "Sudah separuh", "Menunggu data", "Di luar kewenangan kami")

# Which steps each act may make of the part acted upon; written out here, apart from the table of the application.
MOVES: dict[str, dict[PartState, set[PartState]]] = {
    "update": {
        P.OFFERED: {P.OFFERED, P.ACCEPTED, P.DECLINED},
        P.ACCEPTED: {P.ACCEPTED, P.DOING, P.BLOCKED, P.DONE, P.DELIVERED},
        P.DOING: {P.DOING, P.BLOCKED, P.DONE, P.DELIVERED},
        P.BLOCKED: {P.BLOCKED, P.DOING, P.DONE, P.DELIVERED},
        P.DELIVERED: {P.DELIVERED, P.DOING},
        P.DONE: {P.DONE, P.DOING},
        P.DECLINED: {P.DECLINED, P.ACCEPTED},
    },
    "confirm": {P.DELIVERED: {P.DONE}},
    "give back": {P.DELIVERED: {P.DOING}},
    "arrange": {each: {each} for each in ASKED - {P.DONE, P.DELIVERED}} | {P.DELIVERED: {P.DELIVERED, P.DONE}},
    "hand over": {each: {P.HANDED_OVER} for each in ASKED - {P.DONE, P.DELIVERED}},
    "split": {each: {each} for each in ASKED - {P.DONE, P.DELIVERED, P.DECLINED}},
    "waive": {each: {P.WAIVED} for each in ASKED - {P.DONE}},
}
ASKS_ANOTHER = {"hand over", "split"}


def reckoned(states: list[PartState]) -> TaskState:
    """The state of a task whose parts have these states."""
    asked = [state for state in states if state not in GONE]
    if states and set(asked) <= {P.DONE}:
        return T.DONE
    if {P.BLOCKED, P.DECLINED} & set(asked):
        return T.BLOCKED
    return T.OFFERED if set(asked) <= {P.OFFERED} else T.UNDERWAY


def check(task: Task) -> None:
    """What must always be true of a task and its parts."""
    states = [part.state for part in task.parts]
    asked = [state for state in states if state not in GONE]
    assert task.state is (T.CANCELLED if task.state is T.CANCELLED else reckoned(states))
    assert (task.parts_total, task.parts_done) == (len(asked), asked.count(P.DONE))
    assert task.is_open == (task.state not in (T.DONE, T.CANCELLED) and task.trashed_at is None)
    assert len({part.agency_id for part in task.parts}) == len(states), "two parts of one agency"
    idle = task.state is T.CANCELLED or task.trashed_at is not None
    for part in task.parts:
        acts = part.state in (P.OFFERED, P.ACCEPTED, P.DOING, P.BLOCKED)
        assert (part.is_open, part.task_is_open) == (acts and not idle, task.is_open)
        assert part.due < task.due if part.has_own_due else part.due == task.due
        assert bool(part.handed_to) == (part.state is P.HANDED_OVER) or part.handed_to == ""
        assert part.blocked_on_id is None or part.state in (P.BLOCKED, P.WAIVED)
        assert part.note or part.state not in (P.BLOCKED, P.DECLINED, P.HANDED_OVER)
        assert part.state is not P.DELIVERED or part.needs_confirmation


def facts(part: TaskPart) -> tuple[Any, ...]:
    """All that people may change of a part."""
    return (part.agency_id, part.state, part.scope, part.note, part.answer, part.due, part.has_own_due,
            part.needs_confirmation, part.blocked_on_id, part.blocked_on, part.handed_to)  # fmt: skip


@dataclass
class Seen:
    """How a task stood before an act."""

    parts: dict[int, tuple[Any, ...]]
    needs: dict[int, bool]
    task: tuple[Any, ...]
    event: int

    @classmethod
    def of(cls, task: Task) -> Seen:
        """Look at it now."""
        needs = {part.id: part.needs_confirmation for part in task.parts}
        about = (task.state, task.parts_total, task.parts_done, task.due, task.trashed_at)
        return cls({part.id: facts(part) for part in task.parts}, needs, about, newest(task.id))

    def unchanged(self, task: Task) -> bool:
        """Nothing at all has moved since, and the history tells of nothing."""
        now = Seen.of(task)
        return (self.parts, self.task, self.event) == (now.parts, now.task, now.event)


def newest(task_id: int) -> int:
    """The last event in a task's history."""
    rows = sa.select(sa.func.max(AuditEvent.id)).where(AuditEvent.root_type == "task", AuditEvent.root_id == task_id)
    return db.session.scalar(rows) or 0


def told(part_id: int, since: int) -> list[dict[str, Any]]:
    """What the history says of a part since then."""
    rows = sa.select(AuditEvent.changes).where(AuditEvent.subject_type == "task_part", AuditEvent.id > since)
    return list(db.session.scalars(rows.where(AuditEvent.subject_id == part_id)))


def held(name: str, task: Task, part_id: int, before: Seen) -> None:
    """Hold what an act upon a part made of the task against the rules."""
    part = next(each for each in task.parts if each.id == part_id)
    was, now = before.parts[part_id][1], part.state
    assert now in MOVES[name].get(was, set()), f"{name}: {was} to {now}"
    if name == "update" and now is not was:
        assert now is not P.DONE or not before.needs[part_id], "finished without the confirmation that it needs"
        assert now is not P.DELIVERED or before.needs[part_id]
    if name == "arrange" and now is not was:
        assert before.needs[part_id] and not part.needs_confirmation
    others = {each.id: facts(each) for each in task.parts if each.id != part_id}
    moved = [key for key, found in others.items() if before.parts.get(key) != found]
    assert len(moved) == (name in ASKS_ANOTHER), f"{name} moved {len(moved)} other parts"
    for key in moved:
        asked = next(each for each in task.parts if each.id == key)
        assert asked.state is P.OFFERED and before.parts.get(key, (0, P.WAIVED))[1] in GONE, "took a part that stood"
        assert told(key, before.event), f"{name} asked another without a trace"
    if facts(part) != before.parts[part_id]:
        changes = told(part_id, before.event)
        assert changes, f"{name} left no trace"
        assert now is was or [was.value, now.value] in [each.get("state") for each in changes]
        assert part.due == before.parts[part_id][5] or any({"due", "has_own_due"} & set(each) for each in changes)


@dataclass
class Play:
    """One task and the dice."""

    task: Task
    dice: random.Random
    agencies: list[Agency]
    seen: set[tuple[str, PartState]] = field(default_factory=set)

    def agency(self) -> Agency:
        """Any agency, also one that has a part."""
        return self.dice.choice(self.agencies)

    def arrangement(self) -> Arrangement:
        """Any, also a date after the task's."""
        due = self.dice.choice([None, self.task.due + dt.timedelta(days=self.dice.randrange(-5, 5))])
        return Arrangement(self.dice.choice(WORDS), due, self.dice.random() < 0.6)

    def acts(self, part: TaskPart) -> dict[str, Callable[[], object]]:
        """All acts upon a part, by name, allowed or not."""
        dice, word = self.dice, self.dice.choice(WORDS)
        return {
            "update": lambda: part.update(
                dice.choice([*P, *part.choices * 4]), word, dice.choice([None, self.agency()])
            ),
            "confirm": part.confirm,
            "give back": lambda: part.give_back(word),
            "arrange": lambda: service.arrange(part, self.arrangement()),
            "hand over": lambda: part.hand_over(self.agency(), word),
            "split": lambda: part.split("Bagian kami", self.agency(), "Bagian mereka"),
            "waive": part.waive,
        }

    def whole(self) -> None:
        """An act upon the task as a whole."""
        task, dice = self.task, self.dice
        act = dice.choice([
            lambda: task.add_part(self.agency(), "Menyusul"), task.cancel, task.restore, task.restore,
            lambda: task.edit("Lain", "", today() + dt.timedelta(days=dice.randrange(1, 20)), Priority.LOW),
            lambda: task.trash("Ani"), task.untrash, task.untrash,
        ])  # fmt: skip
        try:
            act()
        except Refused:
            return
        finally:
            db.session.flush()
            check(task)


WEIGHTS = {"update": 12, "confirm": 4, "give back": 3, "arrange": 2, "hand over": 1, "split": 1, "waive": 0.4}


def step(play: Play) -> None:
    """One act upon a part, by whomever."""
    task, dice = play.task, play.dice
    part = dice.choice(task.parts)
    before, acts = Seen.of(task), play.acts(part)
    name = dice.choices(list(acts), [WEIGHTS[each] for each in acts])[0]
    idle = task.state is T.CANCELLED or task.trashed_at is not None
    try:
        acts[name]()
    except Refused:
        assert before.unchanged(task), f"{name} was refused half-way"
        return
    db.session.flush()
    assert not idle, f"{name} on a task that was withdrawn"
    held(name, task, part.id, before)
    check(task)
    play.seen.add((name, part.state))


@pytest.mark.parametrize("seed", range(3))
def test_all_paths_are_legal_and_the_task_is_what_its_parts_are(app: Flask, cast: Cast, seed: int) -> None:
    dice, seen = random.Random(seed), set[tuple[str, PartState]]()  # noqa: S311
    agencies = [db.session.get_one(Agency, key) for key in (cast.social, cast.police, cast.health, cast.planning)]
    for _ in range(TASKS):
        task = make_task(*(agency.id for agency in agencies[: dice.randrange(1, 4)]))
        for part in task.parts:
            part.set_confirmation(dice.random() < 0.6)
        play = Play(task, dice, agencies, seen)
        for _ in range(STEPS):
            play.whole() if dice.random() < 0.1 else step(play)
        db.session.commit()
    assert {state for _, state in seen} == set(P) and {name for name, _ in seen} == set(MOVES)


ADDRESS = {"update": "", "confirm": "/konfirmasi", "give back": "/kembalikan", "arrange": "/atur",
           "hand over": "/serahkan", "split": "/bagi", "waive": "/bebaskan"}  # fmt: skip
WHO = {"social": {"dinsos@contoh.go.id"}, "police": {"polres@contoh.go.id", "ganda@contoh.go.id"}}
OFFICE = {"sekretariat@contoh.go.id", "ganda@contoh.go.id"}  # the second is also liaison of the police
PEOPLE = ("dinsos@contoh.go.id", "polres@contoh.go.id", "sekretariat@contoh.go.id", "ganda@contoh.go.id",
          "peninjau@contoh.go.id")  # fmt: skip


def allowed(name: str, who: str, part: TaskPart, liaisons: dict[int, set[str]]) -> bool:
    """Who may do what, said here apart from POLICY."""
    own = who in liaisons.get(part.agency_id, ())
    issuer = who in liaisons.get(part.task.issuer_agency_id or 0, ())
    if name == "update":
        return own
    if name in ("hand over", "split"):
        return own or who in OFFICE
    if name in ("confirm", "give back"):
        return (issuer or who in OFFICE) and not own
    return issuer or who in OFFICE


def fields_of(name: str, play: Play, part: TaskPart) -> dict[str, Any]:
    """What somebody sends who saw the page just now; a number makes each submit one of its own."""
    dice, arrangement = play.dice, play.arrangement()
    version = part.arrangement.version if name in ("arrange", "split") else part.progress.version
    due = arrangement.due.isoformat() if arrangement.due else ""
    agencies = [*(agency.id for agency in play.agencies), 99]
    fields = {"n": dice.random(), "version": version if dice.random() < 0.9 else "lama", "note": dice.choice(WORDS),
              "state": dice.choice([*P, *part.choices * 4]).value, "blocked_on": dice.choice(["", *agencies]),
              "agency": dice.choice(agencies), "reason": dice.choice(WORDS), "answer": dice.choice(WORDS),
              "scope": dice.choice(WORDS), "other_scope": "Lain", "due": due, "agency_id": 1, "task_id": 1}  # fmt: skip
    return fields | ({"needs_confirmation": "y"} if arrangement.needs_confirmation else {})


@pytest.mark.parametrize("seed", range(2))
def test_the_pages_keep_to_the_same_paths_and_let_nobody_else_act(app: Flask, cast: Cast, seed: int) -> None:
    dice, done = random.Random(100 + seed), set[str]()  # noqa: S311
    both = make_user("ganda@contoh.go.id")
    seat(both, db.session.get_one(Agency, cast.bnn), Role.SECRETARIAT)
    seat(both, db.session.get_one(Agency, cast.police), Role.LIAISON)
    issuer = {"issuer_agency_id": cast.social, "issuer_name": "Dinas Sosial"} if seed else {}
    ids = [make_task(cast.social, cast.police, **issuer).id for _ in range(3)]
    browsers = {who: Browser(app, checking=False).sign_in(who) for who in PEOPLE}
    liaisons = {cast.social: WHO["social"], cast.police: WHO["police"]}
    for _ in range(REQUESTS):
        db.session.remove()
        agencies = list(db.session.scalars(sa.select(Agency)))
        play = Play(db.session.get_one(Task, dice.choice(ids)), dice, agencies)
        part, who = dice.choice(play.task.parts), dice.choice(PEOPLE)
        name = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        may, before, key, task_id = allowed(name, who, part, liaisons), Seen.of(play.task), part.id, play.task.id
        data = {**fields_of(name, play, part), "csrf_token": browsers[who].token()}
        answer = browsers[who].raw("POST", f"/tugas/bagian/{key}{ADDRESS[name]}", data=data)
        task = db.session.get_one(Task, task_id, populate_existing=True)
        assert answer.status_code in ((303, 409, 422) if may else (403,)), f"{who}, {name}: {answer.status_code}"
        check(task)
        if before.unchanged(task):
            continue
        assert may and answer.status_code == 303, f"{who} did {name} to a part that is not theirs to move"
        held(name, task, key, before)
        done.add(name)
    assert {"update", "arrange"} <= done
