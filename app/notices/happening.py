"""From acts to notices: rules read what the history records, and who is concerned is told in the same transaction.

Nobody calls this: `audit.recorded` says what a flush changed, and just before the transaction is committed the rules
(`rules.RULES`) say what of it is news for whom. So no act can forget its notice, and none is told that is undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import sqlalchemy as sa
import sqlalchemy.orm as so

from app import audit
from app.clock import today
from app.notices import addressing
from app.notices.addressing import To
from app.notices.events import Event
from app.notices.models import Notice

KEPT = "acts"  # the key of `Session.info` under which acts wait for the commit
_INSERT: Any = sa.insert(Notice)


class Act(NamedTuple):
    """What one flush did to one object: its event in the history, and the changes {field: [old, new]}."""

    obj: Any
    action: str
    changes: dict[str, Any]
    at: dt.datetime
    actor_id: int | None
    actor_name: str

    def moved(self, field_name: str) -> tuple[Any, Any] | None:
        """Return the old and the new value of a field that this act changed, None when it did not."""
        pair = self.changes.get(field_name)
        return (pair[0], pair[1]) if pair else None

    def came_to(self, field_name: str, *values: Any) -> bool:
        """Tell whether the field has one of these values since this act."""
        pair = self.changes.get(field_name)
        return pair is not None and pair[1] in values


@dataclass
class News:
    """One thing to tell: the event, the object it is about, and who should know. `act` is what it came from."""

    event: Event
    root: tuple[str, int]
    to: list[To]
    part_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def _collect(session: so.Session, acts: list[tuple[Any, dict[str, Any]]]) -> None:
    kept = session.info.setdefault(KEPT, [])
    for obj, row in acts:
        kept.append(Act(obj, row["action"], row["changes"], row["at"], row["actor_id"], row["actor_name"]))


audit.recorded.connect(_collect)


@sa.event.listens_for(so.Session, "before_commit")
def _tell(session: so.Session) -> None:
    """Write the notices of what this transaction did, once: not when only a savepoint in it ends."""
    if not session.in_nested_transaction() and (KEPT in session.info or session.new or session.dirty):
        session.flush()
        tell(session)


def tell(session: so.Session) -> None:
    """Write the notices of what was flushed so far; the commit does it, and who plays many acts in one transaction."""
    acts: list[Act] = session.info.pop(KEPT, [])
    news = [(act, each) for act in acts if _holds(act) for each in _news_of(session, act)]
    if news and (rows := written(session, news)):
        session.connection().execute(_INSERT, rows)


@sa.event.listens_for(so.Session, "after_rollback")
def _forget(session: so.Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(KEPT, None)


def _holds(act: Act) -> bool:
    """False for what a savepoint took back."""
    return bool(sa.inspect(act.obj).persistent)


def _news_of(session: so.Session, act: Act) -> Iterable[News]:
    from app.notices.rules import RULES  # the rules know every feature; features do not wait for them to be loaded

    rule = RULES.get(act.obj.__tablename__)
    return rule(session, act) if rule else ()


def written(session: so.Session, news: list[tuple[Act, News]]) -> list[dict[str, Any]]:
    """Return the rows of notices: each person once for the same thing, and nobody of an own act.

    Where two acts say the same, what was made new speaks: who is invited just now is not told of a change.
    """
    news = sorted(_with_watchers(session, news), key=lambda pair: pair[0].action != "created")
    to = [each for _, one in news for each in one.to]
    told = addressing.people(session, to, today()) if to else addressing.People()
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for act, each in news:
        for person in _others(act, each, addressing.reached(told, each.to)):
            rows.setdefault((person.user_id, each.event, each.root, each.part_id), {
                "user_id": person.user_id, "event": each.event, "root_type": each.root[0], "root_id": each.root[1],
                "part_id": each.part_id, "agency_id": person.agency_id, "facts": each.facts | person.facts,
                "actor_name": act.actor_name, "at": act.at, "mail_state": person.mail_state,
            })  # fmt: skip
    return _without_echoes(rows)


def _with_watchers(session: so.Session, news: list[tuple[Act, News]]) -> list[tuple[Act, News]]:
    """Address what is told to who watches; what nobody watches is no news."""
    roots = {each.root for _, each in news if each.event is Event.WATCHED}
    if not roots:
        return news
    from app.notices.watching import watchers

    found = watchers(session, roots)
    heard = [(act, each) for act, each in news if each.event is not Event.WATCHED or each.root in found]
    return [(act, replace(each, to=found[each.root]) if each.event is Event.WATCHED else each) for act, each in heard]


def _others(act: Act, news: News, reached: list[addressing.Reached]) -> list[addressing.Reached]:
    """All but who did it; and what somebody of the agency itself takes up again was not returned to it."""
    others = [each for each in reached if each.user_id != act.actor_id]
    own = news.event is Event.RETURNED and any(
        each.user_id == act.actor_id and "for" not in each.facts for each in reached
    )
    return [] if own else others


def _without_echoes(rows: dict[tuple[Any, ...], dict[str, Any]]) -> list[dict[str, Any]]:
    """Who is told of an object in another way is not told again for watching it, and for watching it once."""
    heard = {(user_id, root) for user_id, event, root, _ in rows if event is not Event.WATCHED}
    kept = []
    for (user_id, event, root, _), row in rows.items():
        if event is Event.WATCHED and (user_id, root) in heard:
            continue
        if event is Event.WATCHED:
            heard.add((user_id, root))
        kept.append(row)
    return kept
