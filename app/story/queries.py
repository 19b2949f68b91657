"""What the story of a commitment is drawn from: a few fetches, whatever the number of moments."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.audit import AuditEvent
from app.columns import UTC
from app.comments.models import Comment
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentChange, CommitmentSupport, Milestone
from app.commitments.reports import ProgressReport, Review, ReviewPoint
from app.evidence.models import Evidence
from app.meetings.agenda import AgendaItem
from app.meetings.models import HELD, Meeting
from app.minutes.models import LineRevision, MinutesLine
from app.policy import Holder
from app.tasks.models import Task

ID = sa.bindparam("commitment_id", type_=sa.BigInteger)
MOST_MEETINGS = 50

CHANGES = sa.select(*CommitmentChange.__table__.c).where(CommitmentChange.commitment_id == ID).order_by("id")
REPORTS = (
    sa.select(*ProgressReport.__table__.c, User.name.label("reviewer"))
    .outerjoin(User, User.id == ProgressReport.reviewed_by)
    .where(ProgressReport.commitment_id == ID)
    .order_by(ProgressReport.round)
)


def _null(kind: Any) -> Any:
    return sa.cast(sa.null(), kind)


def _joined(*rows: Any) -> Any:
    """Rows of several kinds that have the same columns."""
    union = sa.union_all(*rows).subquery()
    return sa.select(union).order_by(union.c.kind, union.c.id)


_REVIEWS = (
    sa.select(
        sa.literal("review").label("kind"), Review.id, Review.report_id, Review.at, User.name.label("who"),
        Review.reviewer_id.label("who_id"), sa.cast(Review.verdict, sa.String).label("verdict"), Review.accepted,
        sa.cast(Review.level, sa.String).label("level"), Review.reason.label("text"), sa.literal("").label("answer"),
        _null(sa.Integer).label("answered_in_id"), Review.struck_at, sa.literal("").label("piece"),
    )
    .join(ProgressReport, ProgressReport.id == Review.report_id)
    .join(User, User.id == Review.reviewer_id)
    .where(ProgressReport.commitment_id == ID)
)  # fmt: skip
_POINTS = (
    sa.select(
        sa.literal("point"), ReviewPoint.id, ReviewPoint.report_id, _null(UTC), sa.literal(""), _null(sa.Integer),
        sa.literal(""), _null(Review.accepted.type), sa.literal(""), ReviewPoint.text, ReviewPoint.answer,
        ReviewPoint.answered_in_id, ReviewPoint.answered_at, sa.func.coalesce(Evidence.name, ""),
    )
    .join(ProgressReport, ProgressReport.id == ReviewPoint.report_id)
    .outerjoin(Evidence, Evidence.id == ReviewPoint.evidence_id)
    .where(ProgressReport.commitment_id == ID)
)  # fmt: skip
# What reviewers found, and each thing that they missed with its answer.
FINDINGS = _joined(_REVIEWS, _POINTS)

_FILES = sa.select(
    sa.literal("file").label("kind"), Evidence.id, Evidence.at, Evidence.removed_at.label("later"),
    Evidence.added_name.label("who"), Evidence.added_by_id.label("who_id"), Evidence.name.label("text"),
    Evidence.remark.label("note"), sa.cast(Evidence.verdict, sa.String).label("state"),
    Evidence.report_id.label("number"), Evidence.file_id.label("other"), _null(sa.Date).label("day"),
).where(Evidence.commitment_id == ID, Evidence.report_id.is_not(None))  # fmt: skip
_COMMENTS = sa.select(
    sa.literal("comment"), Comment.id, Comment.at, Comment.removed_at, Comment.author_name, Comment.author_id,
    Comment.text, Comment.author_position, Comment.removed_name, Comment.round, _null(sa.Integer), _null(sa.Date),
).where(Comment.root_type == "commitment", Comment.root_id == ID)  # fmt: skip
_SUPPORTS = sa.select(
    sa.literal("support"), CommitmentSupport.id, CommitmentSupport.asked_at, CommitmentSupport.answered_at,
    CommitmentSupport.agency_name, _null(sa.Integer), CommitmentSupport.role, CommitmentSupport.reason,
    sa.cast(CommitmentSupport.state, sa.String), CommitmentSupport.agency_id, _null(sa.Integer), _null(sa.Date),
).where(CommitmentSupport.commitment_id == ID)  # fmt: skip
_MILESTONES = sa.select(
    sa.literal("milestone"), Milestone.id, _null(UTC), _null(UTC), sa.literal(""), _null(sa.Integer), Milestone.title,
    sa.literal(""), sa.literal(""), _null(sa.Integer), _null(sa.Integer), Milestone.reached_on,
).where(Milestone.commitment_id == ID, Milestone.reached_on.is_not(None))  # fmt: skip
# Files, remarks, supports and milestones that were reached.
PARTS = _joined(_FILES, _COMMENTS, _SUPPORTS, _MILESTONES)

# What stands nowhere else: proposed, agreed on, reminded; and who reached a milestone or answered for an agency.
EVENTS = (
    sa.select(*AuditEvent.__table__.c)
    .where(AuditEvent.root_type == "commitment", AuditEvent.root_id == ID)
    .where(AuditEvent.subject_type.in_(("commitment", "milestone", "commitment_support")))
    .order_by(AuditEvent.id)
)


def origin(who: Holder) -> Any:
    """The meetings that a commitment was dealt with in: where it was said, then those that go on from there.

    `depth` 0 is the meeting of its line. A meeting that the person may not read is not there.
    """
    first = sa.select(Commitment.meeting_id.label("id"), sa.literal(0).label("depth")).where(Commitment.id == ID)
    chain = first.cte("chain", recursive=True)
    step = so.aliased(Meeting)
    chain = chain.union_all(
        sa.select(step.id, chain.c.depth + 1)
        .join(chain, step.previous_id == chain.c.id)
        .where(chain.c.depth < MOST_MEETINGS)
    )
    said = sa.select(LineRevision.at).where(LineRevision.line_id == MinutesLine.id, LineRevision.number == 1)
    return (
        sa.select(
            chain.c.depth, Meeting.id, Meeting.reference, Meeting.theme, Meeting.starts_at, Meeting.opened_at,
            Meeting.state.in_(HELD).label("was_held"), Meeting.minute_taker, AgendaItem.title,
            MinutesLine.id.label("line_id"), MinutesLine.text, said.scalar_subquery().label("said_at"),
        )
        .select_from(chain)
        .join(Meeting, Meeting.id == chain.c.id)
        .outerjoin(Commitment, sa.and_(Commitment.id == ID, chain.c.depth == 0))
        .outerjoin(MinutesLine, MinutesLine.id == Commitment.line_id)
        .outerjoin(AgendaItem, AgendaItem.id == sa.func.coalesce(MinutesLine.agenda_item_id, Commitment.agenda_item_id))
        .where(Meeting.visible_clause(who))
        .order_by(chain.c.depth, Meeting.starts_at, Meeting.id)
        .limit(MOST_MEETINGS)
    )  # fmt: skip


def seats_of(user_ids: Collection[int], post_ids: Collection[int]) -> Any:
    """Who held which post when; and what posts are called. For the people and posts that a story names."""
    return (
        sa.select(
            Post.id.label("post_id"), Post.title, Agency.name.label("agency_name"), Holding.user_id,
            Holding.starts_at, Holding.ends_at,
        )
        .join(Agency, Agency.id == Post.agency_id)
        .outerjoin(Holding, Holding.post_id == Post.id)
        .where(sa.or_(Holding.user_id.in_(user_ids), Post.id.in_(post_ids)))
        .order_by(Holding.starts_at, Post.id)
    )  # fmt: skip


_TASK = sa.bindparam("task_id", type_=sa.BigInteger)
TASK_EVENTS = (
    sa.select(*AuditEvent.__table__.c)
    .where(AuditEvent.root_type == "task", AuditEvent.root_id == _TASK)
    .order_by(AuditEvent.id.desc())
    .limit(1000)
)


def origin_of_task(who: Holder) -> Any:
    """The line of the minutes that a task came from, its agenda item and meeting, where the person may read it."""
    said = sa.select(LineRevision.at).where(LineRevision.line_id == MinutesLine.id, LineRevision.number == 1)
    return (
        sa.select(
            Meeting.id, Meeting.reference, Meeting.theme, Meeting.starts_at, Meeting.minute_taker, AgendaItem.title,
            MinutesLine.id.label("line_id"), MinutesLine.text, said.scalar_subquery().label("said_at"),
        )
        .select_from(Task)
        .join(MinutesLine, MinutesLine.id == Task.line_id)
        .join(Meeting, Meeting.id == MinutesLine.meeting_id)
        .join(AgendaItem, AgendaItem.id == MinutesLine.agenda_item_id)
        .where(Task.id == _TASK, Meeting.visible_clause(who))
    )  # fmt: skip


_OF_COMMITMENT = sa.select(Task.id).where(Task.commitment_id == ID, Task.trashed_at.is_(None))
# What happened to the tasks that belong to a commitment, newest first, with the task that each event is of.
TASKS_OF_COMMITMENT = (
    sa.select(*AuditEvent.__table__.c, Task.reference, sa.func.substr(Task.title, 1, 200).label("title"))
    .join(Task, sa.and_(AuditEvent.root_type == "task", AuditEvent.root_id == Task.id))
    .where(Task.id.in_(_OF_COMMITMENT), AuditEvent.subject_type.in_(("task", "task_part")))
    .order_by(AuditEvent.id.desc())
    .limit(500)
)


def siblings_of_task(who: Holder) -> Any:
    """Commitments that came from the same agenda item as a task."""
    theirs, ours = so.aliased(MinutesLine), so.aliased(MinutesLine)
    return (
        sa.select(Commitment.id, Commitment.reference, sa.func.substr(Commitment.statement, 1, 200).label("statement"))
        .join(theirs, theirs.id == Commitment.line_id)
        .join(ours, ours.agenda_item_id == theirs.agenda_item_id)
        .join(Task, Task.line_id == ours.id)
        .where(Task.id == _TASK, theirs.removed_at.is_(None), Commitment.visible_clause(who))
        .order_by(Commitment.id)
        .limit(20)
    )  # fmt: skip
