"""The calendar of tasks: what is due when, beside the meetings of the day."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext
from flask_login import current_user

from app.clock import local, today
from app.commitments.risk import late
from app.formats import clock_time, number
from app.paging import Page
from app.policy import requires
from app.tasks import calendar_queries as queries
from app.tasks.calendar import AGENDA, MONTH, WEEK, Day, Item, View, days_of, view_of, weeks
from app.tasks.routes import tasks

PATH = "/tugas/kalender"


@tasks.get("/tugas/kalender")
@requires("task.read")
def calendar() -> Any:
    """A month, a week, or the list of a month's days on which something is due."""
    view, page = view_of(request.args), queries.CALENDAR.ask(request.args, PATH)
    days = days_of(view)
    _put_meetings(days, view)
    _put_tasks(days, page, view)
    if "tampilkan" in page.values:
        _put_commitments(days, page, view)
    kinds = [(kind, label, page.elsewhere(PATH, **view.as_kind(kind))) for kind, label in _kinds()]
    steps = [moved and page.elsewhere(PATH, **moved) for moved in (view.moved(-1), view.moved(1))]
    return render_template(
        "tasks/calendar.html", page=page, view=view, days=list(days.values()), weeks=weeks(days.values()), kinds=kinds,
        steps=steps, now=page.elsewhere(PATH, **({"tampilan": view.kind} if view.kind != MONTH else {})),
        is_empty=not any(day.items for day in days.values()),
    )  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    return [(MONTH, gettext("Bulan")), (WEEK, gettext("Minggu")), (AGENDA, gettext("Agenda"))]


def _put_meetings(days: dict[Any, Day], view: View) -> None:
    rest: dict[Any, int] = {}
    for row in queries.meetings(current_user, view):
        date = local(row.starts_at).date()
        if len(days[date].items) < view.most:
            note = gettext("Rapat %(time)s", time=clock_time(row.starts_at))
            days[date].items.append(Item(row.theme, f"/rapat/{row.id}", row.state, note))
        else:
            rest[date] = rest.get(date, 0) + 1
    for date, count in rest.items():
        told = gettext("+%(count)s rapat lainnya", count=number(count))
        days[date].more.append((told, "/rapat" if view.kind == WEEK else f"{PATH}?minggu={date}"))


def _put_tasks(days: dict[Any, Day], page: Page, view: View) -> None:
    for row in queries.own_parts(current_user, page.values, view):
        note = gettext("Bagian %(agency)s", agency=row.agency_name)
        is_late = row.is_open and row.due < today()
        days[row.due].items.append(Item(row.title, f"/tugas/{row.task_id}", row.state, note, is_late))
    rows = queries.due_tasks(current_user, page.values, view)
    for row in rows:
        days[row.due].items.append(Item(row.title, f"/tugas/{row.id}", row.state, "", row.is_late))
    for date, count in {row.due: row.number - view.most for row in rows}.items():
        if count > 0:
            there = page.elsewhere("/tugas", tenggat=date.isoformat(), tampilkan=None)
            days[date].more.append((gettext("+%(count)s lainnya", count=number(count)), there))


def _put_commitments(days: dict[Any, Day], page: Page, view: View) -> None:
    rows = queries.due_commitments(current_user, page.values, view)
    for row in rows:
        item = Item(row.statement, f"/komitmen/{row.id}", row.state, gettext("Komitmen"), late(row))
        days[row.due].items.append(item)
    for date, count in {row.due: row.number - view.most for row in rows}.items():
        if count > 0:
            agency = f"&instansi={page.values['instansi']}" if "instansi" in page.values else ""
            told = gettext("+%(count)s komitmen lainnya", count=number(count))
            days[date].more.append((told, f"/komitmen?periode={date:%Y-%m}{agency}"))
