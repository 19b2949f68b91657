"""Remarks with whom they mention, who watches, and who can be mentioned."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.comments.models import Comment, Mention, Watch
from app.comments.roots import ROOTS
from app.listing import Rows
from app.notices.lists import newest_about
from app.policy import Holder, Role

LONGEST_TEASER = 200
MOST_MENTIONS = 50
MOST_WATCHED = 200
MOST_REMARKS = 500

_KIND, _KEY = sa.bindparam("kind", type_=sa.String), sa.bindparam("key", type_=sa.BigInteger)
_ME = sa.bindparam("user_id", type_=sa.BigInteger)
_WATCHING = sa.select(
    sa.func.count(Watch.id).label("watchers"),
    sa.func.coalesce(sa.func.max(sa.case((Watch.user_id == _ME, 1), else_=0)), 0).label("watching"),
).where(Watch.root_type == _KIND, Watch.root_id == _KEY)
_NAMES = sa.select(User.name).join(Mention, Mention.user_id == User.id).where(Mention.comment_id == Comment.id)
_MENTIONED = sa.select(
    sa.func.aggregate_strings(_NAMES.order_by(Mention.id).correlate(Comment).subquery().c.name, ", ")
).scalar_subquery()
_REMARKS = (
    sa.select(
        Comment.id, Comment.round, Comment.text, Comment.author_id, Comment.author_name, Comment.author_position,
        Comment.at, Comment.removed_at, Comment.removed_by_id, Comment.removed_name, _MENTIONED.label("mentioned"),
    )
    .where(Comment.root_type == _KIND, Comment.root_id == _KEY)
    .order_by(Comment.id.desc())
    .limit(MOST_REMARKS)
)  # fmt: skip
_W, _C, _N = _WATCHING.subquery(), _REMARKS.subquery(), newest_about(_KIND, _KEY).subquery()
_TOLD = [column for column in _N.c if column.name not in _C.c]  # what both have is the remark's
# Who watches an object, who was told of it last, and what is said about it, in one query: at least one row, without a
# remark where there is none.
THREAD = (
    sa.select(_W.c.watchers, _W.c.watching, _C, *_TOLD)
    .select_from(_W.outerjoin(_N, sa.true()).outerjoin(_C, sa.true()))
    .order_by(_C.c.id)
)

# Every seat held now by somebody who can sign in.
_SEATS = (
    sa.select(
        User.id.label("user_id"), User.name, Post.id.label("post_id"), Post.role, Post.title,
        Agency.id.label("agency_id"), Agency.name.label("agency_name"),
    )
    .join(Holding, Holding.user_id == User.id)
    .join(Post, Post.id == Holding.post_id)
    .join(Agency, Agency.id == Post.agency_id)
    .where(Holding.ends_at.is_(None), User.is_active)
)  # fmt: skip
HELD = _SEATS.order_by(User.id, Post.id)


def seats_named(part: str) -> Rows:
    """Seats of people whose name, or of liaisons whose agency's name, has a word that begins like this."""
    begun = [
        sa.or_(column.istartswith(part, autoescape=True), column.icontains(f" {part}", autoescape=True))
        for column in (User.name, Agency.name)
    ]
    return _SEATS.where(sa.or_(begun[0], sa.and_(begun[1], Post.role == Role.LIAISON))).order_by(User.name).limit(40)


def unseen(who: Holder, user_id: int) -> Rows:
    """Remarks that mention a person and were not said to be read, newest first; the caller sets the limit."""
    return (
        sa.select(
            Mention.id, Comment.id.label("comment_id"), Comment.root_type, Comment.root_id, Comment.author_name,
            Comment.at, sa.func.substr(Comment.text, 1, LONGEST_TEASER).label("text"),
        )
        .join(Comment, Comment.id == Mention.comment_id)
        .where(Mention.user_id == user_id, Mention.seen_at.is_(None), Comment.removed_at.is_(None))
        .where(Comment.visible_clause(who))
        .order_by(Mention.id.desc())
    )  # fmt: skip


def watched(who: Holder, user_id: int) -> Rows:
    """What a person watches and may see, last moved first."""
    parts = []
    for kind, root in ROOTS.items():
        model = root.model
        due = getattr(model, "due", sa.cast(sa.null(), sa.Date).label("due"))
        columns = (
            sa.literal(kind).label("kind"), model.id, model.reference, due, model.updated_at,
            sa.func.substr(root.title, 1, LONGEST_TEASER).label("title"),
            getattr(model, "is_open", sa.true().label("is_open")),
            sa.cast(model.state, sa.String).label("state"), Watch.since,
        )  # fmt: skip
        rows = sa.select(*columns).join(Watch, sa.and_(Watch.root_type == kind, Watch.root_id == model.id))
        parts.append(rows.where(Watch.user_id == user_id, model.id.in_(root.visible_to(who))))
    union = sa.union_all(*parts).subquery()
    return sa.select(union).order_by(union.c.updated_at.desc(), union.c.id.desc()).limit(MOST_WATCHED)


def watch_of(user_id: int, kind: str, key: int) -> sa.Select[Watch]:
    """Somebody's watch on an object."""
    return sa.select(Watch).where(Watch.user_id == user_id, Watch.root_type == kind, Watch.root_id == key)
