"""Putting an activity into words: what may be chosen, what stands there now, what a form says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.identity import Identity
from app.activities.forms import ActivityForm
from app.activities.models import Activity
from app.activities.steps import ActivityStep
from app.agencies.queries import agency_choices
from app.agencies.service import current
from app.areas.models import Area
from app.areas.queries import area_choices
from app.clock import local, today
from app.commitments.models import Commitment
from app.extensions import db, fetch
from app.findings.models import Skill
from app.findings.skills import skill_named
from app.language import Lazy as _l
from app.meetings.models import Meeting, MeetingState
from app.plans.models import ActionPlan, PlanAction, PlanState
from app.policy import Role
from app.references import next_reference

# The fields of a form that are columns of the same name.
PLAIN = ("title", "starts_on", "ends_on", "place", "kind", "period", "is_bersinar", "is_ibm", "budget", "fund_source",
         "action_id")  # fmt: skip
SOUGHT = {
    "meeting": (Meeting, _l("Tidak ada rapat bernomor ini yang dapat Anda baca. Periksa nomornya di daftar rapat.")),
    "commitment": (Commitment, _l("Tidak ada komitmen bernomor ini. Periksa nomornya di daftar komitmen.")),
    "follows": (Activity, _l("Tidak ada bimtek life skill bernomor ini. Periksa nomornya di daftar kegiatan.")),
}
MOST_OFFERED = 40
_ACTIONS = (
    sa.select(PlanAction.id, PlanAction.number, ActionPlan.reference, sa.func.substr(PlanAction.action, 1, 100))
    .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
    .where(PlanAction.removed_at.is_(None), ActionPlan.state != PlanState.CLOSED)
    .where(ActionPlan.year >= sa.bindparam("year", type_=sa.Integer))
    .order_by(ActionPlan.year.desc(), ActionPlan.id, PlanAction.number)
    .limit(300)
)
_SKILLS = sa.select(Skill.name).order_by(Skill.plain).limit(500)


def choices(who: Identity, activity: Activity | None = None) -> dict[str, Any]:
    """What `who` may choose from, as `ActivityForm` takes it: the secretariat any agency, a liaison its own."""
    own = who.agencies_as(Role.LIAISON)
    agencies: list[tuple[Any, Any]] = agency_choices() if who.agencies_as(Role.SECRETARIAT) else list(own.items())
    if activity and activity.agency_id not in {key for key, _ in agencies}:
        agencies.append((activity.agency_id, activity.agency.name))
    if activity is None and len(agencies) > 1:
        agencies = [("", _l("Pilih instansi")), *agencies]
    actions = [(row[0], f"{row[2]}, {row[1]}. {row[3]}") for row in fetch(_ACTIONS, year=today().year - 1)]
    if activity and activity.action and activity.action_id not in {key for key, _ in actions}:
        actions.append((activity.action_id or 0, activity.action.audit_name))
    return {"agencies": agencies, "areas": area_choices(), "actions": actions}


def offered(form: ActivityForm, who: Identity) -> dict[str, list[tuple[str, str]]]:
    """What the typed fields of this form offer while one types, as (value, label)."""
    found: dict[str, list[tuple[str, str]]] = {}
    if "skill" in form:
        found["skill"] = [(row.name, "") for row in fetch(_SKILLS)]
    if "meeting" in form:
        rows = sa.select(Meeting.reference, Meeting.theme).where(Meeting.visible_clause(who))
        found["meeting"] = _newest(
            rows.where(Meeting.state.not_in((MeetingState.DRAFT, MeetingState.CANCELLED))), Meeting.starts_at
        )
    if "commitment" in form:
        told = sa.func.substr(Commitment.statement, 1, 100)
        rows = sa.select(Commitment.reference, told).where(Commitment.visible_clause(who))
        found["commitment"] = _newest(rows.where(Commitment.agreed_at.is_not(None)), Commitment.id)
    if "follows" in form:
        rows = sa.select(Activity.reference, Activity.title).where(Activity.removed_at.is_(None))
        found["follows"] = _newest(rows.where(Activity.step == ActivityStep.TRAINING), Activity.starts_on)
    return found


def _newest(rows: Any, column: Any) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in fetch(rows.order_by(column.desc()).limit(MOST_OFFERED))]


def wording_of(activity: Activity) -> Any:
    """What stands there now, under the names of the form's fields."""
    names = {name: getattr(activity, name) for name in (*PLAIN, "agency_id", "version")}
    linked = {name: getattr(activity, name).reference if getattr(activity, name) else "" for name in SOUGHT}
    return SimpleNamespace(
        **names, **linked, skill=activity.skill.name if activity.skill else "",
        area_ids=[area.id for area in activity.areas],
    )  # fmt: skip


