"""News of people: who is mentioned in a remark, and who holds a post now."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.agencies.models import Holding
from app.comments.models import Comment, Mention
from app.comments.roots import ROOTS
from app.notices.addressing import To
from app.notices.events import Event
from app.notices.happening import Act, News

_MENTIONED = sa.select(Mention.user_id).where(Mention.comment_id == sa.bindparam("comment_id")).order_by(Mention.id)


def of_comment(session: Session, act: Act) -> Iterator[News]:
    """Those whom a new remark mentions, and those who watch what it is about, if they may read it."""
    comment: Comment = act.obj
    if act.action != "created":
        return
    root = ROOTS[comment.root_type]
    named = session.connection().execute(_MENTIONED, {"comment_id": comment.id}).all()
    about = root.asked_of(session, comment.root_id) if named else None
    to = [To(user_id=row.user_id, act=root.reads, obj=about) for row in named]
    if to:
        yield News(Event.MENTIONED, comment.audit_root, to, comment.id)
    yield News(Event.WATCHED, comment.audit_root, [], comment.id, {"what": "commented"})


def of_holding(session: Session, act: Act) -> Iterator[News]:
    """Who got a post, and who held it before. What nobody did, as when the first accounts are made, is no news."""
    holding: Holding = act.obj
    post = holding.post
    facts = {"post": f"{post.title}, {post.agency.name}"}
    if act.actor_id is None:
        return
    if act.action == "created":
        to = To(user_id=holding.user_id, agency_id=post.agency_id, personal=True)
        yield News(Event.HOLDER_CHANGED, ("post", post.id), [to], facts=facts)
    elif "ends_at" in act.changes:
        left = To(user_id=holding.user_id, agency_id=post.agency_id, personal=True, leaver=holding.user)
        yield News(Event.HOLDER_CHANGED, ("post", post.id), [left], facts=facts | {"left": True})
