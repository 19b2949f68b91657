"""Suggestions (usulan): proposed outside a meeting, brought into one, taken up as a line of its minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import today
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.states import SupportState
from app.commitments.writing import a_year_later
from app.extensions import db
from app.meetings.agenda import AgendaKind
from app.meetings.models import Meeting, MeetingState
from app.meetings.service import remove_item
from app.minutes.models import LineKind, MinutesLine
from app.policy import Role
from app.series.service import carry
from tests.at_once import at_once
from tests.browser import Browser
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_area, make_commitment, make_meeting, make_user, seat

DUE = today() + dt.timedelta(days=60)
WORDS = {
    "statement": "Melatih 20 orang menjahit", "due": DUE, "place": "Aula", "indicator": "Peserta lulus",
    "unit": "orang", "target": "20", "proof": "Sertifikat",
}  # fmt: skip


def suggest(browser: Browser, status: int = 200, **fields: Any) -> Commitment | None:
    """Fill in the form of a suggestion; returns what it made."""
    browser.get("commitments.new")
    browser.submit("/baru", status=status, **(WORDS | fields))
    db.session.rollback()
    return db.session.scalars(sa.select(Commitment).order_by(Commitment.id.desc()).limit(1)).one_or_none()


def a_suggestion(cast: Cast, **facts: Any) -> Commitment:
    """A suggestion of the social agency."""
    return make_commitment(cast.social, suggested_name="Ani", **facts)


def test_a_liaison_suggests_for_its_own_agency_only(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison)
    made = suggest(browser)
    assert made and (made.lead_agency_id, made.suggested_name) == (cast.social, "Dinsos")
    assert made.is_suggestion and made.is_checkable and made.original_due == DUE
    page = browser.get("commitments.show", id=made.id)
    assert "menunggu dibawa ke rapat" in page.text and not page.has_form("/terima")
    browser.get("commitments.new")
    page = browser.submit("/baru", status=422, **(WORDS | {"lead_agency_id": cast.police}))
    assert "Pilih salah satu dari daftar" in page.text
    foreign = {"is_high": "y", "state": "verified", "waiver": "x", "meeting_id": "1", "suggested_name": "Lain"}
    browser.post("commitments.new", WORDS | {"lead_agency_id": cast.social, "rhythm": "none"} | foreign)
    last = stored(made.id + 1)
    assert not last.is_high and last.state is S.PROPOSED and not last.waiver and last.meeting_id is None


def test_the_secretariat_suggests_for_any_agency(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    made = suggest(browser, lead_agency_id=cast.police, is_high="y")
    assert made and made.lead_agency_id == cast.police and made.is_high
    browser.get("commitments.new")
    assert "Mohon isi instansi penanggung jawab" in browser.submit("/baru", status=422, **WORDS).text


@pytest.mark.parametrize("person", ["reviewer", "leader", "admin"])
def test_others_suggest_nothing(browser: Browser, cast: Cast, person: str) -> None:
    browser.sign_in(getattr(cast, person)).get("commitments.new", status=403)
    assert not browser.get("commitments.index").find("a", href="/komitmen/baru")


def test_sent_twice_it_is_one_suggestion(browser: Browser, cast: Cast) -> None:
    form = browser.sign_in(cast.social_liaison).get("commitments.new").form("/baru")
    fields = dict(form.fields) | {key: str(value) for key, value in WORDS.items()}
    for _ in range(2):
        browser.post("commitments.new", fields)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Commitment)) == 1


def test_a_liaison_words_its_own_suggestion_until_it_is_a_line(browser: Browser, other: Browser, cast: Cast) -> None:
    made = a_suggestion(cast, is_high=True)
    browser.sign_in(cast.social_liaison).get("commitments.edit", id=made.id)
    browser.submit("/ubah", target="50")
    assert stored(made.id).target == 50 and stored(made.id).is_high, "what the form does not ask stays"
    fields = dict(browser.get("commitments.edit", id=made.id).form("/ubah").fields)
    browser.post("commitments.edit", fields | {"lead_agency_id": str(cast.police)}, status=422, id=made.id)
    assert stored(made.id).lead_agency_id == cast.social
    other.sign_in(cast.police_liaison).get("commitments.edit", status=403, id=made.id)
    meeting = make_meeting(cast.bnn)
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=LineKind.COMMITMENT)
    line.write("x", None)
    db.session.add(line)
    db.session.flush()
    stored_again = db.session.get_one(Commitment, made.id)
    stored_again.line_id = line.id
    db.session.commit()
    browser.get("commitments.edit", status=403, id=made.id)
    browser.post("commitments.edit", fields, status=403, id=made.id)


def test_a_copy_is_a_year_later_with_everything(browser: Browser, cast: Cast) -> None:
    source = in_state(cast, S.VERIFIED, start=today())
    source.areas.append(make_area("73.73.05.1005"))
    source.supports.append(
        CommitmentSupport(agency_id=cast.police, agency_name="Polres", role="Menjaga", state=SupportState.ACCEPTED)
    )
    source.milestones.append(Milestone(title="Pembukaan", due=today() + dt.timedelta(days=3), reached_on=today()))
    db.session.commit()
    browser.sign_in(cast.social_liaison).get("commitments.show", id=source.id)
    page = browser.get("commitments.new", salin=source.id)
    assert source.reference in page.text
    page = browser.submit("/baru")
    db.session.rollback()
    made = db.session.scalars(sa.select(Commitment).where(Commitment.copied_from_id == source.id)).one()
    assert (made.due, made.start) == (a_year_later(source.due), a_year_later(source.start or today()))
    assert (made.statement, made.target, made.proof) == (source.statement, source.target, source.proof)
    assert made.area_ids == source.area_ids and made.claimed == 0 and made.is_suggestion
    assert [(s.agency_id, s.role, s.state) for s in made.supports] == [(cast.police, "Menjaga", SupportState.ASKED)]
    assert [(m.title, m.due, m.reached_on) for m in made.milestones] == [
        ("Pembukaan", a_year_later(today() + dt.timedelta(days=3)), None)
    ]
    assert "Disalin dari" in page.text and source.reference in page.text


def test_only_what_one_could_suggest_is_copied(browser: Browser, cast: Cast) -> None:
    source = in_state(cast, S.VERIFIED, cast.police)
    browser.sign_in(cast.social_liaison).get("commitments.new", status=404, salin=source.id)
    for key in ("0", "x", str(2**40), str(source.id + 99)):
        browser.get("commitments.new", status=404, salin=key)
    assert not browser.get("commitments.show", id=source.id).find("a", href=f"/komitmen/baru?salin={source.id}")


def test_leap_day() -> None:
    assert a_year_later(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)
    assert a_year_later(dt.date(2027, 2, 28)) == dt.date(2028, 2, 28)


def bring(browser: Browser, commitment_id: int, place: str, status: int = 200) -> str:
    """Bring a suggestion into a meeting by its form; returns the words of the answer."""
    browser.get("commitments.bring", id=commitment_id)
    return browser.submit("/bawa-ke-rapat", status=status, place=place).text


def test_a_suggestion_becomes_a_line_and_is_agreed_on(browser: Browser, other: Browser, cast: Cast) -> None:
    made, meeting = a_suggestion(cast), make_meeting(cast.bnn, MeetingState.ANNOUNCED, items=1)
    meeting.agenda[0].kind = AgendaKind.CLOSING
    db.session.commit()
    browser.sign_in(cast.secretariat)
    assert made.reference in browser.get("home.index").text
    assert "Usulan masuk agenda" in bring(browser, made.id, f"r{meeting.id}")
    assert made.reference not in browser.get("home.index").text
    db.session.expire_all()
    agenda = db.session.get_one(Meeting, meeting.id).agenda
    assert [item.title for item in sorted(agenda, key=lambda i: i.position)] == ["Usulan komitmen", "Acara 1"]
    assert stored(made.id).meeting_id == meeting.id
    page = browser.get("meetings.show", id=meeting.id)
    browser.submit("/mulai")
    page = browser.get("minutes.index", id=meeting.id)
    assert made.reference in page.text and "Catat sebagai butir" in page.text
    page = browser.submit("/usulan-komitmen")
    found = stored(made.id)
    line = db.session.get_one(MinutesLine, found.line_id)
    assert (line.kind, line.text) == (LineKind.COMMITMENT, found.statement) and "Catat sebagai butir" not in page.text
    assert found.turn == "agency" and db.session.scalar(sa.select(sa.func.count()).select_from(Commitment)) == 1
    browser.post(f"/rapat/agenda/{line.agenda_item_id}/usulan-komitmen", {"komitmen": made.id})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MinutesLine)) == 1, "pressed twice, one line"
    other.sign_in(cast.social_liaison)
    assert made.reference in other.get("home.index").text
    other.get("commitments.show", id=made.id)
    other.submit("/terima")
    assert stored(made.id).state is S.AGREED


def test_a_line_taken_out_takes_the_suggestion_along_and_brings_it_back(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    made = a_suggestion(cast, meeting_id=meeting.id, agenda_item_id=meeting.agenda[0].id)
    browser.sign_in(cast.secretariat).get("minutes.index", id=meeting.id)
    browser.submit("/usulan-komitmen")
    line = stored(made.id).line_id
    browser.post("minutes.remove", id=line)
    assert stored(made.id).state is S.CANCELLED and "Butir notula dihapus" in stored(made.id).cancel_reason
    browser.post("minutes.restore", id=line)
    assert stored(made.id).state is S.PROPOSED and stored(made.id).line_id


@pytest.mark.parametrize("case", ["elsewhere", "cancelled", "closed", "none"])
def test_what_is_not_under_the_item_is_not_recorded(browser: Browser, cast: Cast, case: str) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED if case == "closed" else MeetingState.RUNNING)
    item = meeting.agenda[0].id
    made = a_suggestion(cast, meeting_id=meeting.id, agenda_item_id=None if case == "elsewhere" else item)
    if case == "cancelled":
        made.cancel("Ditarik")
        db.session.commit()
    browser.sign_in(cast.secretariat)
    browser.post("minutes.record_suggestion", {"komitmen": "x" if case == "none" else made.id}, id=item)
    assert stored(made.id).line_id is None and not db.session.scalars(sa.select(MinutesLine)).all()


@pytest.mark.parametrize("place", ["", "r0", "a0", "x", "r999", "a999", "r" + "9" * 30, "a1;"])
def test_a_place_that_is_none_is_refused(browser: Browser, cast: Cast, place: str) -> None:
    made = a_suggestion(cast)
    make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    bring(browser.sign_in(cast.secretariat), made.id, place, 422)
    assert stored(made.id).meeting_id is None


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CLOSED, MeetingState.CANCELLED])
def test_only_open_meetings_take_suggestions(browser: Browser, cast: Cast, state: MeetingState) -> None:
    made, meeting = a_suggestion(cast), make_meeting(cast.bnn, state)
    browser.sign_in(cast.secretariat)
    assert "Belum ada rapat yang terbuka" in browser.get("commitments.bring", id=made.id).text
    browser.post("commitments.bring", {"place": f"r{meeting.id}"}, status=422, id=made.id)
    assert stored(made.id).meeting_id is None


def test_what_a_meeting_did_not_take_up_waits_again(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    made = a_suggestion(cast, meeting_id=meeting.id, agenda_item_id=meeting.agenda[0].id)
    later = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    browser.sign_in(cast.secretariat)
    assert made.reference in browser.get("home.index").text
    bring(browser, made.id, f"a{later.agenda[0].id}")
    assert stored(made.id).agenda_item_id == later.agenda[0].id


def test_an_item_that_leaves_takes_its_suggestions_along_or_gives_them_back(cast: Cast) -> None:
    first, second = make_meeting(cast.bnn, MeetingState.ANNOUNCED), make_meeting(cast.bnn, MeetingState.DRAFT)
    made = a_suggestion(cast, meeting_id=first.id, agenda_item_id=first.agenda[0].id)
    item = carry(first.agenda[0], second, moving=True)
    db.session.commit()
    assert stored(made.id).meeting_id == second.id
    remove_item(db.session.merge(item))
    db.session.commit()
    assert stored(made.id).meeting_id is None and stored(made.id).agenda_item_id is None


def test_recording_and_bringing_elsewhere_at_once_do_not_wait_crosswise(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    here, there = make_meeting(cast.bnn), make_meeting(cast.bnn)
    made = a_suggestion(cast, meeting_id=here.id, agenda_item_id=here.agenda[0].id).id
    seat(make_user("sekretariat2@contoh.go.id"), make_commitment(cast.bnn).lead_agency, Role.SECRETARIAT)
    db.session.commit()
    one = browser.sign_in(cast.secretariat).get("minutes.index", id=here.id).form("/usulan-komitmen")
    two = other.sign_in("sekretariat2@contoh.go.id").get("commitments.bring", id=made).form("/bawa-ke-rapat")
    place = f"a{there.agenda[0].id}"
    answers = at_once(
        lambda: browser.client.post(one.action, data=dict(one.fields)).status_code,
        lambda: other.client.post(two.action, data=dict(two.fields) | {"place": place}).status_code,
    )
    assert sorted(answers) in ([303, 303], [303, 422]), answers
    found = stored(made)
    assert (found.line_id is not None) == (found.agenda_item_id == here.agenda[0].id)


def test_the_editor_asks_no_more_for_many_suggestions(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, items=2)
    browser.sign_in(cast.secretariat)
    before = browser.get("minutes.index", id=meeting.id).queries
    for _ in range(15):
        a_suggestion(cast, meeting_id=meeting.id, agenda_item_id=meeting.agenda[0].id)
    page = browser.get("minutes.index", id=meeting.id)
    assert page.queries == before and page.text.count("Catat sebagai butir") == 15
    assert len([e for e in page.find("section") if (e.get("id") or "").startswith("acara-")]) == 2
