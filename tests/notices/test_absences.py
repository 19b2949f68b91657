"""Who is away says when and who stands in; what makes no sense is refused in a sentence."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency
from app.audit import AuditEvent
from app.clock import today
from app.extensions import db
from app.notices import absences
from app.notices.addressing import liaisons, people, reached
from app.notices.models import Absence, MailState
from app.policy import Role
from app.refusal import Refused
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_user, seat
from tests.notices.steps import user_of


def day(number: int) -> str:
    """So many days from today, as a date field sends it."""
    return (today() + dt.timedelta(days=number)).isoformat()


@pytest.fixture
def colleague(cast: Cast) -> int:
    """Somebody else at the social agency; returns the id."""
    user = make_user("rahmat@contoh.go.id", "Rahmat")
    seat(user, db.session.get_one(Agency, cast.social), Role.LEADER)
    db.session.commit()
    return user.id


def away(email: str, deputy_id: int, first: int = 0, last: int = 3) -> int:
    """An absence that is stored already."""
    days = {"from_date": today() + dt.timedelta(days=first), "until_date": today() + dt.timedelta(days=last)}
    absence = Absence(user_id=user_of(email).id, deputy_id=deputy_id, **days)
    db.session.add(absence)
    db.session.commit()
    return absence.id


def test_deputies_are_of_the_same_agency_or_have_the_same_kind_of_post(cast: Cast, colleague: int) -> None:
    found = absences.deputies_of(user_of(cast.social_liaison).id)
    assert found == [(colleague, "Rahmat (leader, Dinas Sosial)"),
                     (user_of(cast.police_liaison).id, "Polres (liaison, Polres Palopo)")]  # fmt: skip


def test_an_absence_is_noted_shown_and_told_in_the_history(browser: Browser, cast: Cast, colleague: int) -> None:
    browser.sign_in(cast.social_liaison).get("notices.settings")
    page = browser.submit("/ketidakhadiran", from_date=day(0), until_date=day(2), deputy_id=colleague)
    assert "Ketidakhadiran tercatat." in page.text and "Pengganti: Rahmat" in page.text
    events = db.session.execute(sa.select(AuditEvent.root_type, AuditEvent.action)).all()
    assert ("user", "created") in [tuple(each) for each in events]
    make_commitment(cast.social)
    page = Browser(browser.app).sign_in("rahmat@contoh.go.id").get("notices.index")
    assert "Anda menggantikan" in page.text


def test_sending_twice_notes_it_once(browser: Browser, cast: Cast, colleague: int) -> None:
    browser.sign_in(cast.social_liaison).get("notices.settings")
    fields = {"from_date": day(0), "until_date": day(2), "deputy_id": colleague}
    for _ in range(2):
        browser.post("notices.add_absence", fields)
    assert db.session.scalar(sa.select(sa.func.count(Absence.id))) == 1


def test_two_absences_sent_at_once_do_not_overlap(browser: Browser, other: Browser, cast: Cast, colleague: int) -> None:
    fields = [{"from_date": day(0), "until_date": day(last), "deputy_id": str(colleague)} for last in (2, 3)]
    for each, data in zip((browser, other), fields, strict=True):
        data["csrf_token"] = each.sign_in(cast.social_liaison).token()
    path = "/pemberitahuan/ketidakhadiran"
    codes = at_once(*(lambda b=b, d=d: b.raw("POST", path, data=d).status_code
                      for b, d in zip((browser, other), fields, strict=True)))  # fmt: skip
    assert sorted(codes) == [303, 422]
    assert db.session.scalar(sa.select(sa.func.count(Absence.id))) == 1


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(2, 1, "tidak boleh sebelum hari pertama"), (-1, 3, "mulai hari ini"), (0, 400, "Paling lama satu tahun"),
     (1, 9, "Sudah ada ketidakhadiran"), (10, 10, "sendiri tidak di tempat")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_kept(
    browser: Browser, cast: Cast, colleague: int, first: int, last: int, sentence: str
) -> None:
    away(cast.social_liaison, colleague, 0, 3)
    away("rahmat@contoh.go.id", user_of(cast.police_liaison).id, 10, 11)
    browser.sign_in(cast.social_liaison).get("notices.settings")
    page = browser.submit("/ketidakhadiran", 422, from_date=day(first), until_date=day(last), deputy_id=colleague)
    assert sentence in page.text
    assert ("until_date", day(last)) in page.form("/ketidakhadiran").fields
    assert db.session.scalar(sa.select(sa.func.count(Absence.id))) == 2


def test_nobody_without_a_post_beside_or_like_it_stands_in(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison).get("notices.settings")
    fields = {"from_date": day(0), "until_date": day(1)}
    for key in (user_of(cast.reviewer).id, user_of(cast.social_liaison).id, 999):
        page = browser.post("notices.add_absence", fields | {"deputy_id": key}, status=422)
        assert "Pilih salah satu" in page.text
    with pytest.raises(Refused):
        absences.add(user_of(cast.social_liaison).id, user_of(cast.reviewer).id, today(), today())


def test_being_back_early_keeps_the_days_that_passed(browser: Browser, cast: Cast, colleague: int) -> None:
    begun = away(cast.social_liaison, colleague, -2, 3)
    coming = away(cast.social_liaison, colleague, 7, 8)
    browser.sign_in(cast.social_liaison).get("notices.settings")
    browser.submit(f"/{coming}/akhiri")
    page = browser.submit(f"/{begun}/akhiri")
    assert not page.has_form(f"/{begun}/akhiri")
    assert db.session.execute(sa.select(Absence.id, Absence.until_date)).all() == [
        (begun, today() - dt.timedelta(days=1))
    ]
    browser.post(f"/pemberitahuan/ketidakhadiran/{begun}/akhiri")


def test_absences_of_others_do_not_exist_but_for_administrators(browser: Browser, cast: Cast, colleague: int) -> None:
    key = away(cast.social_liaison, colleague)
    browser.sign_in(cast.police_liaison).post(f"/pemberitahuan/ketidakhadiran/{key}/akhiri", status=404)
    page = Browser(browser.app).sign_in(cast.admin).get("accounts.show", id=user_of(cast.social_liaison).id)
    assert "Pengganti: Rahmat" in page.text
    admin = Browser(browser.app).sign_in(cast.admin)
    admin.get("accounts.show", id=user_of(cast.social_liaison).id)
    assert "Tidak ada yang tercatat." in admin.submit(f"/{key}/akhiri").text


def test_an_administrator_notes_it_for_somebody(browser: Browser, cast: Cast, colleague: int) -> None:
    person = user_of(cast.social_liaison).id
    browser.sign_in(cast.admin).get("notices.absence_of", id=person)
    assert "Mohon isi pengganti" in browser.submit("/ketidakhadiran", 422, from_date=day(1), until_date=day(2)).text
    page = browser.submit("/ketidakhadiran", from_date=day(1), until_date=day(2), deputy_id=colleague)
    assert page.url.startswith(f"/pengguna/{person}") and "Pengganti: Rahmat" in page.text
    Browser(browser.app).sign_in(cast.police_liaison).get("notices.absence_of", 403, id=person)


def test_ending_twice_is_one_act(browser: Browser, cast: Cast, colleague: int) -> None:
    key = away(cast.social_liaison, colleague, 7, 8)
    browser.sign_in(cast.social_liaison)
    for _ in range(2):
        browser.post(f"/pemberitahuan/ketidakhadiran/{key}/akhiri")


def test_where_the_deputy_goes_away_too_the_next_one_is_told(browser: Browser, cast: Cast, colleague: int) -> None:
    away(cast.social_liaison, colleague)
    away("rahmat@contoh.go.id", user_of(cast.police_liaison).id, 0, 0)
    for day_, told in ((0, user_of(cast.police_liaison).id), (1, colleague)):
        known = people(db.session(), [liaisons(cast.social)], today() + dt.timedelta(days=day_))
        reached_ = [(each.user_id, each.mail_state) for each in reached(known, [liaisons(cast.social)])]
        assert reached_ == [(user_of(cast.social_liaison).id, MailState.NONE), (told, MailState.NEW)]


def test_who_stands_in_reads_so(browser: Browser, cast: Cast, colleague: int) -> None:
    away(cast.social_liaison, colleague)
    page = browser.sign_in("rahmat@contoh.go.id").get("notices.settings")
    assert "Anda menggantikan Dinsos" in page.text