def links_of(form: ActivityForm, who: Identity, strict: bool = True) -> dict[str, Any] | None:
    """What the typed references name; when one of them names nothing its field says so, and `strict` returns None."""
    found: dict[str, Any] = {}
    for name, (model, sentence) in SOUGHT.items():
        if name not in form:
            continue
        reference = (form[name].data or "").upper()
        found[name] = _by_reference(model, reference, who) if reference else None
        if strict and reference and found[name] is None:
            form[name].errors = [str(sentence)]
    return None if form.errors else found


def _by_reference(model: Any, reference: str, who: Identity) -> Any:
    found = db.session.scalars(model.visible_to(who).where(model.reference == reference)).unique().one_or_none()
    if isinstance(found, Meeting) and found.state is MeetingState.DRAFT:
        return None  # nobody else knows of it yet
    if isinstance(found, Activity) and (found.step is not ActivityStep.TRAINING or found.removed_at):
        return None
    return found


def create(form: ActivityForm, step: ActivityStep, links: dict[str, Any]) -> Activity:
    """Return a new activity in the session, with its reference and id."""
    agency = current([form.agency_id.data])[0]
    activity = Activity(
        reference=next_reference("KG", today().year), step=step, agency_id=agency.id, agency_name=agency.name,
        title="", starts_on=form.starts_on.data,
    )  # fmt: skip
    _write(activity, form, links)
    db.session.add(activity)
    db.session.flush()
    activity.locate(_areas(form))
    return activity


def reword(activity: Activity, form: ActivityForm, links: dict[str, Any]) -> None:
    """Write a form into an activity."""
    activity.expect_live()
    if activity.agency_id != form.agency_id.data:
        agency = current([form.agency_id.data])[0]
        activity.agency_id, activity.agency_name = agency.id, agency.name
    _write(activity, form, links)
    activity.locate(_areas(form))


def _write(activity: Activity, form: ActivityForm, links: dict[str, Any]) -> None:
    form.ends_on.data = form.ends_on.data or form.starts_on.data  # left open, it is over on its first day
    for name in PLAIN:
        if name in form:
            setattr(activity, name, form[name].data)
    for name, found in links.items():
        setattr(activity, f"{name}_id", found.id if found else None)
    if "skill" in form:
        activity.skill_id = skill_named(form.skill.data).id if form.skill.data else None


def _areas(form: ActivityForm) -> list[Area]:
    rows = sa.select(Area).where(Area.id.in_(form.area_ids.data or ())).order_by(Area.code)
    return list(db.session.scalars(rows))


def fill_in(form: ActivityForm, links: dict[str, Any]) -> None:
    """Fill what is still empty from the meeting or the commitment that was chosen."""
    for name in ("meeting", "commitment", "follows"):
        if links.get(name) is not None:
            for field, value in _told_by(links[name]).items():
                known = field != "agency_id" or value in {key for key, _ in form.agency_id.choices}
                if known and field in form and not form[field].data:
                    form[field].data, form[field].raw_data = value, None


def _told_by(source: Meeting | Commitment | Activity) -> dict[str, Any]:
    if isinstance(source, Meeting):
        last = local(source.ends_at).date() if source.ends_at else source.day
        return {"title": source.theme, "starts_on": source.day, "ends_on": last, "place": source.venue,
                "agency_id": source.convener_id}  # fmt: skip
    areas = [area.id for area in source.areas]
    if isinstance(source, Activity):
        return {"title": gettext("Pendampingan: %(title)s", title=source.title)[:300], "place": source.place,
                "area_ids": areas, "agency_id": source.agency_id}  # fmt: skip
    return {"title": source.statement[:300], "place": source.place, "area_ids": areas,
            "agency_id": source.lead_agency_id, "fund_source": source.fund_source}  # fmt: skip
