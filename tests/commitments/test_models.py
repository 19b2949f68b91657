"""Which acts the state of a commitment allows, and what they do to its figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency
from app.clock import now, today
from app.commitments.filters import due_between, late_clause
from app.commitments.models import Commitment, Terms
from app.commitments.queries import to_accept, to_report
from app.commitments.service import propose
from app.commitments.states import Verdict
from app.extensions import db
from app.listing import capped_count
from app.refusal import Refused
from app.verification.queries import left_out, to_verify
from tests.commitments.steps import S, a_report, in_state
from tests.factories import Cast, make_commitment

DAY = dt.timedelta(days=1)


ACTS: dict[str, Callable[[Commitment], None]] = {
    "accept": lambda c: c.accept(),
    "revise": lambda c: c.revise("Baru", c.lead_agency, today()),
    "report": lambda c: c.submit_report(a_report(30)),
    "verify": lambda c: c.verify(Decimal(1), 1),
    "send_back": lambda c: c.send_back("Kurang", 1),
    "cancel": lambda c: c.cancel("Batal"),
}
LEGAL = {
    S.PROPOSED: {"accept": S.AGREED, "revise": S.PROPOSED, "cancel": S.CANCELLED},
    S.AGREED: {"report": S.REPORTED, "cancel": S.CANCELLED},
    S.UNDERWAY: {"report": S.REPORTED, "cancel": S.CANCELLED},
    S.RETURNED: {"report": S.REPORTED, "cancel": S.CANCELLED},
    S.REPORTED: {"report": S.REPORTED, "verify": S.UNDERWAY, "send_back": S.RETURNED, "cancel": S.CANCELLED},
    S.SUSPENDED: {"cancel": S.CANCELLED},
    S.VERIFIED: {},
    S.CANCELLED: {},
}  # fmt: skip


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("act", list(ACTS))
def test_each_state_allows_its_own_acts_and_refuses_the_others(cast: Cast, state: S, act: str) -> None:
    commitment = in_state(cast, state)
    if act not in LEGAL[state]:
        with pytest.raises(Refused, match=str(state.label)):
            ACTS[act](commitment)
        assert commitment.state is state
        return
    ACTS[act](commitment)
    db.session.commit()
    assert commitment.state is LEGAL[state][act]
    assert commitment.is_open == (commitment.state not in (S.VERIFIED, S.CANCELLED))


def test_proposing_gives_the_next_reference_and_keeps_the_name_of_its_time(cast: Cast) -> None:
    agency = db.session.get_one(Agency, cast.social)
    first = propose("Melatih 40 orang", agency, today(), Terms(target=Decimal(40), unit="orang"))
    second = propose("Menyediakan tempat", agency, today() + DAY)
    agency.rename("Dinas Sosial dan Keluarga", today())
    db.session.commit()
    assert (first.reference, second.reference) == (f"K/{today().year}/001", f"K/{today().year}/002")
    assert first.lead_agency_name == "Dinas Sosial" != first.lead_agency.name
    assert first.state is S.PROPOSED and first.original_due == first.due and first.turn == "secretariat"


def test_revising_a_proposal_moves_both_due_dates_and_may_move_the_agency(cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    commitment.revise(
        "Lain", db.session.get_one(Agency, cast.police), today() + DAY, Terms(target=Decimal("2.5"), unit="km")
    )
    db.session.commit()
    assert commitment.due == commitment.original_due == today() + DAY
    assert (commitment.lead_agency_id, commitment.lead_agency_name) == (cast.police, "Polres Palopo")
    assert (commitment.target, commitment.unit) == (Decimal("2.5"), "km")


def test_part_of_the_target_verified_keeps_it_underway_and_the_rest_finishes_it(cast: Cast) -> None:
    commitment = in_state(cast, S.REPORTED)
    commitment.verify(Decimal("12.5"), 1)
    assert (commitment.state, commitment.claimed, commitment.verified) == (S.UNDERWAY, 20, Decimal("12.5"))
    commitment.submit_report(a_report(40))
    assert (commitment.claimed, commitment.verified) == (40, Decimal("12.5"))
    commitment.verify(Decimal(40), 1)
    db.session.commit()
    assert (commitment.state, commitment.verified, commitment.turn) == (S.VERIFIED, 40, "")
    assert [(r.round, r.verdict, r.accepted) for r in commitment.reports] == [
        (1, Verdict.PARTLY, Decimal("12.5")), (2, Verdict.VERIFIED, 40),
    ]  # fmt: skip


def test_without_a_target_the_first_verification_finishes_it(cast: Cast) -> None:
    commitment = in_state(cast, S.AGREED, target=None, unit="")
    commitment.submit_report(a_report(0))
    commitment.verify(Decimal(0), 1)
    db.session.commit()
    assert commitment.state is S.VERIFIED


def test_a_sum_never_falls_below_what_was_verified(cast: Cast) -> None:
    commitment = in_state(cast, S.UNDERWAY)
    with pytest.raises(Refused, match="tidak boleh kurang"):
        commitment.submit_report(a_report("19.999"))
    assert commitment.state is S.UNDERWAY and len(commitment.reports) == 1


def test_no_more_is_accepted_than_was_claimed(cast: Cast) -> None:
    commitment = in_state(cast, S.REPORTED)
    with pytest.raises(Refused, match="tidak boleh melebihi"):
        commitment.verify(Decimal("20.001"), 1)
    assert commitment.state is S.REPORTED and commitment.verified == 0


def test_a_return_keeps_its_reason_and_gives_the_turn_back(cast: Cast) -> None:
    commitment = in_state(cast, S.RETURNED)
    assert commitment.turn == "agency" and commitment.verified == 0 and commitment.claimed == 20
    assert commitment.last_report is not None and commitment.last_report.reason == "Foto belum ada"
    commitment.submit_report(a_report(20))
    assert [report.round for report in commitment.reports] == [1, 2]


def test_a_report_is_judged_once(cast: Cast) -> None:
    commitment = in_state(cast, S.RETURNED)
    with pytest.raises(Refused, match="sudah diperiksa"):
        commitment.reports[0].decide(Verdict.VERIFIED, 1, Decimal(1), "")


def test_only_open_commitments_are_late(cast: Cast) -> None:
    late = in_state(cast, S.AGREED, due=today() - DAY)
    in_state(cast, S.CANCELLED, due=today() - DAY)
    due_today = in_state(cast, S.AGREED, due=today())
    assert late.is_late and not due_today.is_late
    assert db.session.scalars(sa.select(Commitment.id).where(late_clause())).all() == [late.id]
    between = sa.select(Commitment.id).where(due_between(today() - DAY, today())).order_by(Commitment.id)
    assert db.session.scalars(between).all() == [late.id, due_today.id]


def test_home_learns_what_waits_for_whom(cast: Cast) -> None:
    proposed = in_state(cast, S.PROPOSED)
    far = in_state(cast, S.AGREED, due=today() + 90 * DAY)
    soon = in_state(cast, S.AGREED, due=today() + 5 * DAY)
    late = in_state(cast, S.UNDERWAY, due=today() - DAY)
    returned = in_state(cast, S.RETURNED, due=today() + 80 * DAY)
    reported = in_state(cast, S.REPORTED)
    until = today() + 14 * DAY
    assert _ids(to_accept([cast.social])) == [proposed.id]
    assert _ids(to_report([cast.social], until)) == [late.id, soon.id, returned.id]
    assert far.id not in _ids(to_report([cast.social], until))
    assert _ids(to_verify([cast.planning])) == [reported.id]
    assert _ids(to_verify([cast.social])) == _ids(to_accept([cast.police])) == _ids(to_report([], until)) == []
    assert db.session.scalar(capped_count(to_report([cast.social], until))) == 3
    assert db.session.scalar(left_out([cast.social])) == 1


def _ids(rows: sa.Select) -> list[int]:
    return [row.id for row in db.session.execute(rows)]


def test_the_longest_wait_comes_first(cast: Cast) -> None:
    newer, older = in_state(cast, S.REPORTED), in_state(cast, S.REPORTED)
    older.waiting_since = now() - 3 * DAY
    db.session.commit()
    assert _ids(to_verify([])) == [older.id, newer.id]
