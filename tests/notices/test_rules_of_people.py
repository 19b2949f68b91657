"""Mentions, holders of posts, and what those who watch are told."""

from __future__ import annotations

import sqlalchemy as sa

from app.agencies.models import Agency, Post
from app.comments import service
from app.comments.models import Comment
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState, Reason
from app.extensions import db
from app.notices.events import Event
from app.notices.models import Notice
from app.policy import Role
from app.tasks.states import PartState
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, a_report, in_state
from tests.factories import Cast, make_commitment, make_task, make_user, seat
from tests.notices.telling import by, facts_of, forget, holding, told, user_of


def say(browser: Browser, promise: Commitment, text: str) -> str:
    """Write a remark on the page of a commitment; returns what the writer is told."""
    browser.get("commitments.show", id=promise.id)
    return browser.submit(f"/komitmen/{promise.id}/komentar", remark=text).text


def watch(email: str, obj: object) -> None:
    """Let somebody watch; committed."""
    service.watch(obj, user_of(email).id)
    db.session.commit()


def test_who_is_mentioned_is_told_where(browser: Browser, cast: Cast) -> None:
    promise = make_commitment(cast.social)
    say(browser.sign_in(cast.secretariat), promise, "@Dinas Sosial dan @Peninjau, juga @Sekretariat")
    assert told(Event.MENTIONED) == [cast.social_liaison, cast.reviewer]
    comment = db.session.scalars(sa.select(Comment)).one()
    root = sa.select(Notice.root_type, Notice.root_id, Notice.part_id).where(Notice.event == Event.MENTIONED)
    assert {tuple(row) for row in db.session.execute(root)} == {("commitment", promise.id, comment.id)}
    comment.remove(user_of(cast.secretariat))
    db.session.commit()
    assert holding(Event.MENTIONED) == [False, False]


def test_a_mention_on_a_task_is_not_taken_for_a_part_of_it(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, cast.police)
    with by(cast.secretariat) as writer:
        service.write(task, "@Polres Palopo mohon bantu", None, user_with_place(writer))
    task.parts[0].update(PartState.ACCEPTED, "")
    db.session.commit()
    assert told(Event.MENTIONED) == [cast.police_liaison] and holding(Event.MENTIONED) == [True]


def user_with_place(user: object) -> service.Author:
    """A writer as a request knows one."""
    user.position = "Sekretariat"
    return user


def test_who_cannot_be_told_is_named_to_the_writer_alike(browser: Browser, cast: Cast) -> None:
    make_user("baru@contoh.go.id", "Tanpa Jabatan")
    closed = make_user("tutup@contoh.go.id", "Orang Tutup")
    seat(closed, db.session.get_one(Agency, cast.health), Role.LIAISON)
    closed.is_active = False
    db.session.commit()
    promise = make_commitment(cast.social)
    answer = say(browser.sign_in(cast.secretariat), promise, "@Tanpa Jabatan, @Orang Tutup, @Hantu dan @Bappeda")
    assert not told(Event.MENTIONED)
    assert "Tidak diberi tahu: @Tanpa, @Orang, @Hantu, @Bappeda. Tulis nama yang muncul" in answer


def test_a_remark_sent_twice_is_told_once(browser: Browser, cast: Cast) -> None:
    promise = make_commitment(cast.social)
    browser.sign_in(cast.secretariat)
    for _ in range(2):
        browser.post("comments.new", {"remark": "@Polres Palopo"}, id=promise.id)
    assert told(Event.MENTIONED) == [cast.police_liaison]


def test_the_new_and_the_former_holder_are_told_and_nobody_else(browser: Browser, cast: Cast) -> None:
    new = make_user("baru@contoh.go.id", "Orang Baru").id
    seat(make_user("dinsos2@contoh.go.id"), db.session.get_one(Agency, cast.social), Role.LIAISON)
    db.session.commit()
    post = db.session.scalars(sa.select(Post).where(Post.agency_id == cast.social).order_by(Post.id)).first()
    assert post is not None
    browser.sign_in(cast.admin).get("agencies.holder", id=post.id)
    browser.submit("/pemegang", user_id=new)
    assert told(Event.HOLDER_CHANGED, left=True) == [cast.social_liaison], "who has no post any more is told too"
    assert set(told(Event.HOLDER_CHANGED)) == {cast.social_liaison, "baru@contoh.go.id"}
    assert all(facts["post"] == "liaison, Dinas Sosial" for facts in facts_of(Event.HOLDER_CHANGED))


def test_who_gives_a_post_to_oneself_knows_and_a_closed_account_hears_nothing(browser: Browser, cast: Cast) -> None:
    post = db.session.scalars(sa.select(Post).where(Post.agency_id == cast.social)).one()
    user_of(cast.social_liaison).is_active = False
    db.session.commit()
    browser.sign_in(cast.admin).get("agencies.holder", id=post.id)
    browser.submit("/pemegang", user_id=user_of(cast.admin).id)
    assert not told(Event.HOLDER_CHANGED)


def test_who_watches_is_told_of_moves_reports_and_remarks(cast: Cast) -> None:
    promise = in_state(cast, CommitmentState.AGREED)
    watch(cast.leader, promise)
    watch(cast.reviewer, promise)
    watch(cast.social_liaison, promise)
    with by(cast.social_liaison):
        promise.submit_report(a_report(20))
    assert told(Event.WATCHED, what="reported") == [cast.leader], "the reviewer is told to verify"
    with by(cast.reviewer) as reviewer:
        promise.send_back("Foto belum ada", reviewer.id)
    assert told(Event.WATCHED, what="moved", state="returned") == [cast.leader]
    with by(cast.secretariat) as writer:
        service.write(promise, "Mohon segera, @Pimpinan", None, user_with_place(writer))
    assert set(told(Event.WATCHED, what="commented")) == {cast.social_liaison, cast.reviewer}
    promise.redate(promise.due.replace(year=promise.due.year + 1), Reason.BUDGET, "", SOMEBODY)
    db.session.commit()
    assert set(told(Event.WATCHED, what="redated")) == {cast.leader, cast.reviewer, cast.secretariat}
    assert told(Event.CHANGED, what="redated") == [cast.social_liaison], "its own agency does the work"


def test_who_watches_a_task_is_told_of_each_part_once(cast: Cast) -> None:
    task = make_task(cast.social, cast.police)
    watch(cast.leader, task)
    forget()
    with by(cast.social_liaison):
        task.parts[0].update(PartState.ACCEPTED, "")
    assert len(facts_of(Event.WATCHED)) == 1
    assert told(Event.WATCHED) == [cast.leader]


def test_who_watches_but_has_no_post_any_more_is_not_told(cast: Cast) -> None:
    promise = in_state(cast, CommitmentState.AGREED)
    watch(cast.leader, promise)
    post = db.session.scalars(sa.select(Post).where(Post.role == Role.LEADER)).one()
    post.give_to(None)
    db.session.commit()
    promise.suspend(Reason.BUDGET, "", SOMEBODY)
    db.session.commit()
    assert not told(Event.WATCHED)
