"""Importing the table of a plan: rows with a No update that action, rows without one are added."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.agencies.models import Agency
from app.extensions import db
from app.plans.known import Known, know
from app.plans.models import ActionPlan, PlanAction
from app.plans.rows import HIGHEST_NUMBER, faults_of, write_row
from app.plans.sheets import actions_of, cells_of, table
from app.spreadsheets.service import Change, Importer, ImportPage, RowState
from app.spreadsheets.tables import Parsed, Row, Table
from app.spreadsheets.values import Unreadable, folded
from app.spreadsheets.writing import plain

NAMED = ("agency", "related", "areas")  # by their names or codes


@dataclass
class Reading:
    """A table while it is held against a plan. `numbers` and `alike` are the lines where something stood before."""

    plan: ActionPlan
    table: Table
    known: Known
    parsed: Parsed
    numbers: dict[int, int] = field(default_factory=dict)
    alike: dict[Any, str] = field(default_factory=dict)

    def fault(self, row: Row, sentence: str, key: str) -> None:
        """Note what is wrong in a column."""
        self.parsed.fault(row, sentence, self.table.column(key).label)


class PlanImporter(Importer):
    """The actions of one plan."""

    purpose = "plan"

    def table(self, subject_id: int) -> Table:
        """The usual columns."""
        return table()

    def page(self, subject_id: int) -> ImportPage:
        """What the pages say."""
        plan = db.session.get_one(ActionPlan, subject_id)
        done = f"/rencana-aksi/{plan.id}"
        explanation = gettext(
            "Templatnya memuat aksi rencana ini seperti sekarang. Ubah isinya, atau tambahkan baris tanpa No untuk "
            "aksi baru. Sel kosong tidak menghapus isian yang sudah ada, dan aksi yang tidak disebut tetap seperti "
            "semula."
        )
        return ImportPage(
            gettext("Impor aksi"), explanation, [(gettext("Rencana aksi"), "/rencana-aksi"), (plan.reference, done)],
            url_for("plan_sheets.take_spreadsheet", id=plan.id), done, url_for("plan_sheets.export", id=plan.id),
            plan.title[:100],
        )  # fmt: skip

    def compare(self, parsed: Parsed, subject_id: int, locking: bool) -> list[Change]:
        """Say of each row what it adds or changes. Raises Refused once the plan is closed."""
        plan = db.session.get_one(ActionPlan, subject_id, with_for_update=locking or None, populate_existing=locking)
        plan.expect_open()
        actions = actions_of(plan.id, locking)
        reading = Reading(plan, table(), know(actions, locking), parsed)
        for action in actions:
            if not action.removed_at:
                what = gettext("No %(number)s", number=action.number)
                reading.alike.setdefault(_alike(action.action, action.agency_id, action.starts_on, action.place), what)
        highest = max(reading.known.actions, default=0)
        numbers = count(highest + 1)
        changes = [_change(row, reading, numbers) for row in parsed.rows]
        if highest + sum(each is not None and each.state is RowState.ADDED for each in changes) > HIGHEST_NUMBER:
            parsed.fault(0, gettext("Nomor aksi paling tinggi 9.999; aksi baru dalam tabel ini melampauinya."))
        return [change for change in changes if change]


def _alike(action: str, agency_id: int, starts_on: Any, place: str) -> tuple[Any, ...]:
    return folded(action), agency_id, starts_on, folded(place or "")


def _change(row: Row, reading: Reading, numbers: Any) -> Change | None:
    """What a row does, None where something is wrong with it, which is noted."""
    before = len(reading.parsed.faults)
    action = _existing(row, reading) if "number" in row.values else None
    new = _meaning(row, action, reading)
    old = cells_of(action) if action else {}
    if action or "number" not in row.values:
        _check(row, old, new, reading)
    if len(reading.parsed.faults) > before:
        return None
    pairs = tuple(
        (str(column.label), plain(old.get(column.key)), _told(new[column.key]))
        for column in reading.table.columns
        if column.key in new and _differs(column.key, old, new, action)
    )
    if action is None:
        return Change(row.line, new["action"][:200], RowState.ADDED, pairs, partial(_add, reading, new, numbers))
    state = RowState.CHANGED if pairs else RowState.SAME
    return Change(row.line, f"{action.number}. {action.action[:200]}", state, pairs, partial(write_row, action, new))


def _existing(row: Row, reading: Reading) -> PlanAction | None:
    number = row.get("number")
    action = reading.known.actions.get(number)
    if action is None:
        sentence = gettext("No %(number)s tidak ada dalam rencana ini. Kosongkan untuk menambah aksi.", number=number)
        reading.fault(row, sentence, "number")
    elif action.removed_at:
        reading.fault(row, gettext("aksi No %(number)s sudah dihapus. Pulihkan dahulu.", number=number), "number")
    elif number in reading.numbers:
        line = reading.numbers[number]
        reading.fault(row, gettext("No %(number)s sudah ada di baris %(line)s.", number=number, line=line), "number")
    reading.numbers.setdefault(number, row.line)
    return action


def _meaning(row: Row, action: PlanAction | None, reading: Reading) -> dict[str, Any]:
    """The cells of a row with agencies and areas in place of their names; an empty cell says nothing."""
    new = {key: value for key, value in row.values.items() if key != "number"}
    known, stood = reading.known, action.related if action else ()
    if action and folded(new.get("agency", "")) == folded(action.agency_name):
        del new["agency"]  # as it stands, though it may have been merged since
    try:
        if "agency" in new:
            new["agency"] = known.agency(new["agency"])
    except Unreadable as reason:
        reading.fault(row, str(reason), "agency")
    agency = new.get("agency")
    responsible = getattr(agency, "id", None) or (action.agency_id if action else None)
    for key, read in (("related", lambda text: known.related(text, responsible, stood)), ("areas", known.places)):
        try:
            if key in new:
                new[key] = read(new[key])
        except Unreadable as reason:
            reading.fault(row, str(reason), key)
    return new


def _check(row: Row, old: dict[str, Any], new: dict[str, Any], reading: Reading) -> None:
    """A row has to agree with itself, as in the form; one that stands and changes nothing is not asked."""
    said = {key: value for key, value in new.items() if key not in NAMED}
    if not old or any(old.get(key) != value for key, value in said.items()):
        for key, sentence in faults_of(old | said):
            reading.fault(row, sentence, key)
    if not old and isinstance(new.get("agency"), Agency | None):
        _check_new(row, new, reading)


def _check_new(row: Row, new: dict[str, Any], reading: Reading) -> None:
    for key in ("action", "agency"):
        if key not in new:
            reading.fault(row, gettext("wajib diisi untuk aksi baru."), key)
            return
    alike = _alike(new["action"], new["agency"].id, new.get("starts_on"), new.get("place", ""))
    if what := reading.alike.get(alike):
        reading.fault(
            row, gettext("aksi yang sama sudah ada (%(what)s). Isi No-nya, atau hapus barisnya.", what=what), "action"
        )
    reading.alike[alike] = what or gettext("baris %(line)s", line=row.line)


def _differs(key: str, old: dict[str, Any], new: dict[str, Any], action: PlanAction | None) -> bool:
    if key in NAMED[1:]:
        return {each.id for each in new[key]} != {each.id for each in getattr(action, key, ())}
    return key == "agency" or new[key] != old.get(key)


def _told(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(getattr(each, "code", None) or each.name for each in value)
    return plain(getattr(value, "name", value) if hasattr(value, "successor_id") else value)


def _add(reading: Reading, new: dict[str, Any], numbers: Any) -> None:
    action = PlanAction(plan=reading.plan, number=next(numbers), agency=new["agency"])
    db.session.add(action)
    write_row(action, new)
