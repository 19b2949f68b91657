"""Target locations: chosen by a meeting, once for each area and year, with why; levels only for who may see them."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.activities.steps import ActivityState
from app.clock import now, today
from app.extensions import db
from app.findings.models import FindingKind, TargetChoice
from app.mapping.levels import Level
from app.mapping.methods import MappingMethod
from app.mapping.models import Mapping
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.periods import Half
from tests.activities.steps import make_activity
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting
from tests.findings.steps import make_finding, make_target, make_village

YEAR = today().year
LIST = "/kawasan/lokasi-sasaran"


def decide(meeting: Meeting, text: str = "Kelurahan Salekoe menjadi lokasi sasaran.") -> int:
    """A decision in the minutes of a meeting; returns the id of its line."""
    facts = {"agenda_item_id": meeting.agenda[0].id, "meeting_id": meeting.id, "position": 1}
    line = MinutesLine(kind=LineKind.DECISION, **facts)
    line.write(text, None)
    db.session.add(line)
    db.session.commit()
    return line.id


def test_a_choice_names_its_meeting_and_its_decision(browser: Browser, cast: Cast) -> None:
    area, meeting = make_village(), make_meeting(cast.bnn, MeetingState.CLOSED)
    line = decide(meeting)
    browser.sign_in(cast.secretariat).get(f"{LIST}/pilih?wilayah={area.id}")
    page = browser.submit("/pilih", meeting_id=meeting.id, why="Banyak masalah", tampilkan="1")
    assert "Kelurahan Salekoe menjadi lokasi sasaran." in page.text and "Banyak masalah" in page.html
    assert not db.session.scalars(sa.select(TargetChoice)).all()
    page = browser.submit("/pilih", line_id=line, expected=40)
    assert f"Kelurahan Salekoe menjadi lokasi sasaran {YEAR}." in page.text and "40 orang" in page.text
    assert meeting.reference in page.text and "Memilih lokasi sasaran tahun" in page.text
    target = db.session.scalars(sa.select(TargetChoice)).one()
    assert (target.area_id, target.year, target.meeting_id, target.line_id) == (area.id, YEAR, meeting.id, line)
    page = browser.get(LIST)
    assert "Salekoe" in page.text and "Banyak masalah" in page.text and meeting.reference in page.text
    assert "Belum ada lokasi sasaran" in browser.get(f"{LIST}?tahun=2019").text
    assert "Salekoe" in browser.get(f"{LIST}?rapat={meeting.id}").text


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"why": " "}, "Mohon isi alasan pemilihan"),
    ({"why": "Karena 7373051234560001"}, "angka seperti NIK"),
    ({"meeting_id": ""}, "Mohon isi rapat"),
    ({"meeting_id": 999}, "Pilih salah satu"),
    ({"area_id": ""}, "Mohon isi kawasan"),
    ({"area_id": 999}, "Pilih salah satu"),
    ({"year": 1999}, "Isi tahun antara 2000 dan 2100"),
    ({"year": "dua"}, "Isi bilangan bulat"),
    ({"expected": -1}, "Isi bilangan bulat dari 0"),
    ({"line_id": 999}, "Pilih salah satu"),
])  # fmt: skip
def test_what_no_meeting_can_have_decided_is_refused(
    browser: Browser, cast: Cast, fields: dict[str, object], sentence: str
) -> None:
    area, meeting = make_village(), make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat).get(f"{LIST}/pilih")
    given = {"area_id": area.id, "meeting_id": meeting.id, "why": "Perlu", "year": YEAR}
    page = browser.submit("/pilih", status=422, **(given | fields))
    assert sentence in page.text and not db.session.scalars(sa.select(TargetChoice)).all()


def test_neither_a_draft_nor_another_meetings_decision_will_do(browser: Browser, cast: Cast) -> None:
    area, meeting = make_village(), make_meeting(cast.bnn)
    draft, off = make_meeting(cast.bnn, MeetingState.DRAFT), make_meeting(cast.bnn, MeetingState.CANCELLED)
    line = decide(make_meeting(cast.bnn))
    browser.sign_in(cast.secretariat).get(f"{LIST}/pilih")
    for wrong in (draft.id, off.id):
        browser.submit("/pilih", status=422, area_id=area.id, meeting_id=wrong, why="Perlu")
    page = browser.submit("/pilih", status=422, area_id=area.id, meeting_id=meeting.id, line_id=line, why="Perlu")
    assert "Butir keputusan di notula: Pilih salah satu" in page.text


def test_an_area_is_chosen_once_for_each_year(app: Flask, browser: Browser, cast: Cast) -> None:
    area, meeting = make_village(), make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat).get(f"{LIST}/pilih")
    token, cookie = browser.token(), browser.client.get_cookie("sinergi")
    assert cookie is not None
    form = {"csrf_token": token, "area_id": area.id, "meeting_id": meeting.id, "year": YEAR}

    def send(why: str) -> int:
        client = app.test_client()
        client.set_cookie("sinergi", cookie.value)
        return client.post(f"{LIST}/pilih", data=form | {"why": why}).status_code

    codes = at_once(*(lambda why=why: send(why) for why in ("Satu", "Satu", "Dua")))
    assert set(codes) <= {303, 409, 422} and 303 in codes
    assert db.session.scalar(sa.select(sa.func.count(TargetChoice.id))) == 1
    page = browser.submit("/pilih", status=422, area_id=area.id, meeting_id=meeting.id, why="Lagi")
    assert f"Kelurahan Salekoe sudah menjadi lokasi sasaran {YEAR}." in page.text
    browser.submit("/pilih", area_id=area.id, meeting_id=meeting.id, why="Lagi", year=YEAR + 1)
    assert db.session.scalar(sa.select(sa.func.count(TargetChoice.id))) == 2


def test_a_choice_is_changed_taken_back_and_made_again(browser: Browser, cast: Cast) -> None:
    area, meeting = make_village(), make_meeting(cast.bnn)
    target = make_target(area.id, meeting.id)
    browser.sign_in(cast.secretariat).get(f"{LIST}/{target.id}/ubah")
    page = browser.submit("/ubah", why="Alasan baru", expected=12)
    assert "Alasan baru" in page.text and "Mengubah pilihan lokasi sasaran tahun" in page.text
    browser.get(f"{LIST}/{target.id}/cabut")
    assert "Mohon isi alasan pencabutan" in browser.submit("/cabut", status=422, reason="").text
    page = browser.submit("/cabut", reason="Rapat memilih lain")
    assert "Pilihan ini dicabut: Rapat memilih lain" in page.text and page.has_form("/pulihkan")
    assert "Belum ada lokasi sasaran" in browser.get(LIST).text
    browser.get(f"{LIST}/{target.id}/ubah", status=404)
    browser.get(f"{LIST}/pilih")
    page = browser.submit("/pilih", area_id=area.id, meeting_id=meeting.id, why="Dipilih lagi")
    assert "Dipilih lagi" in page.text and "dicabut:" not in page.text
    assert db.session.scalars(sa.select(TargetChoice.id)).all() == [target.id]
    browser.get(f"{LIST}/{target.id}/cabut")
    browser.submit("/cabut", reason="Keliru")
    assert "berlaku lagi" in browser.submit("/pulihkan").text


def test_two_who_change_one_choice_see_each_other(browser: Browser, other: Browser, cast: Cast) -> None:
    target = make_target(make_village().id, make_meeting(cast.bnn).id)
    for each in (browser, other):
        each.sign_in(cast.secretariat).get(f"{LIST}/{target.id}/ubah")
    other.submit("/ubah", why="Dari dua")
    page = browser.submit("/ubah", status=409, why="Dari satu")
    assert "Dari dua" in page.text and "Dari satu" in page.html


def test_others_read_what_was_chosen_and_choose_nothing(browser: Browser, cast: Cast) -> None:
    target = make_target(make_village().id, make_meeting(cast.bnn).id)
    for who in (cast.social_liaison, cast.leader, cast.reviewer, cast.admin):
        other = Browser(browser.app).sign_in(who)
        assert "Salekoe" in other.get(LIST).text and "Banyak masalah" in other.get(f"{LIST}/{target.id}").text
        for path in ("pilih", f"{target.id}/ubah", f"{target.id}/cabut"):
            other.get(f"{LIST}/{path}", status=403)
            other.post(f"{LIST}/{path}", {"reason": "x"}, status=403)
        other.post(f"{LIST}/{target.id}/pulihkan", status=403)
    browser.sign_in(cast.secretariat).get(f"{LIST}/999", status=404)


def test_the_figures_of_a_place_are_counted_with_what_lies_inside(browser: Browser, cast: Cast) -> None:
    area = make_village()
    make_target(area.id, make_meeting(cast.bnn).id)
    gone = make_finding(area.id, cast.social, "Lama")
    gone.remove()
    make_finding(area.id, cast.social)
    make_finding(area.id, cast.social, "Las", kind=FindingKind.INTEREST, count=3)
    make_finding(area.id, cast.social, "Jahit", kind=FindingKind.INTEREST, count=3)
    inner = make_village("73.73.05.1005.01", "Lorong")
    inner.parent_id = area.id
    for place in (area, inner):
        commitment = make_commitment(cast.social)
        commitment.areas.append(place)
    make_activity(cast.social, area.id, inner.id)
    make_activity(cast.social, inner.id, state=ActivityState.CANCELLED)
    db.session.commit()
    page = browser.sign_in(cast.leader).get(LIST)
    row = next(
        " ".join("".join(each.itertext()).split()) for each in page.find("tr") if "Salekoe" in "".join(each.itertext())
    )
    assert "1 masalah" in row and "2 minat" in row and "2 komitmen terbuka" in row
    page = browser.get(f"{LIST}/calon")
    assert "Sudah dipilih" in page.text and page.queries <= 12
    row = next(
        " ".join("".join(each.itertext()).split()) for each in page.find("tr") if "Sudah" in "".join(each.itertext())
    )
    assert row.startswith("Kelurahan Salekoe 1 2 2 1")


@pytest.mark.parametrize(("who", "shared", "seen"), [
    ("secretariat", False, True), ("reviewer", False, True), ("leader", False, True), ("admin", True, False),
    ("social_liaison", False, False), ("social_liaison", True, True),
])  # fmt: skip
def test_levels_are_shown_to_who_may_see_them(browser: Browser, cast: Cast, who: str, shared: bool, seen: bool) -> None:
    method = db.session.scalars(sa.select(MappingMethod)).first()
    assert method
    make_target(area_id := make_village().id, make_meeting(cast.bnn).id)
    facts = {"reference": "PM/2026/001", "area_id": area_id, "method_id": method.id, "year": YEAR, "half": Half.YEAR}
    db.session.add(Mapping(level=Level.DANGER, shared_at=now() if shared else None, **facts))
    db.session.commit()
    browser.sign_in(getattr(cast, who))
    page = browser.get(f"{LIST}/calon")
    assert ("4 Bahaya" in page.text) is seen
    assert all(
        "restricted" in (each.get("class") or "") for each in page.find("span") if "level" in (each.get("class") or "")
    )
    for path in (LIST, f"{LIST}?tahun={YEAR}", f"{LIST}/1", f"/kawasan/{area_id}/potensi"):
        assert "Bahaya" not in browser.get(path).text


@pytest.mark.parametrize("query", [
    "tahun=%00", "tahun=99999999999999999999", "rapat=99999999999999999999", "rapat=x", "urut=why", "sesudah=zz~1",
    "wilayah=99999999999999999999&tahun=-5&rapat=abc",
])  # fmt: skip
def test_hostile_addresses_are_read_as_nothing(browser: Browser, cast: Cast, query: str) -> None:
    make_target(make_village().id, make_meeting(cast.bnn).id, at=now() - dt.timedelta(days=1))
    browser.sign_in(cast.secretariat)
    for path in ("", "/calon", "/pilih"):
        browser.get(f"{LIST}{path}?{query}")
