"""What notices are about: the columns that any list, mail or message of them needs, in one query."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, Post
from app.comments.models import Comment
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.listing import Rows
from app.mapping.models import Mapping
from app.meetings.models import Meeting
from app.notices.events import Event
from app.notices.models import Notice
from app.tasks.models import Task
from app.tasks.parts import TaskPart

TITLE_LENGTH = 160
KINDS: dict[str, Any] = {"commitment": Commitment, "task": Task, "meeting": Meeting, "post": Post, "mapping": Mapping}
_ON = {kind: sa.and_(Notice.root_type == kind, Notice.root_id == model.id) for kind, model in KINDS.items()}
_OF_REMARK = Notice.event.in_([Event.MENTIONED, Event.WATCHED])
_PART = sa.and_(Notice.root_type == "task", ~_OF_REMARK, TaskPart.id == Notice.part_id)
_SUPPORT = sa.and_(
    Notice.root_type == "commitment", Notice.event == Event.ASSIGNED, CommitmentSupport.id == Notice.part_id
)
_REMARK = sa.and_(_OF_REMARK, Comment.id == Notice.part_id)
TITLE = sa.func.substr(
    sa.func.coalesce(Commitment.statement, Task.title, Meeting.theme, Post.title, Mapping.title), 1, TITLE_LENGTH
)
COLUMNS = (
    Notice.id, Notice.user_id, Notice.event, Notice.root_type, Notice.root_id, Notice.part_id, Notice.agency_id,
    Notice.facts, Notice.actor_name, Notice.at, Notice.read_at,
    sa.func.coalesce(Commitment.reference, Task.reference, Meeting.reference, Mapping.reference, "").label("reference"),
    TITLE.label("title"), Agency.name.label("agency_name"),
    sa.func.coalesce(Commitment.due, TaskPart.due, Task.due).label("due"), Meeting.starts_at.label("starts_at"),
    Commitment.state.label("commitment_state"), Commitment.lead_agency_id, Commitment.report_due,
    TaskPart.state.label("part_state"), Task.trashed_at, Task.state.label("task_state"),
    Meeting.state.label("meeting_state"), Meeting.corrections_until, CommitmentSupport.state.label("support_state"),
    sa.func.coalesce(TaskPart.agency_id, CommitmentSupport.agency_id).label("asked_id"), Comment.removed_at,
    Mapping.shared_at,
)  # fmt: skip


def told(*more: Any) -> Rows:
    """Select notices with what they are about as it is now; `more` columns of `Notice` or of its `User`.

    The caller says which and in what order. What was deleted since has `title` None.
    """
    rows = sa.select(*COLUMNS, *more).select_from(Notice).join(User, User.id == Notice.user_id)
    for kind, model in KINDS.items():
        rows = rows.outerjoin(model, _ON[kind])
    rows = rows.outerjoin(CommitmentSupport, _SUPPORT).outerjoin(Comment, _REMARK)
    return rows.outerjoin(TaskPart, _PART).outerjoin(Agency, Agency.id == Notice.agency_id)
