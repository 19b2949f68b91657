"""The yearly chain: of one area, and of all areas beside each other."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_login import current_user

from app.activities.chain import Standing, chain_of, matrix_of, next_missing
from app.activities.files_routes import activities
from app.activities.steps import ActivityStep
from app.areas.models import Area
from app.areas.queries import district_choices
from app.clock import today
from app.forms import FIRST_YEAR, LAST_YEAR
from app.outcomes.charts import drawn
from app.outcomes.queries import of_area
from app.policy import requires

__all__ = ["activities"]

YEARS_BACK = 9
MOST_ROWS = 100  # of the matrix; more are found by their kecamatan


@activities.get("/kawasan/<id:id>/kegiatan")
@requires("activity.read", Area)
def chain(area: Area) -> Any:
    """The seven steps of a year in one area, what is missing next, and what the area's indicators say."""
    year = asked_year()
    steps = chain_of(area, year)
    return render_template(
        "activities/chain.html", area=area, year=year, years=_years(year), steps=steps, missing=next_missing(steps),
        series=drawn(of_area(current_user, area.id)), this_year=today().year,
    )  # fmt: skip


@activities.get("/kegiatan/rantai")
@requires("activity.read")
def matrix() -> Any:
    """Areas by steps."""
    year, districts = asked_year(), district_choices()
    within = request.args.get("kecamatan", "")
    within = within if within in {code for code, _ in districts} else ""
    found = matrix_of(year, within, MOST_ROWS)
    return render_template(
        "activities/matrix.html", year=year, years=_years(year), districts=districts, within=within,
        areas=found.areas, more=found.more, grid=found.grid, targets=found.targets,
        steps=list(ActivityStep), standings=list(Standing),
    )  # fmt: skip


def asked_year() -> int:
    """The year that the address asks for, this one otherwise."""
    year = request.args.get("tahun", type=int) or 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else today().year


def _years(asked: int) -> list[int]:
    """What a page offers: next year, this one, those before, and the one that is shown."""
    newest = today().year + 1
    return sorted({*range(newest - YEARS_BACK, newest + 1), asked}, reverse=True)
