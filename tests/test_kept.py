"""What a process keeps: a bounded number of answers, each until an edge moves, every instance for itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

from app.areas.models import Area, AreaKind
from app.extensions import db
from app.kept import MOST, Kept
from tests.factories import Cast, make_area


def in_peace(kept: Kept, number: int, act: Callable[[], object]) -> None:
    """Act until so many answers are kept: not while other tests write on the same PostgreSQL server."""
    for _ in range(200):
        act()
        if len(kept) == number:
            break
        db.session.rollback()
        time.sleep(0.05)
    assert len(kept) == number


def test_no_more_than_so_many_questions_are_kept(cast: Cast) -> None:
    kept = Kept(Area.id)

    def ask() -> None:
        for number in range(MOST + 9):
            assert kept(("number", number), lambda number=number: number) == number  # type: ignore[misc]
            assert len(kept) <= MOST

    in_peace(kept, MOST, ask)


def test_an_answer_is_found_anew_once_an_edge_moved(cast: Cast) -> None:
    kept, other, numbers = Kept(Area.id), Kept(Area.id), count()
    answers: list[int] = []
    in_peace(kept, 1, lambda: answers.append(kept("question", lambda: next(numbers))))
    assert kept("question", lambda: next(numbers)) == answers[-1]
    make_area("73.73", AreaKind.CITY, "Kota Contoh")
    db.session.commit()
    assert kept("question", lambda: next(numbers)) == answers[-1] + 1
    assert other("question", lambda: next(numbers)) == answers[-1] + 2
