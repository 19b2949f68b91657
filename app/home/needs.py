"""What the first page lists: things to do, of several kinds, in one order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.clock import today
from app.columns import UTC
from app.listing import Rows
from app.policy import Role

MOST = 3
FAR = dt.date.max


@dataclass
class Need:
    """One thing to do. `since` is when the waiting began, for things without a due date of their own."""

    title: str
    meta: str
    href: str
    button: str
    due: dt.date | None = None
    since: dt.datetime | None = None
    state: Any = None
    post: str = ""  # the button posts there instead of leading to `href`

    @property
    def is_late(self) -> bool:
        """Due before today."""
        return self.due is not None and self.due < today()

    @property
    def order(self) -> tuple[dt.date, dt.datetime]:
        """The one rule of what comes first: what is late, then what is due soon, then what has waited longest."""
        return self.due or FAR, self.since or dt.datetime.max.replace(tzinfo=dt.UTC)


class Desk(NamedTuple):
    """For whom things are looked for: a person in one of the roles held. Nothing else decides what is found.

    `role` is the one looked at, `roles` are all that the person holds. `agency_id` is the agency for which a liaison
    acts, 0 in the other roles; `liaison` are all agencies for which the person does that, `agencies` all in which a
    post is held.
    """

    role: Role
    roles: frozenset[Role]
    agency_id: int
    user_id: int
    name: str
    liaison: tuple[int, ...]
    agencies: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of need. `rows(desk)` selects `line`s, unordered; `sort` is their due date, or since when they wait.

    `key` is its part of the address. `need` makes what people read of a row. What is `personal` waits for the person
    whatever the role, so it stands only once.
    """

    key: str
    title: Any
    roles: tuple[Role, ...]
    rows: Callable[[Desk], Rows]
    sort: Any
    identity: Any
    need: Callable[[Any], Need]
    personal: bool = False

    def first(self, desk: Desk, most: int = MOST) -> Rows:
        """The first few: by due date what has one, by the time waited what has none; the id breaks ties."""
        return self.rows(desk).order_by(self.sort, self.identity).limit(most)


@dataclass
class Group:
    """Things of one kind, the first few; `more` leads to all of them, whose number is `count` (in words)."""

    title: str
    needs: list[Need]
    count: str
    more: str


@dataclass
class Section:
    """What waits in one of the person's roles. `title` is empty where there is only one."""

    title: str
    groups: list[Group]


NEVER, UNDATED = sa.cast(sa.null(), UTC()), sa.cast(sa.null(), sa.Date())
TITLE_LENGTH = 160


def line(
    id_: Any, reference: Any, title: Any, agency: Any = "", *, due: Any = UNDATED, since: Any = NEVER, state: Any = "",
    note: Any = "", key: Any = 0,
) -> tuple[Any, ...]:  # fmt: skip
    """The columns of a need, the same for all kinds. `key` is a second id that its address may need."""
    texts = (("reference", reference), ("title", sa.func.substr(title, 1, TITLE_LENGTH)), ("agency", agency),
             ("note", note if isinstance(note, str) else sa.func.substr(note, 1, TITLE_LENGTH)))  # fmt: skip
    return (
        id_.label("id"), _column(key, sa.Integer).label("key"),
        *(_column(value, sa.Text).label(name) for name, value in texts),
        due.label("due"), since.label("since"), sa.type_coerce(_column(state, sa.Text), sa.String).label("state"),
    )  # fmt: skip


def _column(value: Any, kind: Any) -> Any:
    return sa.literal(value, kind()) if isinstance(value, str | int) else value
