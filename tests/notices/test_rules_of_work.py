"""Commitments and tasks: who is told whose turn it is, and who is not."""

from __future__ import annotations

from decimal import Decimal

from app.agencies.models import Agency
from app.agencies.service import merge
from app.clock import today
from app.commitments.parts import CommitmentSupport
from app.commitments.states import CommitmentState, Reason, SupportState, Verdict
from app.extensions import db
from app.notices.events import Event
from app.policy import Role
from app.tasks.states import PartState
from app.verification.service import Finding, judge
from app.verification.service import reopen as reopen_verdict
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, a_report, in_state
from tests.factories import Cast, make_commitment, make_task, make_user, seat
from tests.notices.telling import by, facts_of, forget, holding, told, user_of
from tests.verification.judging import BACK, FULLY, PARTLY, SECOND, second_reviewer

S, P = CommitmentState, PartState


def test_a_promise_cancelled_and_proposed_again_is_told_again(cast: Cast) -> None:
    promise = make_commitment(cast.social)
    promise.cancel("Salah ketik")
    db.session.commit()
    assert holding(Event.ASSIGNED) == [False]
    promise.restore()
    db.session.commit()
    assert told(Event.ASSIGNED) == [cast.social_liaison] * 2


def test_a_suggestion_is_no_news_until_the_minutes_take_it_up(cast: Cast) -> None:
    make_commitment(cast.social, suggested_name="Ani")
    assert not told(Event.ASSIGNED)


def test_who_leads_instead_is_told_and_the_former_notice_falls(cast: Cast) -> None:
    promise = in_state(cast, S.AGREED)
    with by(cast.secretariat):
        promise.hand_over(db.session.get_one(Agency, cast.police), None, Reason.OFFICE, "", SOMEBODY)
    assert told(Event.ASSIGNED) == [cast.social_liaison, cast.police_liaison]
    assert holding(Event.ASSIGNED) == [False, True]


def test_support_is_asked_once_and_falls_when_it_is_answered(cast: Cast) -> None:
    promise = make_commitment(cast.social)
    forget()
    asked = CommitmentSupport(agency_id=cast.police, agency_name="Polres Palopo", role="Tempat")
    promise.supports.append(asked)
    db.session.commit()
    assert told(Event.ASSIGNED) == [cast.police_liaison] and holding(Event.ASSIGNED) == [True]
    asked.answer(SupportState.ACCEPTED)
    db.session.commit()
    assert told(Event.ASSIGNED) == [cast.police_liaison] and holding(Event.ASSIGNED) == [False]


def test_a_report_goes_to_reviewers_and_its_verdict_back(browser: Browser, cast: Cast) -> None:
    second_reviewer()
    own = make_user("ganda@contoh.go.id")
    for role in (Role.REVIEWER, Role.LIAISON):
        seat(own, db.session.get_one(Agency, cast.social), role)
    db.session.commit()
    key = in_state(cast, S.REPORTED).id
    assert told(Event.TO_VERIFY) == [cast.reviewer, SECOND], "nobody judges the own agency"
    browser.sign_in(cast.reviewer).get("verification.review", id=key)
    browser.submit("/verifikasi", **BACK)
    assert told(Event.RETURNED, reason="Daftar peserta belum ada.") == [cast.social_liaison, "ganda@contoh.go.id"]
    assert holding(Event.TO_VERIFY) == [False, False] and holding(Event.RETURNED) == [True, True]


def test_what_is_accepted_in_part_is_told_too_and_a_double_click_tells_once(browser: Browser, cast: Cast) -> None:
    key = in_state(cast, S.REPORTED).id
    browser.sign_in(cast.reviewer).get("verification.review", id=key)
    form = dict(browser.page.form("/verifikasi").fields) | PARTLY
    for _ in range(2):
        browser.post("verification.verify", form, id=key)
    assert told(Event.VERIFIED) == [cast.social_liaison] and not told(Event.RETURNED)


def test_the_second_of_two_reviewers_is_told_when_the_first_has_judged(browser: Browser, cast: Cast) -> None:
    second_reviewer()
    key = in_state(cast, S.REPORTED, is_high=True).id
    forget()
    browser.sign_in(cast.reviewer).get("verification.review", id=key)
    browser.submit("/verifikasi", **FULLY)
    assert told(Event.TO_VERIFY, second=True) == [SECOND] and not told(Event.VERIFIED)


def test_a_long_reason_is_told_by_its_beginning(cast: Cast) -> None:
    promise = in_state(cast, S.REPORTED)
    with by(cast.reviewer) as reviewer:
        promise.send_back("Foto belum ada.\n" * 40, reviewer.id)
    (facts,) = facts_of(Event.RETURNED)
    assert len(facts["reason"]) == 200 and facts["reason"].endswith("…") and "\n" not in facts["reason"]


