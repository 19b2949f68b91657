"""What is due to a person becomes one mail, once, without what is settled meanwhile."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.agencies.models import Agency, Holding
from app.clock import acting_at, now, today
from app.commitments.models import Commitment
from app.deliveries import composing
from app.deliveries.bundling import bundle, bundle_due, due_users
from app.deliveries.models import Channel, DeliveryState
from app.deliveries.planning import plan
from app.extensions import db
from app.meetings.models import MeetingState
from app.notices.events import Cadence, Event
from app.notices.models import MailState, Notice, NoticeChoice, NoticeHabit
from app.policy import Role
from tests.at_once import at_once
from tests.deliveries.steps import (
    TUESDAY,
    all_deliveries,
    due,
    forget_notices,
    notice,
    state_of,
    user_of,
    with_mail,
)
from tests.factories import Cast, make_commitment, make_meeting, make_user, seat

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def morning(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Tuesday at ten, with a mail server."""
    with_mail(app, monkeypatch)
    with acting_at(TUESDAY):
        yield


@pytest.fixture
def ani(cast: Cast) -> int:
    """The liaison of the social agency."""
    return user_of(cast.social_liaison)


@pytest.fixture
def promise(cast: Cast) -> Commitment:
    """A proposed one of that agency, of which nobody was told yet."""
    made = make_commitment(cast.social)
    forget_notices()
    return made


def overdue(user_id: int, promise: Commitment, **facts: object) -> Notice:
    return due(user_id, Event.OVERDUE, promise, **({"facts": {"due": promise.due.isoformat()}} | facts))


def test_quick_changes_come_in_one_mail(cast: Cast, ani: int) -> None:
    for minute in range(4):
        with acting_at(TUESDAY + minute * MINUTE):
            make_commitment(cast.social, statement=f"Janji {minute}")
    assert plan() == 4 and due_users() == []
    with acting_at(TUESDAY + 5 * MINUTE):
        assert due_users() == [ani] and bundle_due() == 1 and bundle_due() == 0
    [mail] = all_deliveries()
    assert mail.subject == "4 pemberitahuan: 4 baru (K/2026/001, K/2026/002, K/2026/003, …)"
    assert all(f"Janji {minute}" in mail.text and f"Janji {minute}" in mail.html for minute in range(4))
    assert (mail.state, mail.address, mail.user_id) == (DeliveryState.WAITING, cast.social_liaison, ani)
    assert db.session.scalars(sa.select(Notice.delivery_id)).all() == [mail.id] * 4


def test_what_says_the_same_is_said_once(cast: Cast, ani: int, promise: Commitment) -> None:
    rows = [due(ani, Event.ASSIGNED, promise, agency_id=cast.social) for _ in range(3)]
    made = bundle(ani)
    assert made and made.text.count(promise.statement) == 1 and made.subject.startswith("K/2026/001: ")
    assert [state_of(row) for row in rows] == [MailState.NONE, MailState.NONE, MailState.BUNDLED]


def test_a_meeting_that_moves_before_the_mail_leaves_is_an_invitation(cast: Cast, ani: int) -> None:
    meeting = make_meeting(cast.bnn, state=MeetingState.ANNOUNCED)
    facts = [{}, {"matter": "change"}, {"matter": "change"}]
    rows = [due(ani, Event.INVITED, meeting, agency_id=cast.social, facts=each) for each in facts]
    made = bundle(ani)
    assert made and "diundang rapat" in made.text and "diubah" not in made.text
    assert [state_of(row) for row in rows] == [MailState.BUNDLED, MailState.NONE, MailState.NONE]


def test_who_has_read_the_invitation_is_told_the_last_change(cast: Cast, ani: int) -> None:
    meeting = make_meeting(cast.bnn, state=MeetingState.ANNOUNCED)
    due(ani, Event.INVITED, meeting, agency_id=cast.social, read_at=now())
    rows = [due(ani, Event.INVITED, meeting, agency_id=cast.social, facts={"matter": "change"}) for _ in range(2)]
    made = bundle(ani)
    assert made and made.text.count("Undangan rapat diubah") == 1
    assert [state_of(row) for row in rows] == [MailState.NONE, MailState.BUNDLED]


