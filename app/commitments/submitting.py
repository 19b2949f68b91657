"""Keeping the draft of a report, and submitting the report: with its evidence and answers, as one."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Actor
from app.clock import now
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport, ReportDraft
from app.commitments.states import Reason
from app.evidence.service import drop_draft, hand_in
from app.extensions import db
from app.refusal import Refused

LONGEST_DRAFT = 60_000  # characters of all fields; the form itself takes less


def draft_of(commitment: Commitment) -> ReportDraft | None:
    """Return the draft of the report that is being written, None when nothing was kept."""
    return db.session.scalars(
        sa.select(ReportDraft).where(ReportDraft.commitment_id == commitment.id)
    ).one_or_none()  # fmt: skip


def keep_draft(
    commitment: Commitment, draft: ReportDraft | None, typed: dict[str, list[str]], by: Actor
) -> ReportDraft:
    """Keep what was typed as the agency's draft; flushed. Raises Refused when it is longer than any report may be."""
    if sum(len(value) for values in typed.values() for value in values) > LONGEST_DRAFT:
        raise Refused(gettext("Isian ini terlalu panjang untuk disimpan sebagai draf. Ringkas dahulu."))
    if draft is None:
        draft = ReportDraft(commitment_id=commitment.id)
        db.session.add(draft)
    elif draft.fields == typed:
        return draft
    draft.fields, draft.saved_name, draft.saved_at = typed, by.name, now()
    db.session.flush()
    return draft


def submit(
    commitment: Commitment, report: ProgressReport, answers: dict[int, str], kept: Collection[int], by: Actor
) -> None:
    """Hand the report in: it takes over the draft's evidence, answers what was missing, and the draft is gone.

    `answers` are by the id of the point, `kept` the ids of the evidence of the report before that stays.
    """
    before, points = commitment.report_to_mend, commitment.points_to_answer
    commitment.submit_report(report)
    db.session.flush()
    for point in points:
        point.answer, point.answered_in_id, point.answered_at = answers[point.id], report.id, now()
    hand_in(report, before, kept, by)
    draft = draft_of(commitment)
    if draft is not None:
        db.session.delete(draft)


def hand_over(
    commitment: Commitment, agency: Agency, post_id: int | None, reason: Reason, words: str, by: Actor
) -> None:
    """Give it to another agency or post. What an agency has not sent is its own: another one does not get its draft.

    Each piece of the draft's evidence leaves a trace in the history. Raises Refused as `Commitment.hand_over` does.
    """
    before = commitment.lead_agency_id
    commitment.hand_over(agency, post_id, reason, words, by)
    if commitment.lead_agency_id == before:
        return
    drop_draft(commitment)
    draft = draft_of(commitment)
    if draft is not None:
        db.session.delete(draft)
