"""Making what is due: once, all of it, whatever happened to agencies and whoever else runs it."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.agencies.service import merge
from app.clock import acting_at, at, today
from app.extensions import db
from app.meetings.models import MeetingState
from app.task_templates import making
from app.task_templates.repetition import MadeTask, Rule, TaskRepetition, Weekday
from app.task_templates.shares import troubles_of
from app.tasks.checks import TaskCheck
from app.tasks.models import Task
from tests.at_once import at_once
from tests.factories import Cast, make_meeting, make_series
from tests.task_templates.steps import dues, make_repetition, make_template, run_on

D, DAY = dt.date, dt.timedelta(days=1)
START = D(2028, 1, 1)


def monthly(cast: Cast, number: int = 31, **facts: object) -> TaskRepetition:
    template = make_template(("Menyusun rekapitulasi", 0, (cast.social, cast.health)))
    return make_repetition(template, Rule.MONTHLY, month_day=number, **({"starts_on": START, "since": START} | facts))


def test_a_task_is_made_with_its_parts_and_says_where_from(app: Flask, cast: Cast) -> None:
    template = make_template(("Menyiapkan aula", -1, (cast.social,)))
    item = template.items[0]
    item.share_among({cast.social: "Aula dan kursi"})
    item.needs_confirmation, item.checks, item.detail = True, "Kursi\n\n Pengeras suara", "Untuk 40 orang."
    make_repetition(template, Rule.MONTHLY, month_day=31, starts_on=START, since=START)
    assert run_on(D(2028, 1, 23)).made == 1
    task = db.session.scalars(sa.select(Task)).one()
    assert (task.due, task.parts[0].scope, task.parts[0].needs_confirmation) == (D(2028, 1, 30), "Aula dan kursi", True)
    listed = db.session.scalars(sa.select(TaskCheck.text).order_by(TaskCheck.position)).all()
    assert (task.detail, listed, task.checks_total) == ("Untuk 40 orang.", ["Kursi", "Pengeras suara"], 2)
    made = db.session.scalars(sa.select(MadeTask)).one()
    assert (made.task_id, made.occurrence, made.item_id) == (task.id, "2028-01-31", item.id)


def test_a_run_each_day_of_a_leap_year_makes_twelve_tasks(app: Flask, cast: Cast) -> None:
    monthly(cast, lead_days=0)
    for number in range(0, 366, 3):
        run_on(START + number * DAY)
        run_on(START + number * DAY)
    assert [each.day for each in dues()] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30]
    assert run_on(D(2028, 12, 31), dt.time(0, 30)).made == 1  # 30 December, 16.30 UTC
    assert dues()[-1] == D(2028, 12, 31)


def test_a_run_before_midnight_belongs_to_the_day_that_ends(app: Flask, cast: Cast) -> None:
    monthly(cast, lead_days=0)
    assert run_on(D(2028, 1, 30), dt.time(23, 59)).made == 0
    assert run_on(D(2028, 1, 31), dt.time(0, 30)).made == 1


def test_two_runs_at_once_make_each_task_once(app: Flask, cast: Cast) -> None:
    template = make_template(("Satu", 0, (cast.social,)), ("Dua", 0, (cast.police, cast.health)))
    for weekday in (Weekday.MONDAY, Weekday.FRIDAY):
        make_repetition(template, weekday=weekday, lead_days=7)

    def run() -> int:
        with app.app_context():
            made = making.make_due().made
            db.session.commit()
            return made

    made = at_once(run, run, run)
    waiting = db.session.scalar(sa.select(sa.func.count(Task.id)))
    assert sum(made) == waiting and waiting >= 4
    assert making.due_now().count == 0


def test_what_is_due_is_counted_as_it_is_made(app: Flask, cast: Cast) -> None:
    template = make_template(("Satu", -2, (cast.social,)), ("Dua", 3, (cast.police,)), ("Tanpa instansi", 0, ()))
    make_repetition(template, starts_on=START, since=START)
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=at(D(2028, 1, 12), dt.time(9)))
    series = make_series(meeting)
    make_repetition(template, Rule.MEETING, series_id=series.id, offset_days=-7, starts_on=START, since=START)
    with acting_at(at(D(2028, 1, 3), dt.time(9))):
        waiting = making.due_now()
        assert making.make_due().made == waiting.count == 5
        assert making.due_now().count == 0 and making.in_trouble().count == 2


def test_three_weeks_without_a_server_are_made_up_for_and_three_months_are_told(app: Flask, cast: Cast) -> None:
    repetition = make_repetition(make_template(("Rapat pekanan", 0, (cast.social,))), starts_on=START, since=START)
    run_on(START)
    assert (run_on(START + 21 * DAY).made, len(dues())) == (3, 4)
    outcome = run_on(START + 112 * DAY)
    assert (outcome.made, outcome.missed, repetition.missed) == (5, 8, 8)
    assert run_on(START + 112 * DAY).missed == 0 and len(dues()) == 9
    with acting_at(at(START + 112 * DAY, dt.time(9))):
        assert making.in_trouble().count == 1


def test_a_merged_agency_is_followed_by_its_successor(app: Flask, cast: Cast) -> None:
    monthly(cast)
    merge(db.session.get_one(Agency, cast.social), cast.health, today())
    db.session.commit()
    run_on(D(2028, 1, 31))
    task = db.session.scalars(sa.select(Task)).one()
    assert [part.agency_id for part in task.parts] == [cast.health]
    assert making.in_trouble().count == 0


def test_an_agency_that_ended_without_successor_is_left_out_and_said(app: Flask, cast: Cast) -> None:
    template = monthly(cast).template
    template.add_item(title="Hanya Polres", offset_days=0, detail="", checks="").share_among({cast.police: ""})
    for key in (cast.social, cast.police):
        db.session.get_one(Agency, key).ended_on = today()
    db.session.commit()
    assert (run_on(D(2028, 1, 31)).made, making.in_trouble().count) == (1, 1)
    task = db.session.scalars(sa.select(Task)).one()
    assert [part.agency_id for part in task.parts] == [cast.health]
    first, second = troubles_of(template.items)
    assert "Dinas Sosial sudah tidak ada" in first and "dibuat untuk yang lain" in first
    assert "Polres Palopo" in second and "tidak dibuat" in second
    template.items[1].share_among({cast.planning: ""})
    db.session.commit()
    assert run_on(D(2028, 2, 1)).made == 1


def test_what_fails_in_one_repetition_stops_no_other(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    template = make_template(("Rusak", 0, (cast.social,)), ("Utuh", 0, (cast.social,)), name="Rusak")
    make_repetition(template, starts_on=START, since=START)
    make_repetition(make_template(("Baik", 0, (cast.social,))), starts_on=START, since=START)
    real = making.make

    def fail(item: object, *args: object, **values: object) -> Task:
        if getattr(item, "title", "") == "Utuh":
            raise RuntimeError("rusak")
        return real(item, *args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "make", fail)
    outcome = run_on(START)
    assert (outcome.made, outcome.failed, db.session.scalars(sa.select(Task.title)).all()) == (1, 1, ["Baik"])
    monkeypatch.undo()
    assert run_on(START).made == 2


def test_a_pause_is_not_made_up_for_and_an_end_is_for_good(app: Flask, cast: Cast) -> None:
    repetition = make_repetition(make_template(("Pekanan", 0, (cast.social,))), starts_on=START, since=START)
    repetition.pause()
    db.session.commit()
    assert run_on(START + 20 * DAY).made == 0
    with acting_at(at(START + 22 * DAY, dt.time(9))):
        repetition.resume()
        db.session.commit()
    assert run_on(START + 22 * DAY).made == 1 and dues() == [D(2028, 1, 24)]
    repetition.end()
    db.session.commit()
    assert run_on(START + 60 * DAY).made == 0
    for act in (repetition.end, repetition.pause, repetition.resume, repetition.begin_anew):
        with pytest.raises(Exception, match="sudah"):
            act()
