"""The key moments of all commitments in an area and in the areas inside it, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.models import User
from app.areas.models import Area
from app.columns import UTC, Labelled
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentChange
from app.commitments.promise import AREAS
from app.commitments.reports import ProgressReport
from app.commitments.states import ChangeKind, CommitmentState, Verdict
from app.extensions import fetch
from app.formats import number
from app.policy import Holder
from app.story.events import Moment

PAGE = 50
AREA = sa.bindparam("area_id", type_=sa.BigInteger)
BEFORE = sa.bindparam("before", type_=UTC)
JUDGED = (Verdict.VERIFIED, Verdict.PARTLY, Verdict.RETURNED, Verdict.NO_EVIDENCE)


@dataclass
class AreaStory:
    """One page of moments; `next_before` is where the next page goes on, None at the end."""

    moments: list[Moment]
    next_before: dt.datetime | None


def story_of_area(area: Area, who: Holder, before: dt.datetime | None) -> AreaStory:
    """Return the newest moments before an instant; one query, however many commitments there are."""
    instant = before or dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
    rows = list(fetch(_moments(who), area_id=area.id, before=instant))
    shown, more = rows[:PAGE], rows[PAGE:]
    if more and more[0].at == shown[-1].at != shown[0].at:  # those of one instant stay together
        shown = [row for row in shown if row.at != more[0].at]
    elif more:
        shown += [row for row in more if row.at == shown[-1].at]
    is_last = len(shown) == len(rows)
    return AreaStory([_moment(row) for row in shown], None if is_last else shown[-1].at)


def inside() -> Any:
    """The ids of an area and of all areas inside it."""
    areas = sa.select(Area.id).where(Area.id == AREA).cte("inside", recursive=True)
    return areas.union(sa.select(Area.id).join(areas, Area.parent_id == areas.c.id))


def _moments(who: Holder) -> Any:
    here = sa.select(AREAS.c.commitment_id).where(AREAS.c.area_id.in_(sa.select(inside().c.id)))
    text, no_number = sa.String, sa.cast(sa.null(), ProgressReport.quantity.type)
    reviewer = sa.func.coalesce(User.name, "")
    kinds = (
        ("proposed", Commitment.created_at, sa.literal(""), sa.literal(""), no_number, sa.literal(0), None),
        ("agreed", Commitment.agreed_at, Commitment.lead_agency_name, sa.literal(""), no_number, sa.literal(0), None),
        ("change", CommitmentChange.at, CommitmentChange.by_name, sa.cast(CommitmentChange.kind, text), no_number,
         sa.literal(0), CommitmentChange),
        ("report", ProgressReport.submitted_at, ProgressReport.submitted_name, sa.literal(""), ProgressReport.quantity,
         ProgressReport.round, ProgressReport),
        ("verdict", ProgressReport.reviewed_at, reviewer, sa.cast(ProgressReport.verdict, text),
         ProgressReport.accepted, ProgressReport.round, ProgressReport),
        ("end", Commitment.waiting_since, sa.literal(""), sa.cast(Commitment.state, text), no_number, sa.literal(0),
         None),
    )  # fmt: skip
    parts = []
    for kind, instant, name, state, quantity, round_number, model in kinds:
        rows = sa.select(
            sa.literal(kind).label("kind"), instant.label("at"), name.label("who"), state.label("state"),
            quantity.label("quantity"), round_number.label("round"), Commitment.id, Commitment.reference,
            Commitment.unit, Commitment.lead_agency_name, sa.func.substr(Commitment.statement, 1, 200).label("title"),
        )  # fmt: skip
        rows = rows.join(model, model.commitment_id == Commitment.id) if model else rows
        rows = rows.outerjoin(User, User.id == ProgressReport.reviewed_by) if kind == "verdict" else rows
        rows = rows.where(Commitment.id.in_(here), Commitment.visible_clause(who), instant < BEFORE)
        rows = _only(rows, kind).order_by(instant.desc()).limit(2 * PAGE).subquery()
        parts.append(sa.select(rows))
    union = sa.union_all(*parts).subquery()
    return sa.select(union).order_by(union.c.at.desc(), union.c.id, union.c.kind).limit(2 * PAGE)


def _only(rows: Any, kind: str) -> Any:
    """Leave out what another moment tells."""
    if kind == "verdict":
        return rows.where(ProgressReport.verdict.in_(JUDGED))
    if kind != "end":
        return rows
    told = sa.exists().where(
        CommitmentChange.commitment_id == Commitment.id, CommitmentChange.kind == ChangeKind.CANCELLED
    )
    ended = Commitment.state.in_((CommitmentState.VERIFIED, CommitmentState.CANCELLED))
    return rows.where(ended, sa.or_(Commitment.state == CommitmentState.VERIFIED, ~told))


def _moment(row: Any) -> Moment:
    sentence, icon, tone = _told(row)
    page = f"/komitmen/{row.id}/cerita"
    moment = Moment(row.kind, row.at, sentence, row.who or row.lead_agency_name, None, icon, tone, href=page)
    moment.about = f"{row.reference} {row.title}", page
    return moment


def _told(row: Any) -> tuple[str, str, str]:
    if row.kind == "proposed":
        return gettext("Diusulkan kepada %(agency)s", agency=row.lead_agency_name), "send", "neutral"
    if row.kind == "agreed":
        return gettext("Disetujui %(agency)s", agency=row.lead_agency_name), "check", "ok"
    if row.kind == "report":
        amount = f"{number(row.quantity)} {row.unit}".strip()
        sentence = gettext("Laporan putaran %(number)s: %(amount)s", number=row.round, amount=amount)
        return sentence, "send", "info"
    kinds: dict[str, type[Labelled]] = {"change": ChangeKind, "verdict": Verdict, "end": CommitmentState}
    state = kinds[row.kind](row.state)
    if row.kind == "verdict":
        sentence = gettext("Putaran %(number)s: %(verdict)s", number=row.round, verdict=str(state.label))
        return sentence, state.icon, state.tone
    return str(state.label), state.icon, state.tone
