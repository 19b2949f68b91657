"""What an action has reached is what reviewers accepted, no more and no less, as it was at the end of each period."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from app.agencies.models import Agency
from app.clock import acting_at, today
from app.commitments.models import Commitment
from app.commitments.states import Attainment
from app.extensions import db
from app.plans.achievement import Achieved, achieved, end_of
from app.plans.grid import CellState, rows_of
from app.plans.models import Measure
from tests.commitments.steps import a_report
from tests.factories import Cast, make_commitment
from tests.plans.steps import make_action, make_draft, reported, tie

M = Measure
YEAR = 2024  # over, so that every period is


@pytest.mark.parametrize("seed", range(8))
def test_it_equals_the_verified_sums_of_random_reports(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    action = make_action(make_draft(cast, year=YEAR), cast.social)
    expected = dict.fromkeys(Measure, Decimal(0))
    for _ in range(chance.randint(1, 4)):
        days = sorted(dt.date(YEAR - 1, 11, 1) + dt.timedelta(days=chance.randrange(500)) for _ in range(4))
        rounds, claimed, accepted = [], 0, 0
        for day in days:
            claimed = max(claimed, accepted) + chance.randint(0, 9)
            accepted = chance.randint(accepted, min(claimed, 39))
            rounds.append((claimed, accepted, day))
            if chance.random() < 0.3:
                break
        rounds.append((claimed + 1, None, days[-1]))  # waits: claimed, not verified
        tie(action, reported(cast, *rounds))
        for period in Measure:
            known = [(day, accepted) for _, accepted, day in rounds[:-1] if day <= end_of(period, YEAR)]
            before = [accepted for day, accepted in known if day.year < YEAR]
            expected[period] += (known[-1][1] if known else 0) - (before[-1] if before else 0)
    found = achieved([action.id])[action.id]
    assert {period: each.quantity for period, each in found.items()} == expected
    assert all(each.percent == min(100, int(expected[period])) for period, each in found.items())
    assert all((each.claimed or 0) >= (each.quantity or 0) for each in found.values())


def test_what_was_there_before_is_no_achievement_of_the_year(cast: Cast) -> None:
    action = make_action(make_draft(cast, year=YEAR), cast.social)
    tie(action, reported(cast, (30, 30, dt.date(YEAR - 1, 12, 31)), (36, 36, dt.date(YEAR, 2, 1))))
    based = reported(cast, (10, 10, dt.date(YEAR, 1, 5)), (14, 14, dt.date(YEAR, 8, 1)))
    based.baseline = 10
    db.session.commit()
    tie(action, based)
    found = achieved([action.id])[action.id]
    assert [found[period].quantity for period in Measure] == [6, 6, 10, 10]


def test_today_it_says_what_the_commitments_own_page_says(cast: Cast) -> None:
    action = make_action(make_draft(cast), cast.social)
    one, two = reported(cast, (20, 15, today()), (30, None, today())), reported(cast, (40, 38, today()))
    tie(action, one)
    tie(action, two)
    last = [each for each in achieved([action.id])[action.id].values() if each.percent is not None][-1]
    assert (last.quantity, last.claimed) == (one.verified + two.verified, one.claimed + two.claimed)
    assert last.commitments == 2


def test_different_units_give_a_plain_average_of_percents_and_no_quantity(cast: Cast) -> None:
    action = make_action(make_draft(cast, year=YEAR), cast.social)
    day = dt.date(YEAR, 2, 1)
    tie(action, reported(cast, (20, 20, day)))  # 50 of a hundred
    tie(action, reported(cast, (1, 1, day), unit="paket", target=1, statement="Menyerahkan satu paket alat"))
    found = achieved([action.id])[action.id]
    assert found[M.B03] == Achieved(None, 75, 2, None, 75)


def test_a_promise_without_a_number_counts_by_its_step(cast: Cast) -> None:
    action = make_action(make_draft(cast, year=YEAR), cast.social, unit="", target=None)
    commitment = reported(cast, target=None)
    commitment.submit_report(a_report(0, on_date=dt.date(YEAR, 5, 1), level=Attainment.SUBSTANTIAL))
    commitment.verify(Decimal(0), 1 if commitment.reports[0].submitted_by != 1 else 2)
    tie(action, commitment)
    found = achieved([action.id])[action.id]
    assert [found[each].percent for each in Measure] == [0, 67, 67, 67]


def test_what_was_never_agreed_or_was_cancelled_does_not_count(cast: Cast) -> None:
    action = make_action(make_draft(cast, year=YEAR), cast.social)
    tie(action, make_commitment(cast.social))
    cancelled: Commitment = reported(cast, (10, 10, dt.date(YEAR, 1, 5)))
    cancelled.cancel("Dialihkan")
    tie(action, cancelled)
    assert achieved([action.id])[action.id][M.B12] == Achieved(None, None, 0)
    assert achieved([]) == {}


def test_the_day_turns_at_midnight_in_palopo(cast: Cast) -> None:
    action = make_action(make_draft(cast, year=2026), cast.social, {M.B06: 20})
    tie(action, reported(cast, (20, 20, dt.date(2026, 6, 30)), (25, 25, dt.date(2026, 7, 1))))
    for hour, begun in ((15, False), (17, True)):  # UTC: 23.00 WITA is still June, 01.00 is July
        with acting_at(dt.datetime(2026, 6, 30, hour, tzinfo=dt.UTC)):
            found = achieved([action.id])[action.id]
            assert (found[M.B06].quantity, found[M.B09].percent is not None) == (20, begun)


@pytest.mark.parametrize(
    ("numbers", "rounds", "state"),
    [
        ({M.B03: 20}, [(20, 20)], CellState.REACHED), ({M.B03: 21}, [(30, 20)], CellState.BEHIND),
        ({}, [(20, 20)], CellState.OPEN), ({M.B03: 5}, [], CellState.BEHIND), ({M.B03: 5}, None, CellState.BEHIND),
    ],
)  # fmt: skip
def test_a_period_that_is_over_is_judged_by_its_number(
    cast: Cast, numbers: dict[Measure, int], rounds: list[tuple[int, int]] | None, state: CellState
) -> None:
    plan = make_draft(cast, year=YEAR)
    action = make_action(plan, cast.social, numbers, target=None)
    if rounds is not None:
        tie(action, reported(cast, *((*each, dt.date(YEAR, 3, 31)) for each in rounds)))
    row = rows_of(plan.id)[0][0]
    assert row.cells[0].state is state
    assert row.is_behind is (state is CellState.BEHIND)


def test_what_is_still_to_come_is_neutral(cast: Cast) -> None:
    plan = make_draft(cast, year=2026)
    action = make_action(plan, cast.social, {M.B03: 10, M.B06: 20, M.B09: 30})
    tie(action, reported(cast, (12, 12, dt.date(2026, 2, 1))))
    with acting_at(dt.datetime(2026, 5, 1, tzinfo=dt.UTC)):
        row = rows_of(plan.id)[0][0]
    assert [cell.state for cell in row.cells] == [
        CellState.REACHED, CellState.RUNNING, CellState.FUTURE, CellState.FUTURE,
    ]  # fmt: skip
    assert [cell.state.tone for cell in row.cells[2:]] == ["neutral", "neutral"] and not row.is_behind
    assert row.latest.period is M.B06


def test_an_agency_that_was_merged_keeps_its_name_in_the_plan(cast: Cast) -> None:
    plan = make_draft(cast, cast.social)
    db.session.get_one(Agency, cast.social).rename("Dinas Sosial dan Pemberdayaan", today())
    db.session.commit()
    assert rows_of(plan.id)[0][0].action.agency_name == "Dinas Sosial"