def test_what_was_read_meanwhile_is_left_out(cast: Cast, ani: int, promise: Commitment) -> None:
    read = due(ani, Event.ASSIGNED, promise, agency_id=cast.social, read_at=now())
    assert bundle(ani) is None and state_of(read) is MailState.NONE and not all_deliveries()


def test_of_a_promise_that_was_redated_or_withdrawn_nothing_is_said(ani: int, promise: Commitment, cast: Cast) -> None:
    row = overdue(ani, promise, facts={"due": (today() - DAY).isoformat()}, agency_id=cast.social)
    assert bundle(ani) is None and state_of(row) is MailState.NONE


def test_of_the_reminders_of_one_thing_only_the_newest_is_told(cast: Cast, ani: int, promise: Commitment) -> None:
    promise.due = today() - 8 * DAY
    older, newer = (overdue(ani, promise, agency_id=cast.social) for _ in range(2))
    made = bundle(ani)
    assert made and (state_of(older), state_of(newer)) == (MailState.NONE, MailState.BUNDLED)
    assert (
        made.subject.startswith("K/2026/001: Tenggat Senin, 23 November 2026 sudah lewat 8 hari – ")
        and "sudah lewat 8 hari" in made.text
    )


def test_a_digest_takes_what_has_come_and_leaves_the_rest(cast: Cast, ani: int, promise: Commitment) -> None:
    promise.due = today() - DAY
    late = overdue(ani, promise, agency_id=cast.social)
    later = due(ani, Event.MINUTES_SIGNED, promise, mail_at=now() + DAY)
    gathering = due(ani, Event.ASSIGNED, promise, agency_id=cast.social, mail_at=now() + MINUTE)
    urgent = due(ani, Event.MENTIONED, promise, actor_name="Budi")
    made = bundle(ani)
    assert made and made.subject == "Ringkasan harian: 1 lewat tenggat, 1 baru, 1 sebutan"
    assert {state_of(row) for row in (late, gathering, urgent)} == {MailState.BUNDLED}
    assert state_of(later) is MailState.PLANNED
    assert made.text.index("LEWAT TENGGAT") < made.text.index("BARU UNTUK")


def test_a_digest_alone_takes_nothing_that_still_gathers(cast: Cast, ani: int, promise: Commitment) -> None:
    promise.due = today() - DAY
    overdue(ani, promise, agency_id=cast.social)
    gathering = due(ani, Event.ASSIGNED, promise, agency_id=cast.social, mail_at=now() + MINUTE)
    assert bundle(ani) and state_of(gathering) is MailState.PLANNED


def test_whoever_has_chosen_no_mail_since_gets_none(cast: Cast, ani: int, promise: Commitment) -> None:
    row = due(ani, Event.ASSIGNED, promise, agency_id=cast.social)
    db.session.add(NoticeChoice(user_id=ani, event=Event.ASSIGNED, cadence=Cadence.NEVER))
    db.session.commit()
    assert bundle(ani) is None and state_of(row) is MailState.NONE


@pytest.mark.parametrize("is_active", [True, False])
def test_who_left_is_told_only_of_that(cast: Cast, ani: int, promise: Commitment, is_active: bool) -> None:
    due(ani, Event.ASSIGNED, promise, agency_id=cast.social)
    due(ani, Event.HOLDER_CHANGED, None, facts={"post": "Narahubung", "left": True})
    db.session.execute(sa.update(Holding.__table__).values(ends_at=now()))  # type: ignore[arg-type]
    db.session.get_one(User, ani).is_active = is_active
    db.session.commit()
    made = bundle(ani)
    assert bool(made) is is_active
    if made:
        assert "Anda tidak lagi memegang jabatan Narahubung." in made.subject and "K/2026" not in made.text


def test_nobody_is_mailed_in_quiet_hours_however_late_the_worker(cast: Cast, ani: int, promise: Commitment) -> None:
    due(ani, Event.ASSIGNED, promise, agency_id=cast.social)
    with acting_at(TUESDAY + dt.timedelta(hours=10)):
        assert due_users() == []
    with acting_at(TUESDAY + dt.timedelta(hours=20)):
        assert due_users() == [ani]