def test_a_verdict_taken_back_waits_for_the_reviewers_again(cast: Cast) -> None:
    second_reviewer()
    promise = in_state(cast, S.UNDERWAY)
    forget()
    with by(cast.reviewer) as reviewer:
        reopen_verdict(promise, Reason.EVIDENCE, "Bukti baru", reviewer)
    assert told(Event.TO_VERIFY) == [SECOND]


def test_what_rests_and_goes_on_was_not_returned_again(cast: Cast) -> None:
    promise = in_state(cast, S.RETURNED)
    forget()
    promise.suspend(Reason.BUDGET, "", SOMEBODY)
    db.session.commit()
    promise.resume(Reason.BUDGET, "", SOMEBODY)
    db.session.commit()
    assert promise.state is S.RETURNED and not told(Event.RETURNED)


def test_without_a_reviewer_or_with_a_closed_account_nobody_is_told_of_a_report(cast: Cast) -> None:
    promise = in_state(cast, S.AGREED)
    user_of(cast.reviewer).is_active = False
    promise.submit_report(a_report(20))
    db.session.commit()
    assert not told(Event.TO_VERIFY)


def test_a_part_is_offered_delivered_returned_and_confirmed(cast: Cast) -> None:
    part = make_task(cast.social, issuer_agency_id=cast.police, issuer_name="Polres Palopo").parts[0]
    with by(cast.social_liaison):
        part.set_confirmation(True)
        part.update(P.ACCEPTED, "")
        part.update(P.DELIVERED, "Selesai")
    assert told(Event.TO_VERIFY) == [cast.police_liaison] and holding(Event.ASSIGNED) == [False]
    with by(cast.police_liaison):
        part.give_back("Belum ada foto")
    assert told(Event.RETURNED, reason="Belum ada foto") == [cast.social_liaison]
    with by(cast.social_liaison):
        part.update(P.DELIVERED, "Sudah")
    with by(cast.police_liaison):
        part.confirm()
    assert told(Event.VERIFIED) == [cast.social_liaison] and told(Event.TO_VERIFY) == [cast.police_liaison] * 2


def test_what_an_agency_takes_up_again_itself_was_not_returned(cast: Cast) -> None:
    other = make_user("dinsos2@contoh.go.id")
    seat(other, db.session.get_one(Agency, cast.social), Role.LIAISON)
    part = make_task(cast.social).parts[0]
    part.set_confirmation(True)
    part.update(P.ACCEPTED, "")
    part.update(P.DELIVERED, "")
    part.answer = "Dari putaran sebelumnya"
    db.session.commit()
    with by(cast.social_liaison):
        part.update(P.DOING, "Ada yang kurang")
    assert not told(Event.RETURNED)


def test_what_no_other_agency_issued_is_confirmed_by_the_secretariat(cast: Cast) -> None:
    for issuer in (None, cast.social, cast.health):  # nobody, the agency itself, and one without a liaison
        forget()
        part = make_task(cast.social, issuer_agency_id=issuer, issuer_name="").parts[0]
        part.set_confirmation(True)
        part.update(P.ACCEPTED, "")
        part.update(P.DELIVERED, "")
        db.session.commit()
        assert told(Event.TO_VERIFY) == [cast.secretariat]


def test_a_part_handed_over_or_split_is_offered_to_the_other_agency(cast: Cast) -> None:
    part = make_task(cast.social).parts[0]
    forget()
    with by(cast.social_liaison):
        part.hand_over(db.session.get_one(Agency, cast.police), "Bukan tugas kami")
    assert told(Event.ASSIGNED) == [cast.police_liaison]


def test_what_a_merged_agency_had_to_answer_is_told_to_its_successor(cast: Cast) -> None:
    make_commitment(cast.health)
    make_task(cast.health)
    support = CommitmentSupport(agency_id=cast.health, agency_name="Dinas Kesehatan", role="Tempat")
    promise = make_commitment(cast.police)
    promise.supports.append(support)
    db.session.commit()
    forget()
    with by(cast.admin):
        merge(db.session.get_one(Agency, cast.health), cast.social, today())
    assert told(Event.ASSIGNED) == [cast.social_liaison] * 3 and holding(Event.ASSIGNED) == [True] * 3
    assert not any("vacant" in facts for facts in facts_of(Event.ASSIGNED))


def test_a_first_finding_by_judge_tells_nobody_else_of_a_verdict(cast: Cast) -> None:
    promise = in_state(cast, S.REPORTED)
    promise.is_high = True
    db.session.commit()
    forget()
    with by(cast.reviewer) as reviewer:
        judge(promise, Finding(verdict=Verdict.VERIFIED, accepted=Decimal(20), note="Dilihat"), reviewer.id)
    assert not told(Event.TO_VERIFY) and not told(Event.VERIFIED)
