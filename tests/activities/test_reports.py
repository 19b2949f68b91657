"""What reports ask of an activity: stakeholders, support, sending, what an evaluation measured; and its days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.parts import ActivitySession
from app.activities.steps import ActivityKind, ActivityState, ActivityStep, EvaluationPeriod, ReportSending
from app.attendance.models import Attendance
from app.clock import now, today
from app.commitments.states import SupportKind
from app.extensions import db
from app.mapping.levels import Level
from app.mapping.models import Half, Mapping
from tests.activities.steps import hold, make_activity, make_city, make_outcome
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting

DAY = dt.timedelta(days=1)
ST = ActivityStep


@pytest.fixture
def city(cast: Cast) -> dict[str, int]:
    """Areas by name."""
    return make_city()


def form_of(cast: Cast, city: dict[str, int], **others: Any) -> dict[str, Any]:
    """What a good form sends."""
    return {"title": "Raker", "starts_on": "2026-06-18", "area_ids": [city["Balandai"]],
            "agency_id": cast.social} | others  # fmt: skip


def stored(key: int) -> Activity:
    """The activity as it is stored now."""
    db.session.remove()
    return db.session.get_one(Activity, key)


def newest() -> Activity:
    """The activity that was recorded last."""
    db.session.remove()
    return db.session.scalars(sa.select(Activity).order_by(Activity.id.desc())).unique().first()  # type: ignore[return-value]


def test_stakeholders_are_invited_and_come(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    typed = form_of(cast, city, invited_ids=[cast.police, cast.bnn])
    page = browser.sign_in(cast.social_liaison).post("/kegiatan/baru?langkah=meeting", typed)
    assert "Diundang" in page.text and "Hadir" not in page.text
    key = newest().id
    browser.get(f"/kegiatan/{key}/hasil")
    page = browser.submit("/hasil", present_ids=[cast.police, cast.social])
    assert "Mengubah stakeholder yang hadir" in page.text
    assert {(row.agency_id, row.is_invited, row.is_present) for row in stored(key).stakeholders} == {
        (cast.police, True, True), (cast.bnn, True, False), (cast.social, False, True)}  # fmt: skip
    browser.get(f"/kegiatan/{key}/ubah")
    browser.submit("/ubah", invited_ids=[cast.police])
    assert {row.agency_id for row in stored(key).stakeholders} == {cast.police, cast.social}


def test_a_meeting_brings_who_was_invited_to_it(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    meeting = make_meeting(cast.bnn)
    db.session.add(Attendance(meeting_id=meeting.id, agency_id=cast.police, agency_name="Polres", invited=True))
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get(f"/kegiatan/baru?langkah=meeting&rapat={meeting.reference}")
    assert page.find("input", name="invited_ids", value=str(cast.police), checked="")


def test_a_support_tells_its_kind_form_and_amount(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    promise = make_commitment(cast.social)
    promise.support_kind, promise.unit = SupportKind.GOODS, "unit"
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get(f"/kegiatan/baru?langkah=support&komitmen={promise.reference}")
    assert "Pemberi dukungan" in page.text and page.find("input", name="unit", value="unit")
    typed = form_of(cast, city, commitment=promise.reference, support_form="Mesin jahit", amount="10", unit="unit")
    page = browser.post("/kegiatan/baru?langkah=support", typed)
    for words in ("Mesin jahit", "10 unit", "Sarana produksi", "Pemberi dukungan"):
        assert words in page.text, words
    assert newest().kind is ActivityKind.GOODS, "of the kind that was promised"
    browser.post("/kegiatan/baru?langkah=support", typed | {"amount": "banyak", "title": "x"}, status=422)


def test_a_report_says_how_far_it_was_sent(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    activity = hold(make_activity(cast.social, city["Balandai"], speaker="Instruktur BLK"))
    browser.sign_in(cast.social_liaison).get(f"/kegiatan/{activity.id}/hasil")
    for wrong, sentence in (
        ({"sending": "province"}, "Mohon isi tanggal pengiriman laporan."),
        ({"sending": "not_sent", "sent_on": today().isoformat()}, "Pilih ke mana laporan dikirim"),
        ({"sending": "centre", "sent_on": (today() + DAY).isoformat()}, "paling lambat hari ini"),
    ):
        assert sentence in browser.submit("/hasil", status=422, **wrong).text
    page = browser.submit("/hasil", sending="province", sent_on=today().isoformat())
    assert "Dikirim ke BNNP" in page.text and "Instruktur BLK" in page.text
    assert stored(activity.id).sending is ReportSending.TO_PROVINCE
    assert "1 data" in browser.get("/kegiatan?laporan=province").text
    assert "Tidak ada kegiatan" in browser.get("/kegiatan?laporan=centre").text


def make_mapping(area_id: int, year: int, level: Level, *, shared: bool = True) -> None:
    """A mapping whose level is set; committed."""
    mapping = Mapping(reference=f"PM/{year}/{area_id}", area_id=area_id, method_id=1, year=year, half=Half.YEAR,
                      level=level, shared_at=now() if shared else None)  # fmt: skip
    db.session.add(mapping)
    db.session.commit()


def test_levels_beside_an_evaluation_are_those_that_one_may_see(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    area, year = city["Balandai"], today().year
    make_mapping(area, year - 2, Level.DANGER)
    make_mapping(area, year, Level.WATCH, shared=False)
    facts = {"step": ST.EVALUATION, "period": EvaluationPeriod.YEAR, "starts_on": dt.date(year, 11, 4)}
    activity = make_activity(cast.social, area, **facts)
    page = browser.sign_in(cast.secretariat).get(f"/kegiatan/{activity.id}")
    assert "4 Bahaya" in page.text and "3 Waspada" in page.text
    assert 'class="table-wrap restricted"' in page.html, "not on paper"
    page = Browser(browser.app).sign_in(cast.social_liaison).get(f"/kegiatan/{activity.id}")
    assert "4 Bahaya" in page.text and "Waspada" not in page.text and "belum dipetakan lagi" in page.text
    page = Browser(browser.app).sign_in(cast.admin).get(f"/kegiatan/{activity.id}")
    assert "Bahaya" not in page.text and "Waspada" not in page.text


def test_an_evaluation_shows_what_it_measured(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    series = make_outcome(city["Balandai"], short="IKKR")
    make_outcome(city["Lagaligo"], short="SKM")
    activity = make_activity(cast.social, city["Balandai"], step=ST.EVALUATION)
    page = browser.sign_in(cast.secretariat).get(f"/kegiatan/{activity.id}")
    assert "belum diukur dalam kegiatan ini" in page.text and "SKM, " not in page.text
    browser.get(f"/hasil/{series.id}/nilai?kegiatan={activity.reference}")
    assert "Tidak ada kegiatan monitoring" in browser.submit("/nilai", status=422, value="2,5", evaluation="KG/1").text
    page = browser.submit("/nilai", value="2,5", evaluation=activity.reference.lower())
    assert activity.reference in page.text
    assert "2,5" in browser.get(f"/kegiatan/{activity.id}").text
    browser.get(f"/kegiatan/{activity.id}/hasil")
    assert "Jangan tulis kategori kawasan" in browser.submit("/hasil", status=422, recovery="Kini aman").text
    assert "Pulih sebagian" in browser.submit("/hasil", recovery="Pulih sebagian").text


def test_days_stay_where_they_make_sense(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    held = hold(make_activity(cast.social, city["Balandai"], ends_on=today() + 2 * DAY))
    db.session.add(ActivitySession(activity_id=held.id, on=today() + DAY))
    db.session.commit()
    browser.sign_in(cast.social_liaison).get(f"/kegiatan/{held.id}/ubah")
    tomorrow = (today() + DAY).isoformat()
    page = browser.submit("/ubah", status=422, starts_on=tomorrow, place="Aula yang diketik")
    assert "sudah terlaksana" in page.text and page.find("input", value="Aula yang diketik")
    page = browser.submit("/ubah", status=422, starts_on=today().isoformat(), ends_on=today().isoformat())
    assert "di luar tanggal kegiatan" in page.text and stored(held.id).ends_on == today() + 2 * DAY
    browser.submit("/ubah", ends_on=tomorrow)
    page = browser.get(f"/kegiatan/{held.id}")
    browser.submit("/rencanakan-kembali")
    assert stored(held.id).state is ActivityState.PLANNED


def test_a_cancelled_training_is_not_followed_anew(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    training = make_activity(cast.social, city["Balandai"])
    follower = make_activity(cast.social, city["Balandai"], step=ST.FOLLOWING, follows_id=training.id)
    training.cancel("Batal")
    db.session.commit()
    reference = training.reference
    page = browser.sign_in(cast.social_liaison).get(f"/kegiatan/{follower.id}")
    assert "dibatalkan" in page.text
    page = browser.post("/kegiatan/baru?langkah=following", form_of(cast, city, follows=reference), status=422)
    assert "Pelatihan ini dibatalkan." in page.text
    browser.get(f"/kegiatan/{follower.id}/ubah")
    browser.submit("/ubah", place="Balai")
    assert stored(follower.id).place == "Balai", "what it follows already stays"


def test_a_form_for_what_was_cancelled_meanwhile_keeps_its_lines(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    activity = make_activity(cast.social, city["Balandai"])
    base = f"/kegiatan/{activity.id}"
    browser.sign_in(cast.social_liaison)
    activity = stored(activity.id)
    activity.cancel("Batal")
    db.session.commit()
    version = activity.version
    posts = {
        "ubah": form_of(cast, city, place="Yang diketik", version=version),
        "hasil": {"sending": "not_sent", "satisfaction": "3,5", "result": "Yang diketik", "version": version},
        "sesi": {"on": today().isoformat(), "topic": "Yang diketik"},
        "jumlah": {"of": "participant", "group": "youth", "age": "18-24", "women": "7", "men": "8"},
    }
    for path, typed in posts.items():
        page = browser.post(f"{base}/{path}", typed, status=422)
        assert "Rencanakan kembali dahulu" in page.text, path
        assert "Yang diketik" in page.html or page.find("input", name="women", value="7"), path
        assert "Rencanakan kembali dahulu" in browser.get(f"{base}/{path}").text, "nobody begins to type in vain"
