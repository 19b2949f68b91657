"""The key moments of the commitments in an area."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.models import User
from app.columns import Labelled
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentChange, CommitmentSupport
from app.commitments.promise import AREAS
from app.commitments.reports import ProgressReport
from app.commitments.states import ChangeKind, CommitmentState, SupportState, Verdict
from app.formats import number
from app.policy import Holder
from app.story.area_rows import row_of
from app.story.events import Moment

JUDGED = (Verdict.VERIFIED, Verdict.PARTLY, Verdict.RETURNED, Verdict.NO_EVIDENCE)
STATES: dict[str, type[Labelled]] = {
    "change": ChangeKind, "verdict": Verdict, "end": CommitmentState, "answer": SupportState,
}  # fmt: skip


def promise_rows(who: Holder, here: Any) -> list[sa.Select[Any]]:
    """What was proposed, agreed on, supported, changed, told, judged and ended in these areas."""
    report, change, support = ProgressReport, CommitmentChange, CommitmentSupport
    rows = [
        _row("proposed", Commitment.created_at),
        _row("agreed", Commitment.agreed_at, who=Commitment.lead_agency_name),
        _row("change", change.at, key=change.id, who=change.by_name, state=change.kind).join(
            change, change.commitment_id == Commitment.id),
        _row("report", report.submitted_at, key=report.id, who=report.submitted_name, quantity=report.quantity,
             number=report.round)
        .join(report, report.commitment_id == Commitment.id),
        _row("verdict", report.reviewed_at, key=report.id, who=sa.func.coalesce(User.name, ""), state=report.verdict,
             quantity=report.accepted, number=report.round)
        .join(report, report.commitment_id == Commitment.id)
        .outerjoin(User, User.id == report.reviewed_by).where(report.verdict.in_(JUDGED)),
        _row("answer", support.answered_at, key=support.id, who=support.agency_name, state=support.state)
        .join(support, support.commitment_id == Commitment.id).where(support.state != SupportState.ASKED),
        _row("end", Commitment.waiting_since, state=Commitment.state).where(_ended()),
    ]  # fmt: skip
    # Found once for all of them: looking for what is in a whole city takes longer than all the rest.
    mine = promises_in(here).cte("mine")
    return [each.where(Commitment.id.in_(sa.select(mine.c.id)), Commitment.visible_clause(who)) for each in rows]


def promises_in(here: Any) -> sa.Select[Any]:
    """The ids (`id`) of the commitments in these areas."""
    return sa.select(AREAS.c.commitment_id.label("id")).where(AREAS.c.area_id.in_(here)).distinct()


def _row(kind: str, instant: Any, **told: Any) -> sa.Select[Any]:
    facts = {"reference": Commitment.reference, "unit": Commitment.unit, "agency": Commitment.lead_agency_name}
    return row_of(kind, instant, Commitment.id, Commitment.statement, **facts, **told).select_from(Commitment)


def _ended() -> sa.ColumnElement[bool]:
    """Verified, or cancelled without an act that tells of it."""
    told = sa.exists().where(
        CommitmentChange.commitment_id == Commitment.id, CommitmentChange.kind == ChangeKind.CANCELLED
    )
    verified = Commitment.state == CommitmentState.VERIFIED
    return sa.or_(verified, sa.and_(Commitment.state == CommitmentState.CANCELLED, ~told))


def promise_moment(row: Any) -> Moment:
    """The moment that a row tells."""
    sentence, icon, tone = _told(row)
    page = f"/komitmen/{row.id}/cerita"
    moment = Moment(row.kind, row.at, sentence, row.who or row.agency, None, icon, tone, href=page)
    moment.about = f"{row.reference} {row.title}", page
    return moment


def _told(row: Any) -> tuple[str, str, str]:
    if row.kind == "proposed":
        return gettext("Diusulkan kepada %(agency)s", agency=row.agency), "send", "neutral"
    if row.kind == "agreed":
        return gettext("Disetujui %(agency)s", agency=row.agency), "check", "ok"
    if row.kind == "report":
        amount = f"{number(row.quantity)} {row.unit}".strip()
        return gettext("Laporan putaran %(number)s: %(amount)s", number=row.number, amount=amount), "send", "info"
    state = STATES[row.kind](row.state)
    if row.kind == "answer":
        sentence = gettext("Dukungan %(agency)s: %(answer)s", agency=row.who, answer=str(state.label).lower())
        return sentence, state.icon, state.tone
    if row.kind == "verdict":
        sentence = gettext("Putaran %(number)s: %(verdict)s", number=row.number, verdict=str(state.label))
        return sentence, state.icon, state.tone
    return str(state.label), state.icon, state.tone
