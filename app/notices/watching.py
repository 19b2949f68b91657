"""Who watches what something moved on: asked once for all that a transaction did."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.comments.models import Watch
from app.comments.roots import ROOTS
from app.notices.addressing import To

Root = tuple[str, int]
_WATCHERS = sa.select(Watch.root_id, Watch.user_id).where(
    Watch.root_type == sa.bindparam("kind"), Watch.root_id.in_(sa.bindparam("ids", expanding=True))
)


def watchers(session: so.Session, roots: Iterable[Root]) -> dict[Root, list[To]]:
    """Return who watches these objects and may still read them; one query for each kind of object."""
    ids: dict[str, set[int]] = {}
    for kind, key in roots:
        ids.setdefault(kind, set()).add(key)
    found: dict[Root, list[To]] = {}
    for kind, keys in ids.items():
        rows = session.connection().execute(_WATCHERS, {"kind": kind, "ids": sorted(keys)})
        for row in rows:
            about = ROOTS[kind].asked_of(session, row.root_id)
            to = To(user_id=row.user_id, act=ROOTS[kind].reads, obj=about, personal=True)
            found.setdefault((kind, row.root_id), []).append(to)
    return found
