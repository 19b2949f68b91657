"""What is said of one action by its columns, in the form and in a table alike: the rules, and writing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

from app.extensions import db
from app.plans.models import Measure, PlanAction, PlanMeasure

HIGHEST_NUMBER = 9999
# What a row of the plan says in columns of its own: written and read as it stands.
PLAIN = (
    "strategy", "action", "output", "criterion", "target", "unit", "line", "starts_on", "ends_on", "place",
    "fund_source", "amount", "obstacle", "follow_up", "evidence", "remark",
)  # fmt: skip


def key_of(period: Measure, what: str) -> str:
    """The column of a period: `what` is "text" or "target"."""
    return f"{period.value.lower()}_{what}"


def faults_of(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What contradicts itself in a whole row: the column, and a sentence that says what to do."""
    targets = {key: row[key] for key in (key_of(each, "target") for each in Measure) if row.get(key) is not None}
    for key in ("target", *targets):
        if row.get(key) is not None and not row.get("unit"):
            yield key, gettext("Isi juga satuannya, misalnya orang atau paket.")
    highest = None
    for key, number in targets.items():
        if highest is not None and number < highest:
            yield key, gettext("Dihitung sejak Januari, jadi tidak boleh kurang dari periode sebelumnya.")
        highest = number if highest is None else max(highest, number)
    starts, ends = row.get("starts_on"), row.get("ends_on")
    if starts and ends and ends < starts:
        yield "ends_on", gettext("Tanggal selesai harus sama dengan atau setelah tanggal mulai.")


def cells_of(action: PlanAction) -> dict[str, Any]:
    """What a row says now, by its columns."""
    row: dict[str, Any] = {name: getattr(action, name) for name in PLAIN}
    for measure in action.measures:
        row |= {key_of(measure.period, what): getattr(measure, what) for what in ("text", "target")}
    return row


def write_row(action: PlanAction, row: Mapping[str, Any]) -> None:
    """Write the columns that are named, and no other; `agency`, `related` and `areas` are objects."""
    with db.session.no_autoflush:
        for name in PLAIN:
            if name in row:
                setattr(action, name, row[name])
        if "agency" in row:
            agency = row["agency"]
            action.agency, action.agency_id, action.agency_name = agency, agency.id, agency.name
        for name in ("related", "areas"):
            if name in row and set(row[name]) != set(getattr(action, name)):
                setattr(action, name, row[name])
        if action.agency in action.related:  # who answers for it is not also one of the others
            action.related = [each for each in action.related if each is not action.agency]
        for period in Measure:
            _measure(action, period, row)
    action.touch()


def _measure(action: PlanAction, period: Measure, row: Mapping[str, Any]) -> None:
    """Set what shall be reached by the end of a period; nothing at all takes the measure away."""
    said = {what: row[key] for what in ("text", "target") if (key := key_of(period, what)) in row}
    measure = next((each for each in action.measures if each.period is period), None)
    kept = {what: getattr(measure, what) if measure else None for what in ("text", "target")} | said
    if not kept["text"] and kept["target"] is None:
        if measure:
            action.measures.remove(measure)
    elif measure is None:
        action.measures.append(PlanMeasure(period=period, text=kept["text"] or "", target=kept["target"]))
    else:
        measure.text, measure.target = kept["text"] or "", kept["target"]
