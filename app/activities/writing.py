"""Putting an activity into words: what may be chosen, what stands there now, what a form says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.identity import Identity
from app.activities.forms import ActivityForm, ResultForm
from app.activities.models import Activity
from app.activities.steps import ActivityKind, ActivityState, ActivityStep
from app.agencies.models import Agency
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
PLAIN = ("title", "place", "kind", "period", "is_bersinar", "is_ibm", "budget", "fund_source", "action_id", "speaker",
         "support_form", "amount", "unit")  # fmt: skip
SOUGHT = {
    "meeting": (Meeting, _l("Tidak ada rapat bernomor ini yang dapat Anda baca. Periksa nomornya di daftar rapat.")),
    "commitment": (Commitment, _l("Tidak ada komitmen bernomor ini. Periksa nomornya di daftar komitmen.")),
    "follows": (Activity, _l("Tidak ada pelatihan bernomor ini. Periksa nomornya di daftar kegiatan.")),
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
    return {"agencies": agencies, "areas": area_choices(), "actions": actions, "guests": guests(activity)}


def guests(activity: Activity | None = None) -> list[tuple[int, str]]:
    """Who may be invited: all agencies of today, and those that are on record, under their names of then."""
    found = dict(agency_choices())
    for row in activity.stakeholders if activity else ():
        found.setdefault(row.agency_id, row.agency_name)
    return list(found.items())


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
        rows = rows.where(Activity.step == ActivityStep.TRAINING, Activity.state != ActivityState.CANCELLED)
        found["follows"] = _newest(rows, Activity.starts_on)
    return found


def _newest(rows: Any, column: Any) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in fetch(rows.order_by(column.desc()).limit(MOST_OFFERED))]


def wording_of(activity: Activity) -> Any:
    """What stands there now, under the names of the form's fields."""
    names = {
        name: getattr(activity, name)
        for name in (*PLAIN, "starts_on", "ends_on", "invited_ids", "agency_id", "version")
    }
    linked = {name: getattr(activity, name).reference if getattr(activity, name) else "" for name in SOUGHT}
    return SimpleNamespace(
        **names, **linked, skill=activity.skill.name if activity.skill else "",
        area_ids=[area.id for area in activity.areas],
    )  # fmt: skip


def links_of(
    form: ActivityForm, who: Identity, activity: Activity | None = None, strict: bool = True
) -> dict[str, Any] | None:
    """What the typed references name; when one of them names nothing its field says so, and `strict` returns None.

    What `activity` is tied to already stays, whatever became of it.
    """
    found: dict[str, Any] = {}
    for name, (model, sentence) in SOUGHT.items():
        if name not in form:
            continue
        reference, tied = (form[name].data or "").upper(), getattr(activity, name, None)
        kept = tied if tied and tied.reference == reference else None
        found[name] = kept or (_by_reference(model, reference, who) if reference else None)
        if strict and reference and not kept:
            form[name].errors = _faults(found[name], sentence)
    return None if form.errors else found


def _faults(found: Any, sentence: Any) -> list[str]:
    if found is None:
        return [str(sentence)]
    if isinstance(found, Activity) and found.state is ActivityState.CANCELLED:
        return [gettext("Pelatihan ini dibatalkan. Pilih pelatihan yang direncanakan atau terlaksana.")]
    return []


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
    _surround(activity, form)
    return activity


def reword(activity: Activity, form: ActivityForm, links: dict[str, Any]) -> None:
    """Write a form into an activity."""
    activity.expect_live()
    if activity.agency_id != form.agency_id.data:
        agency = current([form.agency_id.data])[0]
        activity.agency_id, activity.agency_name = agency.id, agency.name
    _write(activity, form, links)
    _surround(activity, form)


def report(activity: Activity, form: ResultForm) -> None:
    """Write down what came of an activity."""
    activity.expect_live()
    for field in form:
        if field.name not in ("csrf_token", "version", "present_ids"):
            setattr(activity, field.name, field.data)
    if "present_ids" in form:
        gather(activity, "is_present", form.present_ids.data or [])


def _write(activity: Activity, form: ActivityForm, links: dict[str, Any]) -> None:
    activity.move(form.starts_on.data, form.ends_on.data or form.starts_on.data)  # left open, it is one day
    for name in PLAIN:
        if name in form:
            setattr(activity, name, form[name].data)
    for name, found in links.items():
        setattr(activity, f"{name}_id", found.id if found else None)
    if links.get("commitment"):
        activity.kind = activity.kind or _kind_of(links["commitment"])
    if "skill" in form:
        activity.skill_id = skill_named(form.skill.data).id if form.skill.data else None


def _surround(activity: Activity, form: ActivityForm) -> None:
    rows = sa.select(Area).where(Area.id.in_(form.area_ids.data or ())).order_by(Area.code)
    activity.locate(list(db.session.scalars(rows)))
    if "invited_ids" in form:
        gather(activity, "is_invited", form.invited_ids.data or [])


def gather(activity: Activity, mark: str, ids: list[int]) -> None:
    """Put agencies on the list of an activity: as invited, or as having come."""
    rows = sa.select(Agency).where(Agency.id.in_(ids)).order_by(Agency.name)
    activity.gather(mark, list(db.session.scalars(rows)))


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
                "agency_id": source.convener_id, "invited_ids": sorted(source.invited_agency_ids)}  # fmt: skip
    areas = [area.id for area in source.areas]
    if isinstance(source, Activity):
        return {"title": gettext("Pendampingan: %(title)s", title=source.title)[:300], "place": source.place,
                "area_ids": areas, "agency_id": source.agency_id}  # fmt: skip
    return {"title": source.statement[:300], "place": source.place, "area_ids": areas,
            "agency_id": source.lead_agency_id, "fund_source": source.fund_source, "kind": _kind_of(source),
            "support_form": source.indicator, "amount": source.verified or None, "unit": source.unit}  # fmt: skip


def _kind_of(source: Commitment) -> ActivityKind | None:
    """The kind of a support is the one that was promised."""
    return ActivityKind(source.support_kind.value) if source.support_kind else None
