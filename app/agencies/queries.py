"""Which agencies, posts and holders a page shows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, AgencyKind, AgencyName, AgencyState, Holding, Post
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.evidence.queries import USED
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values, capped_count
from app.policy import Holder
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import GONE, PartState

KINDS = (("", _l("Semua jenis")), *AgencyKind.choices())
STATES = (("", _l("Semua status")), *AgencyState.choices())


def _of_kind(value: str) -> sa.ColumnElement[bool]:
    return Agency.kind == value


def _in_state(value: str) -> sa.ColumnElement[bool]:
    return Agency.ended_on.is_(None) if value == AgencyState.CURRENT else Agency.ended_on.is_not(None)


def _ever_named(value: str) -> sa.ColumnElement[bool]:
    """Any name it ever had: people look for the name on an old letter."""
    names = sa.select(AgencyName.agency_id).where(AgencyName.name.icontains(value, autoescape=True))
    return sa.or_(Agency.name.icontains(value, autoescape=True), Agency.id.in_(names))


def agency_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list, with the numbers of posts and of posts without a holder."""
    held = sa.exists().where(Holding.post_id == Post.id, Holding.ends_at.is_(None))
    posts = sa.select(sa.func.count()).where(Post.agency_id == Agency.id)
    visible = Agency.visible_to(who).with_only_columns(Agency.id, Agency.name, Agency.kind, Agency.ended_on)
    return visible.add_columns(
        posts.scalar_subquery().label("posts"), posts.where(~held).scalar_subquery().label("vacant")
    )


AGENCIES = Listing(
    rows=agency_rows,
    identity=Agency.id,
    sorts={"nama": Agency.name},
    default="nama",
    filters=(
        Filter("jenis", _l("Jenis"), _of_kind, lambda: KINDS),
        Filter("status", _l("Status"), _in_state, lambda: STATES),
        Filter("cari", _l("Kata kunci"), _ever_named, kind="text"),
    ),
)


ID = sa.bindparam("agency_id", type_=sa.BigInteger)

# Each post with each of its holders, the latest first; one row without a holder where nobody held it yet.
POSTS_OF = (
    sa.select(
        Post.id.label("post_id"), Post.title, Post.role, Holding.starts_at, Holding.ends_at,
        User.id.label("user_id"), User.name, User.is_active,
    )
    .outerjoin(Holding, Holding.post_id == Post.id)
    .outerjoin(User, User.id == Holding.user_id)
    .where(Post.agency_id == ID)
    .order_by(Post.id, Holding.starts_at.desc(), Holding.id.desc())
)  # fmt: skip
# The agencies that went over to it, and the one that it went over to.
RELATIVES_OF = (
    sa.select(Agency.id, Agency.name, Agency.ended_on, Agency.successor_id)
    .where(sa.or_(Agency.successor_id == ID, Agency.id == sa.bindparam("successor_id", type_=sa.BigInteger)))
    .order_by(Agency.name)
)


def current_agencies(other_than: int) -> Rows:
    """What an agency may be merged into."""
    rows = sa.select(Agency.id, Agency.name).where(Agency.ended_on.is_(None), Agency.id != other_than)
    return rows.order_by(Agency.name, Agency.id)


def current_named(name: str) -> Rows:
    """Agencies at work that bear this name in any case."""
    same = sa.func.lower(Agency.name) == sa.func.lower(name)
    return sa.select(Agency.id).where(same, Agency.ended_on.is_(None)).limit(1)


def active_users() -> Rows:
    """Who may be given a post."""
    return sa.select(User.id, User.name, User.email).where(User.is_active).order_by(User.name, User.id)


def other_administrators(post: Post) -> Rows:
    """Holders who could still manage posts if `post` were vacant."""
    return (
        sa.select(Holding.id)
        .join(Post)
        .join(User, User.id == Holding.user_id)
        .where(Post.role == post.role, Post.id != post.id, Holding.ends_at.is_(None), User.is_active)
        .limit(1)
    )


# Promises that the agency still has to keep.
OPEN_COMMITMENTS = sa.select(Commitment).where(Commitment.lead_agency_id == ID, Commitment.is_open)
# Parts of tasks that somebody still has to settle; a declined one too, as it holds its task up.
OPEN_PARTS = sa.select(TaskPart).where(
    TaskPart.agency_id == ID, TaskPart.task_is_open, TaskPart.state.not_in((PartState.DONE, *GONE))
)
# Tasks that the agency issued and that may still be changed, also by taking them out of the trash.
_IS_ISSUED = sa.and_(Task.issuer_agency_id == ID, sa.or_(Task.is_open, Task.trashed_at.is_not(None)))
ISSUED = sa.select(Task).where(_IS_ISSUED).order_by(Task.id)
# Parts of others that wait for it, also in tasks that rest and may come back.
HELD_UP = sa.select(TaskPart).where(TaskPart.blocked_on_id == ID, TaskPart.state == PartState.BLOCKED)
# These and the tasks of its parts and of those that wait for it, which are locked before the parts.
TASKS_TO_MOVE = (
    sa.select(Task.id)
    .where(
        sa.or_(_IS_ISSUED, *(Task.id.in_(rows.with_only_columns(TaskPart.task_id)) for rows in (OPEN_PARTS, HELD_UP)))
    )
    .order_by(Task.id)
    .with_for_update()
)
# What it leads or supports, in the order in which they are locked.
OPEN_PROMISES = (
    sa.select(Commitment)
    .where(
        Commitment.is_open,
        sa.or_(
            Commitment.lead_agency_id == ID,
            Commitment.id.in_(sa.select(CommitmentSupport.commitment_id).where(CommitmentSupport.agency_id == ID)),
        ),
    )
    .order_by(Commitment.id)
)
# The numbers of both, counted up to COUNT_LIMIT + 1, and the bytes of its evidence, in one row.
WORKLOAD = sa.select(
    capped_count(OPEN_COMMITMENTS).scalar_subquery().label("commitments"),
    capped_count(OPEN_PARTS).scalar_subquery().label("parts"),
    USED.scalar_subquery().label("evidence"),
)


def heirs() -> sa.Subquery:
    """Each agency (`id`) with who does its work today (`heir_id`): what `Agency.heir_id` says, over all mergers."""
    first = sa.select(Agency.id, Agency.id.label("heir_id"), Agency.successor_id.label("next"))
    line = first.cte("line", recursive=True)
    line = line.union(sa.select(line.c.id, Agency.id, Agency.successor_id).join(line, Agency.id == line.c.next))
    return sa.select(line.c.id, line.c.heir_id).where(line.c.next.is_(None)).subquery("heirs")


_BY_NAME = sa.select(Agency.id, Agency.name).order_by(Agency.name, Agency.id)
_CURRENT_BY_NAME = _BY_NAME.where(Agency.ended_on.is_(None))


def agency_choices(current: bool = True) -> list[tuple[int, str]]:
    """Agencies by name for a select field; with `current` only those that were not merged into another."""
    return [(row.id, row.name) for row in fetch(_CURRENT_BY_NAME if current else _BY_NAME)]


def filter_choices() -> list[tuple[str, Any]]:
    """All agencies for the filter of a list, those that ended too: their work is still on record."""
    return [("", _l("Semua instansi")), *((str(key), name) for key, name in agency_choices(current=False))]
