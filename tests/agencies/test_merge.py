"""Merging: what moves, what stays, and what every history tells."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.agencies import service
from app.agencies.models import Agency, Post
from app.attendance.models import Attendance
from app.attendance.service import invite
from app.audit import AuditEvent
from app.clock import now, today
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.reports import ProgressReport
from app.commitments.states import SupportState
from app.evidence.models import Evidence
from app.extensions import db
from app.refusal import Refused
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, TaskState
from tests.at_once import at_once
from tests.browser import Browser
from tests.commitments.steps import agree
from tests.factories import Cast, make_agency, make_commitment, make_meeting, make_task

SINCE = dt.date(2026, 1, 1)


def merge(old_id: int, new_id: int) -> service.Moved:
    moved = service.merge(db.session.get_one(Agency, old_id), new_id, SINCE)
    db.session.commit()
    return moved


def part_of(agency_id: int, task_id: int) -> TaskPart | None:
    return db.session.scalars(sa.select(TaskPart).filter_by(agency_id=agency_id, task_id=task_id)).one_or_none()


def test_posts_open_commitments_and_open_parts_go_over_and_the_settled_stay(app: Flask, cast: Cast) -> None:
    open_one, settled = make_commitment(cast.social), make_commitment(cast.social)
    settled.cancel("tidak jadi")
    task, done = make_task(cast.social, cast.police), make_task(cast.social)
    done.parts[0].update(PartState.ACCEPTED, "")
    done.parts[0].update(PartState.DONE, "")
    db.session.commit()
    assert merge(cast.social, cast.health) == service.Moved(posts=1, commitments=1, parts=1)
    assert (open_one.lead_agency_id, settled.lead_agency_id) == (cast.health, cast.social)
    assert part_of(cast.health, task.id) and part_of(cast.social, done.id)
    assert [post.title for post in db.session.get_one(Agency, cast.health).posts] == ["liaison"]
    assert db.session.get_one(Agency, cast.social).posts == []


def test_records_keep_the_name_that_they_were_written_with(app: Flask, cast: Cast) -> None:
    social = db.session.get_one(Agency, cast.social)
    meeting = make_meeting(cast.bnn)
    attendance = invite(meeting, social)
    commitment, task = make_commitment(cast.social), make_task(cast.social)
    social.rename("Dinas Sosial dan Pemberdayaan", SINCE)
    db.session.commit()
    later = make_commitment(cast.social)
    merge(cast.social, cast.health)
    db.session.expire_all()
    assert db.session.get_one(Attendance, attendance.id).agency_name == "Dinas Sosial"
    assert commitment.lead_agency_name == task.parts[0].agency_name == "Dinas Sosial"
    assert later.lead_agency_name == "Dinas Sosial dan Pemberdayaan"
    assert commitment.lead_agency.name == task.parts[0].agency.name == "Dinas Kesehatan"


def test_an_attendance_keeps_the_name_of_its_day(app: Flask, cast: Cast) -> None:
    social = db.session.get_one(Agency, cast.social)
    meeting = make_meeting(cast.bnn, starts_at=dt.datetime(2019, 4, 25, 1, 5, tzinfo=dt.UTC))
    attendance = invite(meeting, social)
    social.rename("Dinas Sosial dan Pemberdayaan", SINCE)
    db.session.commit()
    merge(cast.social, cast.health)
    db.session.expire_all()
    kept = db.session.get_one(Attendance, attendance.id)
    assert (kept.agency_name, kept.agency_id) == ("Dinas Sosial", cast.social)
    assert invite(meeting, social).agency_name == "Dinas Sosial", "an invitation to that day is in the name of that day"


def test_each_object_tells_of_the_move_in_its_own_history(app: Flask, cast: Cast) -> None:
    commitment, task = make_commitment(cast.social), make_task(cast.social)
    merge(cast.social, cast.health)
    events = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
    told = {(event.root_type, event.root_id, event.action, event.subject_type) for event in events}
    assert ("commitment", commitment.id, "changed", "commitment") in told
    assert ("task", task.id, "handed_over", "task_part") in told
    assert ("agency", cast.health, "changed", "post") in told
    assert ("agency", cast.social, "merged", "agency") in told
    assert ("agency", cast.health, "absorbed", "agency") in told
    change = next(event.changes for event in events if event.root_type == "commitment" and event.action == "changed")
    assert change["lead_agency_id"] == [cast.social, cast.health] and "lead_agency_name" not in change


def test_a_report_that_waits_goes_on_waiting_for_a_reviewer(app: Flask, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    agree(commitment)
    report = ProgressReport(on_date=today(), quantity=Decimal(10), narrative="Sepuluh orang", submitted_name="A")
    commitment.submit_report(report)
    db.session.commit()
    waiting_since = commitment.waiting_since
    merge(cast.social, cast.health)
    assert (commitment.turn, commitment.waiting_since) == ("reviewer", waiting_since)
    assert commitment.last_report.submitted_name == "A" and now() > waiting_since


@pytest.mark.parametrize("own", [PartState.OFFERED, PartState.DONE, PartState.WAIVED])
def test_two_parts_of_one_task_become_one_that_is_still_to_be_done(app: Flask, cast: Cast, own: PartState) -> None:
    task = make_task(cast.social, cast.health, cast.police)
    theirs = part_of(cast.health, task.id)
    if own is PartState.WAIVED:
        theirs.waive()
    elif own is PartState.DONE:
        theirs.update(PartState.ACCEPTED, "")
        theirs.update(PartState.DONE, "Selesai di pihak kami")
    db.session.commit()
    merge(cast.social, cast.health)
    assert part_of(cast.social, task.id).state is PartState.WAIVED
    assert part_of(cast.health, task.id).is_open
    assert task.state is not TaskState.DONE and task.parts_total == 2
    if own is PartState.DONE:
        assert "Selesai di pihak kami" in theirs.note and "Dinas Sosial" in theirs.note


def test_a_waived_part_of_the_successor_is_asked_on_the_terms_of_the_other(app: Flask, cast: Cast) -> None:
    task = make_task(cast.social, cast.health)
    mine, theirs = task.parts
    mine.scope, mine.needs_confirmation = "Data penerima", True
    mine.set_due(task.due - dt.timedelta(days=2))
    theirs.waive()
    db.session.commit()
    merge(cast.social, cast.health)
    assert (theirs.scope, theirs.needs_confirmation, theirs.has_own_due) == ("Data penerima", True, True)


def test_what_an_issuer_has_to_confirm_is_confirmed_after_a_merger_too(app: Flask, cast: Cast) -> None:
    task = make_task(cast.social, cast.health)
    task.parts[0].needs_confirmation = True
    db.session.commit()
    merge(cast.social, cast.health)
    assert part_of(cast.health, task.id).needs_confirmation


@pytest.mark.parametrize("rests", [False, True])
def test_who_waits_for_an_agency_waits_for_its_successor(app: Flask, cast: Cast, rests: bool) -> None:
    task = make_task(cast.police, cast.health)
    for part in task.parts:
        part.update(PartState.ACCEPTED, "")
        part.update(PartState.BLOCKED, "menunggu data", db.session.get_one(Agency, cast.social))
    if rests:
        task.cancel()
    db.session.commit()
    merge(cast.social, cast.health)
    assert [(part.blocked_on_id, part.blocked_on) for part in task.parts] == [
        (cast.health, "Dinas Sosial"), (None, "Dinas Sosial"),
    ]  # fmt: skip


def test_a_declined_part_goes_over_as_it_holds_its_task_up(app: Flask, cast: Cast) -> None:
    task = make_task(cast.social, cast.police)
    task.parts[0].update(PartState.DECLINED, "bukan tugas kami")
    cancelled = make_task(cast.social)
    cancelled.cancel()
    db.session.commit()
    assert merge(cast.social, cast.health).parts == 1
    assert part_of(cast.health, task.id).state is PartState.DECLINED
    assert part_of(cast.social, cancelled.id)


def test_a_refused_merger_moves_nothing(app: Flask, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    merge(cast.health, cast.bnn)
    for successor in (cast.health, cast.social):
        with pytest.raises(Refused):
            merge(cast.social, successor)
        db.session.rollback()
    assert db.session.get_one(Commitment, commitment.id).lead_agency_id == cast.social
    assert db.session.get_one(Agency, cast.social).is_current


def test_what_went_over_goes_on_at_the_next_merger(app: Flask, cast: Cast) -> None:
    commitment, task = make_commitment(cast.social), make_task(cast.social)
    merge(cast.social, cast.health)
    merge(cast.health, cast.planning)
    assert commitment.lead_agency_id == cast.planning and commitment.lead_agency_name == "Dinas Sosial"
    assert part_of(cast.planning, task.id).agency_name == "Dinas Sosial"
    assert db.session.get_one(Agency, cast.social).line() == [cast.health, cast.planning]


def test_two_mergers_against_each_other_end_one_agency(app: Flask, cast: Cast) -> None:
    left, right = make_agency("Dinas Kiri").id, make_agency("Dinas Kanan").id
    db.session.commit()
    browsers = [Browser(app).sign_in(cast.admin) for _ in range(2)]
    tokens = [browser.token() for browser in browsers]

    def send(index: int, old: int, new: int) -> int:
        data = {"csrf_token": tokens[index], "successor_id": new, "ended_on": "2026-01-01"}
        return browsers[index].raw("POST", f"/instansi/{old}/gabung", data=data).status_code

    statuses = at_once(lambda: send(0, left, right), lambda: send(1, right, left))
    assert set(statuses) <= {303, 422, 503} and 303 in statuses
    agencies = db.session.scalars(sa.select(Agency).where(Agency.id.in_([left, right]))).all()
    assert [each.is_current for each in agencies].count(True) == 1


def test_the_liaison_acts_for_the_successor_at_once(browser: Browser, other: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.health)
    other.sign_in(cast.social_liaison)
    assert "Dinas Sosial" in other.get("/").text
    browser.sign_in(cast.admin)
    browser.get("agencies.merge", id=cast.social)
    browser.submit("/gabung", successor_id=cast.health, ended_on="2026-01-01")
    assert "liaison, Dinas Kesehatan" in other.get("/").text
    user = db.session.scalars(sa.select(User).where(User.email == cast.social_liaison)).one()
    assert user.is_active and commitment.lead_agency_id == cast.health


def test_work_goes_only_to_agencies_that_still_exist(app: Flask, cast: Cast) -> None:
    agency = db.session.get_one(Agency, cast.health)
    assert service.current([cast.health, cast.social]) == [agency, db.session.get_one(Agency, cast.social)]
    agency.ended_on = today()
    db.session.flush()
    with pytest.raises(Refused, match="baru saja digabung"):
        service.current([cast.health, cast.social])


def ask(commitment_id: int, agency_id: int, role: str, state: SupportState = SupportState.ASKED) -> int:
    """A supporting agency of a commitment; committed."""
    name = db.session.get_one(Agency, agency_id).name
    support = CommitmentSupport(
        commitment_id=commitment_id, agency_id=agency_id, agency_name=name, role=role, state=state, asked_at=now()
    )
    db.session.add(support)
    db.session.commit()
    return support.id


def supports_of(commitment_id: int) -> dict[int, tuple[str, SupportState]]:
    db.session.expire_all()
    rows = db.session.scalars(sa.select(CommitmentSupport).filter_by(commitment_id=commitment_id))
    return {row.agency_id: (row.role, row.state) for row in rows}


def traces(commitment_id: int) -> set[str]:
    rows = sa.select(AuditEvent.action).filter_by(root_type="commitment", root_id=commitment_id,
                                                  subject_type="commitment_support")  # fmt: skip
    return set(db.session.scalars(rows))


def test_support_goes_over_and_keeps_the_name_it_was_asked_under(app: Flask, cast: Cast) -> None:
    made, ended = make_commitment(cast.police).id, make_commitment(cast.police)
    ask(made, cast.social, "Menyediakan aula", SupportState.ACCEPTED)
    ask(ended.id, cast.social, "Menyediakan aula")
    ended.cancel("Tidak jadi")
    db.session.commit()
    assert merge(cast.social, cast.health).supports == 1
    assert supports_of(made) == {cast.health: ("Menyediakan aula", SupportState.ACCEPTED)}
    assert list(supports_of(ended.id)) == [cast.social], "what is settled stays"
    assert "handed_over" in traces(made)
    kept = db.session.scalars(sa.select(CommitmentSupport).filter_by(commitment_id=made)).one()
    assert kept.agency_name == "Dinas Sosial"


def test_two_supports_of_one_commitment_become_one(app: Flask, cast: Cast) -> None:
    made = make_commitment(cast.police).id
    ask(made, cast.social, "Menyediakan aula", SupportState.ACCEPTED)
    ask(made, cast.health, "Menyediakan pelatih", SupportState.DECLINED)
    merge(cast.social, cast.health)
    assert supports_of(made) == {cast.health: ("Menyediakan pelatih; Menyediakan aula", SupportState.ACCEPTED)}
    assert {"support_joined", "deleted"} <= traces(made)


def test_whoever_leads_after_a_merger_does_not_assist(app: Flask, cast: Cast) -> None:
    led, taken = make_commitment(cast.health).id, make_commitment(cast.social).id
    ask(led, cast.social, "Menyediakan aula")
    ask(taken, cast.health, "Menyediakan pelatih")
    ask(taken, cast.police, "Menjaga keamanan")
    merge(cast.social, cast.health)
    assert supports_of(led) == {} and list(supports_of(taken)) == [cast.police]
    assert db.session.get_one(Commitment, taken).lead_agency_id == cast.health
    assert "support_joined" in traces(led) and "support_joined" in traces(taken)


def test_support_that_comes_back_goes_to_the_successor(app: Flask, cast: Cast) -> None:
    made = make_commitment(cast.police)
    ask(made.id, cast.social, "Menyediakan aula")
    made.cancel("Tidak jadi")
    db.session.commit()
    merge(cast.social, cast.health)
    made = db.session.get_one(Commitment, made.id)
    made.restore()
    service.to_successors(made)
    db.session.commit()
    assert list(supports_of(made.id)) == [cast.health]


def test_evidence_counts_where_it_was_uploaded_and_the_post_goes_along(app: Flask, cast: Cast) -> None:
    post = db.session.scalars(sa.select(Post.id).where(Post.agency_id == cast.social)).one()
    made = make_commitment(cast.social, post_id=post).id
    piece = Evidence(commitment_id=made, agency_id=cast.social, name="Tautan", link="https://contoh.go.id", size=7,
                     added_name="Ani")  # fmt: skip
    db.session.add(piece)
    db.session.commit()
    merge(cast.social, cast.health)
    db.session.expire_all()
    assert db.session.get_one(Evidence, piece.id).agency_id == cast.social
    commitment = db.session.get_one(Commitment, made)
    assert commitment.post_id == post and commitment.post.agency_id == cast.health == commitment.lead_agency_id


def test_a_handover_and_a_merger_at_once_lose_nothing(app: Flask, cast: Cast) -> None:
    made = make_commitment(cast.police)
    agree(made)
    other = make_commitment(cast.health).id
    ask(other, cast.social, "Menyediakan aula")
    db.session.commit()
    handing, merging = Browser(app).sign_in(cast.secretariat), Browser(app).sign_in(cast.admin)
    form = handing.get("commitments.hand_over", id=made.id).form("/serahkan")
    sent = dict(form.fields) | {"agency_id": str(cast.social), "note": "Pindah tugas", "reason": "office"}
    token = merging.token()

    def hand_over() -> int:
        return handing.raw("POST", form.action, data=sent).status_code

    def join() -> int:
        data = {"csrf_token": token, "successor_id": cast.health, "ended_on": "2026-01-01"}
        return merging.raw("POST", f"/instansi/{cast.social}/gabung", data=data).status_code

    statuses = at_once(hand_over, join)
    assert set(statuses) <= {303, 422, 503} and 303 in statuses
    db.session.expire_all()
    lead = db.session.get_one(Agency, db.session.get_one(Commitment, made.id).lead_agency_id)
    assert lead.is_current, "nothing is left with an agency that ended"
    if not db.session.get_one(Agency, cast.social).is_current:
        assert supports_of(other) == {}
