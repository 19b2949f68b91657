"""What the list is asked agrees with what each task says of itself, for whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, Post
from app.clock import acting_at, now, today
from app.comments.models import Watch
from app.extensions import db
from app.policy import Role, Seat, Viewer, can
from app.tasks.models import Task
from app.tasks.standing import stale, standing
from app.tasks.states import GONE, PartState, Priority
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting, make_task, seat
from tests.tasks.test_index import shown

P = PartState
DAY = dt.timedelta(days=1)
ROADS = ([], [P.ACCEPTED], [P.ACCEPTED, P.BLOCKED], [P.DECLINED], [P.ACCEPTED, P.DOING], [P.ACCEPTED, P.DELIVERED],
         [P.ACCEPTED, P.DONE])  # fmt: skip


def varied(cast: Cast, makers: list[int]) -> None:
    """Twenty tasks whose parts went all ways, some long ago; one withdrawn, one in the trash."""
    chance = Random(7)  # noqa: S311 - the same tasks each time
    agencies = [cast.social, cast.police, cast.health, cast.bnn]
    for n in range(20):
        with acting_at(now() - chance.choice([1, 29, 30, 31, 90]) * DAY):
            facts = {"created_by_id": chance.choice(makers), "issuer_agency_id": chance.choice([None, *agencies])}
            task = make_task(*chance.sample(agencies, chance.randint(1, 3)), title=f"Tugas ke-{n}",
                             due=today() + chance.randint(-5, 95) * DAY, **facts)  # fmt: skip
            for part in task.parts:
                move(part, chance, agencies)
    task.trash("Ani")
    make_task(cast.social, title="Batal").cancel()
    db.session.commit()


def move(part: object, chance: Random, agencies: list[int]) -> None:
    road = chance.choice(ROADS)
    part.set_confirmation(P.DELIVERED in road)  # type: ignore[attr-defined]
    for state in road:
        on = db.session.get(Agency, chance.choice(agencies)) if state is P.BLOCKED else None
        part.update(state, "sebab", on)  # type: ignore[attr-defined]


def viewer(email: str) -> tuple[User, Viewer]:
    """A person with the posts held now."""
    user = db.session.scalars(sa.select(User).where(User.email == email)).one()
    posts = db.session.scalars(sa.select(Post).where(Post.holdings.any(user_id=user.id, ends_at=None)))
    return user, Viewer(tuple(Seat(p.id, p.role, p.title, p.agency_id, p.agency.name) for p in posts))


def waits(task: Task, who: Viewer) -> bool:
    """Whether the page of the task gives this person something to do, or says that their agency holds a part up."""
    own = {each.agency_id for each in who.seats if each.role is Role.LIAISON}
    return task.is_open and any(
        (part.is_open and can("part.update", part, who=who))
        or (part.state is P.DELIVERED and can("part.confirm", part, who=who))
        or (part.state is P.BLOCKED and part.blocked_on_id in own)
        for part in task.parts
    )


def expectations(user: User, who: Viewer) -> dict[tuple[str, str], Callable[[Task], bool]]:
    """Each question with what it means of one task."""
    held = {each.agency_id for each in who.seats}
    watched = set(
        db.session.scalars(sa.select(Watch.root_id).where(Watch.user_id == user.id, Watch.root_type == "task"))
    )
    return {
        ("siapa", "menunggu"): lambda task: waits(task, who),
        ("siapa", "instansi"): lambda task: any(p.agency_id in held and p.state not in GONE for p in task.parts),
        ("siapa", "saya"): lambda task: task.created_by_id == user.id or task.id in watched,
        ("pantau", "ya"): lambda task: task.id in watched,
        ("tenggat", "terlambat"): lambda task: task.is_late,
        ("kondisi", "terhambat"): lambda task: any(part.state is P.BLOCKED for part in task.parts),
        ("kondisi", "ditolak"): lambda task: any(part.state is P.DECLINED for part in task.parts),
        ("kondisi", "konfirmasi"): lambda task: any(part.state is P.DELIVERED for part in task.parts),
        ("kondisi", "tidak-bergerak"): lambda task: stale(task, 30),
        ("periode", f"{today():%Y-%m}"): lambda task: (task.due.year, task.due.month) == (today().year, today().month),
        ("tenggat", str(today() + 3 * DAY)): lambda task: task.due == today() + 3 * DAY,
    }


@pytest.mark.parametrize("person", ["secretariat", "social_liaison", "police_liaison", "leader", "reviewer", "admin"])
def test_every_question_agrees_with_the_page_of_each_task(browser: Browser, cast: Cast, person: str) -> None:
    user, who = viewer(getattr(cast, person))
    varied(cast, [user.id, 1])
    make_task(cast.social, title="Lusa", due=today() + 3 * DAY)
    db.session.add_all(Watch(user_id=user.id, root_type="task", root_id=key) for key in (2, 3, 5))
    db.session.add(Watch(user_id=user.id, root_type="commitment", root_id=4))
    db.session.commit()
    expected = expectations(user, who)
    every = [task for task in db.session.scalars(sa.select(Task)) if task.is_open]
    meant = {question: sorted(task.title for task in every if test(task)) for question, test in expected.items()}
    said = {task.title: task for task in every}
    browser.sign_in(user.email)
    for question, titles in meant.items():
        assert sorted(shown(browser, **dict([question]))) == titles, question
    eyes = standing(who, list(said.values()))
    for title, task in said.items():
        assert eyes.waits_for(task) == waits(task, who), title
        assert not eyes.words(task) or eyes.words(task).split(" dan ")[0].split(" (")[0] in task.reason


def test_the_agencies_of_one_who_holds_posts_in_two(browser: Browser, cast: Cast) -> None:
    user, _ = viewer(cast.social_liaison)
    seat(user, db.session.get_one(Agency, cast.police), Role.LIAISON)
    make_task(cast.social, cast.police, title="Keduanya")
    make_task(cast.police, title="Polres")
    make_task(cast.health, title="Lain")
    db.session.commit()
    browser.sign_in(user.email)
    assert shown(browser, siapa="instansi") == ["Keduanya", "Polres"]
    assert shown(browser, siapa="menunggu", instansi=cast.police) == ["Keduanya", "Polres"]
    assert shown(browser, siapa="instansi", instansi=cast.health) == []


def test_an_agency_is_shown_its_own_date_and_no_part_that_it_gave_away(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, cast.police, title="Aula")
    task.parts[0].set_due(today() - DAY)
    make_task(cast.social, title="Serah").parts[0].hand_over(db.session.get_one(Agency, cast.health), "Bidangnya")
    db.session.commit()
    browser.sign_in(cast.leader)
    assert shown(browser, instansi=cast.social) == ["Aula"] == shown(browser, tenggat="terlambat", instansi=cast.social)
    assert shown(browser, status="semua", instansi=cast.social) == ["Aula"]
    assert shown(browser, tenggat="terlambat") == []
    db.session.get_one(Task, task.id).parts[0]._set(P.DONE)
    db.session.commit()
    assert shown(browser, tenggat="terlambat", instansi=cast.social) == []


def test_tasks_of_a_meeting_and_of_a_commitment(browser: Browser, cast: Cast) -> None:
    meeting, commitment = make_meeting(cast.bnn), make_commitment(cast.social)
    make_task(cast.social, title="Rapat", meeting_id=meeting.id)
    make_task(cast.social, title="Janji", commitment_id=commitment.id)
    browser.sign_in(cast.leader)
    assert shown(browser, rapat=meeting.reference.lower()) == ["Rapat"] == shown(browser, rapat=meeting.id)
    assert shown(browser, komitmen=commitment.reference) == ["Janji"] == shown(browser, komitmen=commitment.id)
    assert shown(browser, komitmen="K/1999/001") == []


@pytest.mark.parametrize("query", [{"siapa": "x"}, {"kondisi": "\x00"}, {"periode": "2026-13"}, {"pantau": "tidak"},
                                   {"rapat": "'; --"}, {"komitmen": str(2**70)}, {"tenggat": "2026-02-31"},
                                   {"tenggat": "0001-01-01"}, {"tenggat": "9999-12-31"}])  # fmt: skip
def test_questions_that_make_no_sense_are_none(browser: Browser, cast: Cast, query: dict[str, str]) -> None:
    make_task(cast.social, title="Satu")
    browser.sign_in(cast.leader)
    assert shown(browser, **query) == ["Satu"]


@pytest.mark.parametrize(("person", "first"), [("social_liaison", "Menunggu saya"), ("secretariat", "Terlambat"),
                                               ("leader", "Terlambat")])  # fmt: skip
def test_the_usual_questions_stand_above_the_list(browser: Browser, cast: Cast, person: str, first: str) -> None:
    browser.sign_in(getattr(cast, person)).get("/tugas?tenggat=terlambat")
    assert browser.page
    chips = next(ul for ul in browser.page.find("ul") if "shortcuts" in (ul.get("class") or ""))
    words = ["".join(a.itertext()) for a in chips.iter("a")]
    assert words[0] == first and ("Menunggu saya" in words) == (person != "leader")
    assert [a.get("href") for a in chips.iter("a") if a.get("aria-current")] == ["/tugas?tenggat=terlambat"]
    for link in list(chips.iter("a")):
        browser.get(link.get("href") or "")


def test_a_question_is_kept_under_a_name(browser: Browser, cast: Cast) -> None:
    make_task(cast.social, title="Satu")
    browser.sign_in(cast.social_liaison).get("/tugas?siapa=menunggu&kondisi=tidak-bergerak")
    page = browser.submit("/tugas/saringan", name="Mandek")
    assert page.url == "/tugas?siapa=menunggu&kondisi=tidak-bergerak"
    assert "Mandek" in browser.get("/tugas").text and "Mandek" not in browser.get("/komitmen").text


def test_rows_say_whom_they_wait_for_and_pages_follow(browser: Browser, cast: Cast) -> None:
    for n in range(30):
        make_task(cast.social, cast.police, title=f"Nomor {n:02d}", priority=Priority.HIGH)
    browser.sign_in(cast.social_liaison)
    query = urlencode({"siapa": "menunggu"})
    first = browser.get(f"/tugas?{query}")
    assert "giliran Anda" in first.text and "menunggu Dinas Sosial dan 1 lainnya" in first.text
    second = browser.get(first.find("a", id="halaman-sesudah")[0].get("href") or "")
    assert len([a for a in second.find("a") if (a.get("href") or "")[7:].isdigit()]) == 5
