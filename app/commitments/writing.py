"""Putting a promise into words: what may be chosen, what a form says, a copy for another year."""

from __future__ import annotations

import datetime as dt
from calendar import isleap
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa

from app.accounts.identity import Identity
from app.agencies.models import Agency, Post
from app.agencies.queries import agency_choices
from app.agencies.service import current
from app.areas.models import Area
from app.areas.queries import area_choices
from app.commitments.models import Commitment, Terms
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.service import propose
from app.commitments.writing_forms import Offer, TermsForm
from app.extensions import db, fetch
from app.language import Lazy as _l
from app.policy import Role, can

_POSTS = (
    sa.select(Post.id, Post.title, Agency.name)
    .join(Agency, Agency.id == Post.agency_id)
    .where(Post.agency_id.in_(sa.bindparam("agency_ids", expanding=True)))
    .order_by(Agency.name, Post.title, Post.id)
)


def offer(who: Identity, commitment: Commitment | None = None) -> Offer:
    """Return what `who` may choose from: the secretariat any agency at work, a liaison those it speaks for.

    The seats offered are those of the agencies that lead now, or that the liaison speaks for.
    """
    everything = can("commitment.waive", who=who)  # only the secretariat has this act
    own = who.agencies_as(Role.LIAISON)
    agencies: list[tuple[Any, Any]] = agency_choices() if everything else sorted(own.items(), key=lambda pair: pair[1])
    if commitment is None and len(agencies) > 1:
        agencies = [("", _l("Pilih instansi")), *agencies]
    leading = {commitment.lead_agency_id: commitment.lead_agency.name} if commitment else {}
    agencies += [pair for pair in leading.items() if pair[0] not in {key for key, _ in agencies}]
    seats = list(leading) or ([] if everything else list(own))
    posts = [(row.id, f"{row.title}, {row.name}") for row in fetch(_POSTS, agency_ids=seats)] if seats else []
    return Offer(agencies, posts, area_choices(), everything)


def terms_of(form: TermsForm, before: Terms) -> Terms:
    """Return the terms that a form says; what it does not ask stays as `before`.

    A seat of another agency than the one that leads answers for nothing: it is left out.
    """
    names = [each.name for each in fields(Terms) if each.name in form]
    values: dict[str, Any] = {name: form[name].data for name in names}
    seat = db.session.get(Post, form.post_id.data) if form.post_id.data else None
    if seat is None or seat.agency_id != form.lead_agency_id.data:
        values["post_id"] = None
    chosen = sa.select(Area).where(Area.id.in_(form.area_ids.data or ())).order_by(Area.code)
    return replace(before, **values, areas=list(db.session.scalars(chosen)))


def reword(commitment: Commitment, form: TermsForm) -> None:
    """Write a form into what is proposed. Whoever comes to lead it does not support it any more."""
    agency = current([form.lead_agency_id.data])[0]
    commitment.revise(form.statement.data, agency, form.due.data, terms_of(form, commitment.terms))
    for support in [each for each in commitment.supports if each.agency_id == agency.id]:
        commitment.supports.remove(support)


def suggest(form: TermsForm, who: Identity, source: Commitment | None = None) -> Commitment:
    """Propose outside a meeting; from `source` come the supporting agencies and the milestones too."""
    agency = current([form.lead_agency_id.data])[0]
    made = propose(
        form.statement.data, agency, form.due.data, terms_of(form, Terms()),
        suggested_name=who.name, copied_from_id=source.id if source else None,
    )  # fmt: skip
    if source:
        _copy_parts(source, made)
    return made


def _copy_parts(source: Commitment, made: Commitment) -> None:
    """Ask the same agencies, or those that took them over, for the same roles; the milestones come a year later."""
    asked = {made.lead_agency_id}
    for support in source.supports:
        agency = db.session.get_one(Agency, (support.agency.line() or [support.agency_id])[-1])
        if agency.id not in asked:
            asked.add(agency.id)
            made.supports.append(CommitmentSupport(agency_id=agency.id, agency_name=agency.name, role=support.role))
    for milestone in source.milestones:
        due = min(a_year_later(milestone.due), made.due)
        made.milestones.append(Milestone(title=milestone.title, due=max(due, made.start or due)))


def next_year(source: Commitment) -> dict[str, Any]:
    """Return what the form of a copy begins with: everything, a year later."""
    values = {each.name: getattr(source, each.name) for each in fields(Terms) if each.name != "is_high"}
    heirs = source.lead_agency.line()
    return values | {
        "statement": source.statement, "area_ids": source.area_ids,
        "lead_agency_id": heirs[-1] if heirs else source.lead_agency_id,
        "due": a_year_later(source.due), "start": a_year_later(source.start) if source.start else None,
    }  # fmt: skip


def a_year_later(day: dt.date) -> dt.date:
    """Return the same day of the next year; 28 February for the 29th."""
    if (day.month, day.day) == (2, 29) and not isleap(day.year + 1):
        day = day.replace(day=28)
    return day.replace(year=day.year + 1)
