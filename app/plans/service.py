"""Drawing up a plan: its reference and rows, what a form writes into a row, and last year's plan as a new draft."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app import audit
from app.agencies.models import Agency
from app.agencies.queries import agency_choices
from app.agencies.service import current
from app.extensions import db
from app.plans.forms import ActionForm, PlanForm
from app.plans.models import ActionPlan, Measure, PlanAction, PlanMeasure
from app.plans.rows import HIGHEST_NUMBER, cells_of, key_of, write_row
from app.policy import can
from app.references import next_reference
from app.refusal import Refused

LETTERS = "RA"
OWN_COLUMNS = (
    "strategy", "action", "output", "criterion", "target", "unit", "line", "place", "fund_source", "amount",
)  # fmt: skip


def make_plan(title: str, year: int, agency_id: int, legal_basis: str = "") -> ActionPlan:
    """Begin the plan of a year, as a draft. Raises Refused when the agency was merged meanwhile."""
    agency = current([agency_id])[0]
    plan = ActionPlan(
        reference=next_reference(LETTERS, year), title=title, year=year, legal_basis=legal_basis, agency=agency,
        agency_name=agency.name,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    return plan


def write_plan(plan: ActionPlan, form: PlanForm) -> None:
    """Write what was typed about the plan itself. Raises Refused once it is closed."""
    plan.expect_open()
    plan.title, plan.year, plan.legal_basis = form.title.data, form.year.data, form.legal_basis.data or ""
    if form.agency_id.data != plan.agency_id:
        plan.agency = current([form.agency_id.data])[0]
        plan.agency_name = plan.agency.name


def next_number(plan: ActionPlan) -> int:
    """The No of the next action: one above the highest that was ever given. The plan must be locked.

    Raises Refused when there is none left.
    """
    highest = db.session.scalar(sa.select(sa.func.max(PlanAction.number)).where(PlanAction.plan_id == plan.id)) or 0
    if highest >= HIGHEST_NUMBER:
        raise Refused(
            gettext("Nomor 9.999 sudah terpakai, jadi aksi baru tidak mendapat nomor. Sekretariat perlu mengubahnya.")
        )
    return highest + 1


def fillable() -> list[tuple[int, str]]:
    """The agencies whose actions the signed-in person may write."""
    return [each for each in agency_choices() if can("plan.fill", SimpleNamespace(responsible_agency_id=each[0]))]


def expect_addable(plan: ActionPlan) -> None:
    """Raise Refused when the signed-in person may add no action now."""
    if not may_add(plan):
        plan.expect_open()
        raise Refused(gettext("Rencana ini sudah ditetapkan. Mintalah sekretariat menambahkan aksi."))


def may_add(plan: ActionPlan) -> bool:
    """Tell whether the signed-in person may add actions now: who manages until it is closed, agencies to a draft."""
    return plan.is_open and (can("plan.manage") or (plan.is_draft and can("plan.fill")))


def may_reword(action: PlanAction) -> bool:
    """Tell whether the signed-in person may change the whole row, not only what an agency adds to it in words."""
    return can("plan.manage") or (action.plan.is_draft and can("plan.fill", action))


def add_action(plan: ActionPlan, form: ActionForm) -> PlanAction:
    """Add a row with the next No. Raises Refused when the plan is closed or the agency was merged meanwhile."""
    plan.expect_open()
    agency = current([form.agency_id.data])[0]
    action = PlanAction(
        plan=plan, number=next_number(plan), agency=agency, agency_id=agency.id, agency_name=agency.name
    )
    with db.session.no_autoflush:
        write_action(action, form)
    db.session.add(action)
    db.session.flush()
    return action


def write_action(action: PlanAction, form: ActionForm) -> None:
    """Write what was typed into the row: its columns, measures, agencies. Raises Refused for a No that is taken."""
    row = form.row()
    if "number" in form:
        _renumber(action, form.number.data)
    if "agency_id" in form and form.agency_id.data != action.agency_id:
        row["agency"] = current([form.agency_id.data])[0]
    wanted = set(form.related_ids.data or ()) - {row.get("agency", action.agency).id}
    if wanted != {agency.id for agency in action.related}:
        row["related"] = list(db.session.scalars(sa.select(Agency).where(Agency.id.in_(wanted))))
    write_row(action, row)


def _renumber(action: PlanAction, number: int) -> None:
    if number == action.number:
        return
    taken = sa.select(PlanAction.id).where(PlanAction.plan_id == action.plan_id, PlanAction.number == number)
    with db.session.no_autoflush:
        if db.session.scalar(taken):
            raise Refused(gettext("Nomor %(number)s sudah dipakai aksi lain dalam rencana ini.", number=number))
    action.number = number


def shown(action: PlanAction) -> Any:
    """Return what the form of a row shows of it, and what it compares when somebody else saved first."""
    nothing = {
        key_of(period, what): "" if what == "text" else None for period in Measure for what in ("text", "target")
    }
    return SimpleNamespace(
        **nothing | cells_of(action), number=action.number, agency_id=action.agency_id, version=action.version,
        related_ids=sorted(agency.id for agency in action.related),
    )  # fmt: skip


def copy_plan(source: ActionPlan, form: PlanForm) -> ActionPlan:
    """Make a new draft with the actions of a plan: their words, numbers and agencies, dates moved to the new year.

    What belongs to the year itself stays behind: what the actions are tied to, obstacles, follow-up, evidence.
    """
    made = make_plan(form.title.data, form.year.data, form.agency_id.data, form.legal_basis.data or "")
    rows = sa.select(PlanAction).where(PlanAction.plan_id == source.id, PlanAction.removed_at.is_(None))
    wanted = rows.options(
        so.selectinload(PlanAction.measures), so.selectinload(PlanAction.related), so.selectinload(PlanAction.agency)
    )
    for number, action in enumerate(db.session.scalars(wanted.order_by(PlanAction.number)).unique(), 1):
        made.actions.append(_copied(action, number, made.year - source.year))
    audit.note(made, "plan_copied", **{audit.WHICH: source.reference})
    return made


def _copied(action: PlanAction, number: int, years: int) -> PlanAction:
    agency = _heir(action.agency)
    copy = PlanAction(
        number=number, agency=agency, agency_id=agency.id, agency_name=agency.name,
        starts_on=_moved(action.starts_on, years), ends_on=_moved(action.ends_on, years),
        **{name: getattr(action, name) for name in OWN_COLUMNS},
    )  # fmt: skip
    copy.measures = [PlanMeasure(period=each.period, text=each.text, target=each.target) for each in action.measures]
    copy.related = sorted({_heir(each) for each in action.related} - {agency}, key=lambda each: each.id)
    return copy


def _heir(agency: Agency) -> Agency:
    """Who does the agency's work today."""
    return db.session.get_one(Agency, agency.heir_id)


def _moved(day: dt.date | None, years: int) -> dt.date | None:
    """The same day of another year; 29 February becomes the 28th."""
    if day is None:
        return None
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + years, day=last)