def test_without_a_mail_server_mails_stay_unsent(
    app: Flask, cast: Cast, ani: int, promise: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SMTP_URL", "")
    due(ani, Event.ASSIGNED, promise, agency_id=cast.social)
    made = bundle(ani)
    assert made and made.state is DeliveryState.UNSENT


@pytest.mark.parametrize(("phone", "url", "state"), [
    ("+62812", "https://gerbang.example", DeliveryState.WAITING), ("+62812", "", DeliveryState.UNSENT),
    ("", "", DeliveryState.WAITING),
])  # fmt: skip
def test_a_gateway_gets_the_text_alone(
    app: Flask, ani: int, cast: Cast, promise: Commitment, monkeypatch: pytest.MonkeyPatch, phone: str, url: str,
    state: DeliveryState,
) -> None:  # fmt: skip
    monkeypatch.setitem(app.config, "GATEWAY_URL", url)
    db.session.add(NoticeHabit(user_id=ani, channel=Channel.GATEWAY, phone=phone))
    due(ani, Event.ASSIGNED, promise, agency_id=cast.social)
    made = bundle(ani)
    assert made and made.state is state and made.text
    expected = (Channel.GATEWAY, phone, False) if phone else (Channel.MAIL, cast.social_liaison, True)
    assert (made.channel, made.address, bool(made.html)) == expected


def test_a_mail_that_cannot_be_written_keeps_nobody_waiting(
    cast: Cast, ani: int, promise: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = due(ani, Event.DUE_SOON, promise, facts={}, agency_id=cast.social)
    due(user_of(cast.leader), Event.MENTIONED, promise, actor_name="Budi")
    db.session.commit()
    assert bundle_due() == 1 and state_of(bad) is MailState.PLANNED


def crowd(cast: Cast, promise: Commitment, people: int, each: int) -> None:
    office = db.session.get_one(Agency, cast.social)
    for number in range(people):
        user = make_user(f"orang{number}@contoh.go.id")
        seat(user, office, Role.LEADER)
        db.session.flush()
        for remark in range(each):
            due(user.id, Event.MENTIONED, promise, part_id=remark + 1, actor_name="Budi")
    forget = sa.delete(Notice).where(Notice.event != Event.MENTIONED)
    db.session.execute(forget)
    db.session.commit()


def test_two_workers_at_once_put_each_notice_into_one_mail(app: Flask, cast: Cast, promise: Commitment) -> None:
    crowd(cast, promise, 60, 3)

    def work() -> int:
        with app.app_context(), acting_at(TUESDAY):
            return bundle_due()

    while sum(at_once(work, work, work)):
        pass
    assert [mail.subject[:16] for mail in all_deliveries()] == ["3 pemberitahuan:"] * 60
    told = db.session.execute(sa.select(Notice.delivery_id, sa.func.count()).group_by(Notice.delivery_id)).all()
    assert sorted(told) == [(mail.id, 3) for mail in all_deliveries()]


def test_five_thousand_at_once(cast: Cast, promise: Commitment) -> None:
    crowd(cast, promise, 50, 0)
    people = db.session.scalars(sa.select(User.id).where(User.email.startswith("orang"))).all()
    facts = {"event": Event.MENTIONED, "root_type": "commitment", "root_id": promise.id, "facts": {}, "at": now(),
             "actor_name": "Budi", "mail_state": MailState.NEW}  # fmt: skip
    rows = [facts | {"user_id": people[n % 50], "part_id": n} for n in range(5000)]
    db.session.execute(sa.insert(Notice), rows)
    db.session.commit()
    begun = time.monotonic()
    plan()
    with acting_at(TUESDAY + 6 * MINUTE):
        assert bundle_due() == 50
    assert time.monotonic() - begun < 15
    for mail in all_deliveries():
        assert f"dan {100 - composing.MOST} lainnya" in mail.text and mail.text.count("* K/") == composing.MOST


def test_no_notice_is_new_again(cast: Cast, ani: int, promise: Commitment) -> None:
    late = notice(ani, Event.ASSIGNED, promise, agency_id=cast.social, mail_state=MailState.NONE)
    db.session.commit()
    assert plan() == 0 and bundle(ani) is None and state_of(late) is MailState.NONE
