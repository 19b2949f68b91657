"""What becomes of a mail, whatever the mail server does."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.clock import acting_at, now
from app.deliveries.models import Bounce, Channel, DeliveryState
from app.deliveries.outcome import Verdict
from app.deliveries.sending import PAUSES, Sender, take, ways
from app.extensions import db
from tests.at_once import at_once
from tests.deliveries.outbox import of, put_out
from tests.deliveries.sink import Mode, Sink
from tests.factories import Cast

WAITING, SENT, GIVEN_UP = DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.GIVEN_UP


def test_many_mails_go_over_one_line(cast: Cast, sink: Sink) -> None:
    keys = put_out(5)
    assert Sender().send_due() == {Verdict.ACCEPTED: 5}
    assert [each.message_id for each in sink.accepted] == [f"<{n}.uji@contoh.go.id>" for n in range(1, 6)]
    assert sink.accepted[0].to == "orang1@contoh.go.id" and b"Isi kabar 1." in sink.accepted[0].content
    row = of(keys[0])
    assert (row.state, row.attempts, row.leased_until, row.error) == (SENT, 1, None, "") and row.sent_at
    assert sink.connections == 1


def test_greylisting_waits_and_comes_again(cast: Cast, sink: Sink) -> None:
    sink.mode = Mode.GREYLIST
    (key,) = put_out()
    start = now()
    Sender().send_due()
    row = of(key)
    assert (row.state, row.attempts) == (WAITING, 1) and row.error == "451 4.7.1 greylisted, come again"
    assert dt.timedelta(seconds=59) < row.next_at - start < dt.timedelta(seconds=70)
    with acting_at(start + dt.timedelta(seconds=50)):
        assert not Sender().send_due()
    with acting_at(start + dt.timedelta(seconds=75)):
        assert Sender().send_due() == {Verdict.ACCEPTED: 1}
    assert of(key).state is SENT and of(key).attempts == 2


def test_pauses_grow_and_end(cast: Cast, sink: Sink) -> None:
    (key,) = put_out()
    instant = now() + dt.timedelta(seconds=1)
    for pause in PAUSES:
        sink.mode, sink.asked = Mode.GREYLIST, sink.asked.__class__()
        with acting_at(instant):
            assert Sender().send_due() == {Verdict.LATER: 1}
        assert of(key).next_at - instant == pause and of(key).state is WAITING
        instant += pause
    sink.asked.clear()
    with acting_at(instant):
        Sender().send_due()
    assert of(key).state is GIVEN_UP and of(key).attempts == len(PAUSES) + 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Bounce)) == 0


def test_an_address_refused_three_times_in_a_row_is_paused(cast: Cast, sink: Sink) -> None:
    sink.mode = Mode.NO_SUCH_RECIPIENT
    for times in (1, 2, 3):
        (key,) = put_out(address="hilang@contoh.go.id")
        assert Sender().send_due() == {Verdict.BOUNCED: 1}
        assert of(key).state is GIVEN_UP
        bounce = db.session.get_one(Bounce, "hilang@contoh.go.id", populate_existing=True)
        assert bounce.times == times and bounce.error == "550 5.1.1 no such user"
        assert (bounce.paused_at is not None) is (times == 3)
    sink.mode = Mode.ACCEPT
    (key,), (other,) = put_out(address="hilang@contoh.go.id"), put_out()
    assert Sender().send_due() == {Verdict.ACCEPTED: 1}
    assert of(key).state is WAITING and of(other).state is SENT


def test_success_forgets_what_was_refused(cast: Cast, sink: Sink) -> None:
    sink.mode = Mode.NO_SUCH_RECIPIENT
    put_out(2, address="pindah@contoh.go.id")
    Sender().send_due()
    assert db.session.get_one(Bounce, "pindah@contoh.go.id").times == 2
    sink.mode = Mode.ACCEPT
    put_out(address="pindah@contoh.go.id")
    Sender().send_due()
    db.session.expire_all()
    assert db.session.get(Bounce, "pindah@contoh.go.id") is None


@pytest.mark.parametrize(
    ("mode", "state", "attempts", "words"),
    [
        (Mode.REFUSE_MAIL, GIVEN_UP, 1, "554 5.6.0 looks like spam"),
        (Mode.FORBIDDEN_RECIPIENT, WAITING, 1, "554 5.7.1 relay access denied"),
        (Mode.REFUSE_SENDER, WAITING, 0, "550 5.7.1 sender unknown"),
        (Mode.BUSY, WAITING, 0, "421 4.3.2 too busy"),
        (Mode.CUT_IN_DATA, WAITING, 1, "onnection"),
        (Mode.SLOW, WAITING, 1, "timed out"),
        (Mode.TRICKLE, WAITING, 1, "timed out after 4 s"),
    ],
)
def test_each_way_of_failing_is_judged(
    cast: Cast, sink: Sink, mode: Mode, state: DeliveryState, attempts: int, words: str
) -> None:
    sink.mode = mode
    (key,) = put_out()
    Sender().send_due()
    row = of(key)
    assert (row.state, row.attempts, row.leased_until) == (state, attempts, None) and words in row.error
    assert not sink.accepted and db.session.scalar(sa.select(sa.func.count()).select_from(Bounce)) == 0


def test_a_line_that_is_cut_is_opened_again_for_the_next_mail(cast: Cast, sink: Sink) -> None:
    sink.mode = Mode.CUT_AFTER_ACCEPTING
    keys = put_out(3)
    assert Sender().send_due() == {Verdict.LATER: 3}
    sink.mode = Mode.ACCEPT
    with acting_at(now() + dt.timedelta(minutes=2)):
        assert Sender().send_due() == {Verdict.ACCEPTED: 3}
    assert set(sink.copies.values()) == {2} and of(keys[0]).state is SENT  # known as copies by their Message-ID


def test_while_the_server_is_away_one_mail_tries_and_no_other_is_blamed(cast: Cast, sink: Sink) -> None:
    sink.stop()
    keys = put_out(20)
    sender = Sender()
    assert sender.send_due() == {Verdict.AWAY: 1} and not sender.send_due()
    row = of(keys[0])
    assert (row.state, row.attempts) == (WAITING, 0) and "refused" in row.error and row.next_at > now()
    assert all(of(key).error == "" for key in keys[1:])
    for seconds in (6, 17):
        with acting_at(now() + dt.timedelta(seconds=seconds)):
            assert sender.send_due() == {Verdict.AWAY: 1} and not sender.send_due()
    sink.start()
    with acting_at(now() + dt.timedelta(minutes=3)):
        assert sender.send_due() == {Verdict.ACCEPTED: 20}
    assert set(sink.copies.values()) == {1}


def test_without_a_mail_server_in_the_settings_nothing_is_taken(app: Flask, cast: Cast) -> None:
    (key,) = put_out()
    assert not Sender().send_due()
    assert of(key).leased_until is None


def test_two_workers_share_the_outbox(app: Flask, cast: Cast, sink: Sink) -> None:
    put_out(60)

    def work() -> int:
        with app.app_context():
            return Sender().send_due()[Verdict.ACCEPTED]

    counts = at_once(work, work, work)
    assert sum(counts) == 60 and len(sink.copies) == 60 == len(sink.accepted)


def test_what_a_worker_had_in_hand_is_taken_over_when_its_lease_ends(cast: Cast, sink: Sink) -> None:
    (key,) = put_out()
    lost = take([Channel.MAIL])
    assert lost and not take([Channel.MAIL])
    with acting_at(lost.until + dt.timedelta(seconds=1)):
        late = ways()[Channel.MAIL]
        assert late.send(lost.parcel, lambda: now() < lost.until).verdict is Verdict.TAKEN and not sink.accepted
        late.close()
        assert Sender().send_due() == {Verdict.ACCEPTED: 1}
    assert of(key).state is SENT


def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(cast: Cast, sink: Sink) -> None:
    broken, fine = put_out(address="bukan alamat")[0], put_out()[0]
    Sender().send_due()
    assert of(broken).state is GIVEN_UP and of(broken).error and of(fine).state is SENT


def test_who_has_no_account_any_more_gets_no_mail(cast: Cast, sink: Sink) -> None:
    (key,) = put_out()
    db.session.get_one(User, 1).is_active = False
    db.session.commit()
    assert Sender().send_due() == {Verdict.REJECTED: 1}
    assert of(key).state is GIVEN_UP and "closed" in of(key).error and not sink.accepted


@pytest.mark.parametrize("sender", ["Sinergi", "sinergi@", "a@contoh.go.id, b@contoh.go.id"])
def test_a_sender_that_is_none_blames_no_mail(
    app: Flask, cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch, sender: str
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FROM", sender)
    (key,) = put_out()
    assert Sender().send_due() == {Verdict.AWAY: 1}
    assert of(key).state is WAITING and "MAIL_FROM" in of(key).error


def test_a_mail_goes_where_the_person_is_now(cast: Cast, sink: Sink) -> None:
    person = db.session.get_one(User, 1)
    (key,) = put_out(address=person.email)
    person.email = "pimpinan.baru@contoh.go.id"
    db.session.commit()
    Sender().send_due()
    assert of(key).address == "pimpinan.baru@contoh.go.id" == sink.accepted[0].to
