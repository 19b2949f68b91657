"""Which days a repetition names: anchored, so that nothing drifts, over leap years and the ends of months."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import pytest

from app.task_templates.dates import DAY, base_days, next_days, tasks_due
from app.task_templates.repetition import Rule, Weekday

D = dt.date
BEGUN, LONG_AGO = D(2027, 12, 1), D(2020, 1, 1)


@dataclass(frozen=True)
class Plan:
    """What a repetition says."""

    rule: Rule
    weekday: Weekday | None = None
    month_day: int | None = None
    offset_days: int = 0
    starts_on: dt.date = BEGUN
    ends_on: dt.date | None = None
    lead_days: int = 7
    since: dt.date = BEGUN
    last_run: dt.date | None = None


@dataclass(frozen=True)
class Item:
    """What an item says."""

    id: int = 1
    offset_days: int = 0
    added_on: dt.date = LONG_AGO


def days(plan: Plan, first: dt.date, last: dt.date) -> list[dt.date]:
    return [each.day for each in base_days(plan, first, last, ())]


def test_the_thirty_first_is_the_last_day_of_shorter_months_and_does_not_drift() -> None:
    found = days(Plan(Rule.MONTHLY, month_day=31), D(2028, 1, 1), D(2028, 6, 30))
    assert found == [D(2028, 1, 31), D(2028, 2, 29), D(2028, 3, 31), D(2028, 4, 30), D(2028, 5, 31), D(2028, 6, 30)]
    assert days(Plan(Rule.MONTHLY, month_day=31), D(2029, 1, 31), D(2029, 3, 31))[1] == D(2029, 2, 28)


@pytest.mark.parametrize("number", range(1, 32))
def test_each_month_of_a_leap_year_has_its_day_once(number: int) -> None:
    found = days(Plan(Rule.MONTHLY, month_day=number), D(2028, 1, 1), D(2028, 12, 31))
    assert [day.month for day in found] == list(range(1, 13))
    assert all(day.day == min(number, calendar.monthrange(2028, day.month)[1]) for day in found)


@pytest.mark.parametrize("weekday", list(Weekday))
def test_each_week_has_its_day_once_also_over_the_end_of_a_year(weekday: Weekday) -> None:
    found = days(Plan(Rule.WEEKLY, weekday=weekday), D(2027, 12, 20), D(2029, 1, 14))
    assert {day.weekday() for day in found} == {int(weekday.value)}
    assert {b - a for a, b in pairwise(found)} == {7 * DAY}
    assert len(found) == 56


@pytest.mark.parametrize("beginning", [D(2028, 1, 31), D(2028, 2, 28), D(2028, 2, 29), D(2028, 3, 1), D(2028, 12, 31)])
def test_where_a_search_begins_changes_no_day(beginning: dt.date) -> None:
    for plan in (Plan(Rule.MONTHLY, month_day=30), Plan(Rule.WEEKLY, weekday=Weekday.THURSDAY)):
        everything = days(plan, D(2027, 12, 1), D(2029, 3, 1))
        assert days(plan, beginning, D(2029, 3, 1)) == [day for day in everything if day >= beginning]


def test_a_day_is_named_only_between_start_and_end() -> None:
    plan = Plan(Rule.MONTHLY, month_day=15, starts_on=D(2028, 2, 16), ends_on=D(2028, 5, 15))
    assert days(plan, D(2028, 1, 1), D(2028, 12, 31)) == [D(2028, 3, 15), D(2028, 4, 15), D(2028, 5, 15)]
    assert [each.day for each in next_days(plan, (), D(2028, 4, 15))] == [D(2028, 4, 15), D(2028, 5, 15)]


def test_meetings_keep_their_name_when_they_move() -> None:
    plan = Plan(Rule.MEETING, offset_days=-7)
    (before,) = base_days(plan, D(2028, 1, 1), D(2028, 12, 31), [(5, D(2028, 3, 3))])
    (after,) = base_days(plan, D(2028, 1, 1), D(2028, 12, 31), [(5, D(2028, 3, 10))])
    assert (before.key, before.day, after.key, after.day) == ("rapat-5", D(2028, 2, 25), "rapat-5", D(2028, 3, 3))


@pytest.mark.parametrize("plan", [Plan(Rule.MONTHLY, month_day=31), Plan(Rule.WEEKLY, weekday=Weekday.MONDAY)])
def test_a_run_each_day_for_a_year_makes_every_task_once_in_time(plan: Plan) -> None:
    items = [Item(1, -14), Item(2), Item(3, 3)]
    made: dict[tuple[int, str], tuple[dt.date, dt.date]] = {}
    day = D(2027, 12, 1)
    while day <= D(2028, 12, 31):
        now, late = tasks_due(plan, items, (), set(made), day)
        assert not late
        made |= {(each.item.id, each.occurrence.key): (day, each.due) for each in now}
        day += DAY
    assert all(due - run == 7 * DAY for run, due in made.values() if run > D(2027, 12, 1))
    for item in items:
        found = sorted(due - item.offset_days * DAY for (key, _), (_, due) in made.items() if key == item.id)
        inside = [each for each in found if D(2028, 1, 1) <= each <= D(2028, 12, 31)]
        assert inside == [each for each in days(plan, D(2028, 1, 1), D(2028, 12, 31)) if each <= found[-1]]


def test_what_was_missed_is_made_once_within_a_month_and_then_only_told() -> None:
    plan = Plan(Rule.WEEKLY, weekday=Weekday.MONDAY, last_run=D(2028, 1, 1))
    now, late = tasks_due(plan, [Item()], (), set(), D(2028, 1, 22))  # three weeks without a server
    assert [each.due for each in now if each.due > D(2028, 1, 8)] == [D(2028, 1, 10), D(2028, 1, 17), D(2028, 1, 24)]
    now, late = tasks_due(plan, [Item()], (), set(), D(2028, 4, 1))
    assert min(each.due for each in now) == D(2028, 3, 6)
    assert [each.due for each in late][:2] == [D(2028, 1, 10), D(2028, 1, 17)] and late[-1].due == D(2028, 2, 28)


def test_nothing_is_made_up_for_from_before_the_rule_or_the_item() -> None:
    plan = Plan(Rule.WEEKLY, weekday=Weekday.MONDAY, since=D(2028, 1, 12))
    now, late = tasks_due(plan, [Item(1), Item(2, added_on=D(2028, 1, 20))], (), set(), D(2028, 1, 20))
    assert [(each.item.id, each.due) for each in now] == [
        (1, D(2028, 1, 17)), (1, D(2028, 1, 24)), (2, D(2028, 1, 24)),
    ]  # fmt: skip
    assert not late
