"""What a process keeps: a bounded number of answers, each until an edge moves, every instance for itself."""

from __future__ import annotations

from app.areas.models import Area, AreaKind
from app.extensions import db
from app.kept import MOST, Kept
from tests.factories import Cast, make_area


def test_no_more_than_so_many_questions_are_kept(cast: Cast) -> None:
    kept = Kept(Area.id)
    for number in range(MOST + 9):
        assert kept(("number", number), lambda number=number: number) == number  # type: ignore[misc]
    assert len(kept) == MOST


def test_an_answer_is_found_anew_once_an_edge_moved(cast: Cast) -> None:
    kept, other = Kept(Area.id), Kept(Area.id)
    answers = iter(range(9))
    assert [kept("question", lambda: next(answers)) for _ in range(2)] == [0, 0]
    make_area("73.73", AreaKind.CITY, "Kota Contoh")
    db.session.commit()
    assert kept("question", lambda: next(answers)) == 1
    assert other("question", lambda: next(answers)) == 2
