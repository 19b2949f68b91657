"""What of the acts is news, and for whom: one function for each table whose history says something."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from app.agencies.models import Holding
from app.attendance.models import Attendance
from app.comments.models import Comment
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.reports import ProgressReport
from app.mapping.models import Mapping
from app.mapping.parts import LevelDecision
from app.meetings.models import Meeting
from app.notices import rules_of_mappings, rules_of_meetings, rules_of_people, rules_of_work
from app.notices.happening import Act, News
from app.tasks.models import Task
from app.tasks.parts import TaskPart

Rule = Callable[[Session, Act], Iterable[News]]
RULES: dict[str, Rule] = {
    Commitment.__tablename__: rules_of_work.of_commitment,
    CommitmentSupport.__tablename__: rules_of_work.of_support,
    ProgressReport.__tablename__: rules_of_work.of_report,
    Task.__tablename__: rules_of_work.of_task,
    TaskPart.__tablename__: rules_of_work.of_part,
    Meeting.__tablename__: rules_of_meetings.of_meeting,
    Attendance.__tablename__: rules_of_meetings.of_attendance,
    Mapping.__tablename__: rules_of_mappings.of_mapping,
    LevelDecision.__tablename__: rules_of_mappings.of_decision,
    Comment.__tablename__: rules_of_people.of_comment,
    Holding.__tablename__: rules_of_people.of_holding,
}
