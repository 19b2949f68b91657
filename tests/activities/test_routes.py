"""Recording activities: what each step asks, who may, what happens to what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.steps import ActivityKind, ActivityState, ActivityStep
from app.clock import today
from app.extensions import db
from app.findings.models import Skill
from app.meetings.models import MeetingState
from tests.activities.steps import count, hold, make_activity, make_city
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting

DAY = dt.timedelta(days=1)
STEPS = {
    "mapping": set(),
    "meeting": {"meeting", "invited_ids"},
    "briefing": {"kind", "speaker", "invited_ids"},
    "training": {"skill", "speaker", "is_bersinar", "is_ibm"},
    "following": {"follows"},
    "evaluation": {"kind", "period", "follows"},
    "support": {"kind", "commitment", "support_form", "amount", "unit"},
}


@pytest.fixture
def city(cast: Cast) -> dict[str, int]:
    """Areas by name."""
    return make_city()


def fields(cast: Cast, city: dict[str, int], **others: Any) -> dict[str, Any]:
    """What a good form sends."""
    return {"title": "Bimtek menjahit", "starts_on": "2026-06-18", "ends_on": "2026-06-20", "place": "Balai",
            "area_ids": [city["Balandai"]], "agency_id": cast.social, "fund_source": "apbd",
            "budget": "15.000.000"} | others  # fmt: skip


def stored() -> list[Activity]:
    """All activities as they are stored now."""
    db.session.remove()
    return list(db.session.scalars(sa.select(Activity).order_by(Activity.id)))


@pytest.mark.parametrize(("step", "asked"), STEPS.items())
def test_each_step_asks_only_what_it_needs(
    browser: Browser, cast: Cast, city: dict[str, int], step: str, asked: set[str]
) -> None:
    page = browser.sign_in(cast.secretariat).get(f"/kegiatan/baru?langkah={step}")
    names = {name for name, _ in page.form("/kegiatan/baru").fields}
    names |= {each.get("name") or "" for each in page.find("input", type="checkbox")}
    assert names & {name for each in STEPS.values() for name in each} == asked
    page = browser.submit("/kegiatan/baru", **fields(cast, city))
    assert "KG/" in page.text and stored()[0].step is ActivityStep(step)


def test_a_training_is_recorded_with_a_new_skill(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    page = browser.sign_in(cast.secretariat).get("/kegiatan/baru")
    assert page.find("a", href="/kegiatan/baru?langkah=training")
    typed = fields(cast, city, skill="  Olahan   Hasil Laut ", is_ibm="y")
    page = browser.post("/kegiatan/baru?langkah=training", typed)
    for word in ("Olahan Hasil Laut", "Kelurahan Balandai", "Rp15.000.000", "Direncanakan", "IBM", "20 Jun 2026"):
        assert word in page.text, word
    browser.post("/kegiatan/baru?langkah=training", typed | {"skill": "olahan hasil LAUT", "title": "Lagi"})
    assert db.session.scalars(sa.select(Skill.name)).all() == ["Olahan Hasil Laut"]
    assert "Bimtek menjahit" in browser.get("/kegiatan").text


def test_a_double_click_records_once(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    browser.sign_in(cast.secretariat)
    first, second = (browser.post("/kegiatan/baru?langkah=training", fields(cast, city)).url for _ in range(2))
    assert first == second and len(stored()) == 1


@pytest.mark.parametrize(
    ("step", "wrong", "sentence"),
    [
        ("training", {"title": "\x00"}, "Mohon isi judul kegiatan."),
        ("training", {"title": "a" * 100_000}, "Paling banyak 300 karakter."),
        ("training", {"ends_on": "2026-06-17"}, "Tanggal selesai harus sama dengan atau setelah tanggal mulai."),
        ("training", {"starts_on": "2026-02-31"}, "Isi tanggal yang ada di kalender"),
        ("training", {"starts_on": "0001-01-01"}, "Isi tahun antara 2000 dan 2100."),
        ("training", {"area_ids": []}, "Mohon isi kawasan, paling sedikit satu."),
        ("training", {"area_ids": ["999"]}, "Pilih dari daftar."),
        ("training", {"area_ids": [str(2**63)]}, "Pilih dari daftar."),
        ("training", {"agency_id": "999"}, "Pilih salah satu dari daftar."),
        ("training", {"budget": "-5"}, "Isi angka nol atau lebih."),
        ("training", {"budget": "banyak"}, "Isi angka saja"),
        ("training", {"skill": "a" * 101}, "Paling banyak 100 karakter."),
        ("briefing", {"kind": "goods"}, "Pilih salah satu dari daftar."),
        ("evaluation", {"period": "abad"}, "Pilih salah satu dari daftar."),
        ("meeting", {"meeting": "R/2026/999"}, "Tidak ada rapat bernomor ini"),
        ("support", {"commitment": "1; DROP TABLE"}, "Tidak ada komitmen bernomor ini."),
        ("following", {"follows": "KG/2026/999"}, "Tidak ada pelatihan bernomor ini."),
    ],
)
def test_bad_input_is_told_and_the_rest_is_kept(
    browser: Browser, cast: Cast, city: dict[str, int], step: str, wrong: dict[str, Any], sentence: str
) -> None:
    typed = fields(cast, city, title="Yang diketik") | wrong
    page = browser.sign_in(cast.secretariat).post(f"/kegiatan/baru?langkah={step}", typed, status=422)
    assert sentence in page.text and not stored()
    if "title" not in wrong:
        assert page.find("input", value="Yang diketik")


def test_hostile_words_are_escaped(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    evil = '"><script>alert(1)</script>'
    activity = make_activity(cast.social, city["Balandai"], title=evil, place=evil, result=evil, skill=evil)
    browser.sign_in(cast.secretariat)
    paths = ["", "/ubah", "/hasil", "/jumlah", "/sesi", "/berkas"]
    for path in [f"/kegiatan/{activity.id}{each}" for each in paths] + [f"/kawasan/{city['Balandai']}/kegiatan"]:
        assert "<script>alert" not in browser.get(path).html
    browser.get("/kegiatan", cari=evil, langkah=evil, kawasan=evil, periode=evil, catatan=evil)


def test_a_meeting_and_a_promise_fill_what_is_empty(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED, theme="Raker sinergi", venue="Hotel")
    draft = make_meeting(cast.bnn, MeetingState.DRAFT, theme="Rahasia")
    promise = make_commitment(cast.social)
    browser.sign_in(cast.secretariat)
    typed = {"meeting": meeting.reference.lower(), "place": "Aula lain", "isi": "meeting"}
    page = browser.post("/kegiatan/baru?langkah=meeting", typed)
    assert page.find("input", value="Raker sinergi") and page.find("input", value="Aula lain")
    assert page.find("input", name="starts_on", value=today().isoformat()) and not stored()
    page = browser.get(f"/kegiatan/baru?langkah=support&komitmen={promise.reference}")
    assert page.find("input", value="Menyediakan 40 tempat pelatihan")
    page = browser.submit("/kegiatan/baru", starts_on="2026-03-01", area_ids=[city["Bara"]], kind="goods")
    assert stored()[0].commitment_id == promise.id and stored()[0].kind is ActivityKind.GOODS
    liaison = Browser(browser.app).sign_in(cast.social_liaison)
    typed = fields(cast, city, meeting=draft.reference)
    assert "Rahasia" not in liaison.post("/kegiatan/baru?langkah=meeting", typed, status=422).text


def test_an_accompaniment_follows_a_training_only(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    training = make_activity(cast.social, city["Balandai"])
    meeting = make_activity(cast.social, city["Balandai"], step=ActivityStep.MEETING)
    page = browser.sign_in(cast.secretariat).get(f"/kegiatan/baru?langkah=following&mengikuti={training.reference}")
    assert page.find("input", value="Pendampingan: Bimtek menjahit")
    browser.submit("/kegiatan/baru", starts_on="2026-03-01")
    follower = stored()[-1]
    assert follower.follows_id == training.id
    assert follower.reference in browser.get(f"/kegiatan/{training.id}").text
    typed = fields(cast, city, follows=meeting.reference)
    browser.post("/kegiatan/baru?langkah=following", typed, status=422)


@pytest.mark.parametrize("who", ["admin", "reviewer", "leader", "police_liaison"])
def test_who_does_not_organise_it_only_reads(browser: Browser, cast: Cast, city: dict[str, int], who: str) -> None:
    activity = make_activity(cast.social, city["Balandai"])
    row = count(activity, 1, 2)
    page = browser.sign_in(getattr(cast, who)).get(f"/kegiatan/{activity.id}")
    base = f"/kegiatan/{activity.id}"
    assert not [f for f in page.forms() if f.action.startswith("/kegiatan")] and not page.find("a", href=base + "/ubah")
    for path in ("ubah", "hasil", "terlaksana", "batalkan", "hapus", "pulihkan", "rencanakan-kembali", "sesi",
                 "jumlah", "berkas"):  # fmt: skip
        browser.post(f"{base}/{path}", {"title": "x", "reason": "x", "version": 1}, status=403)
    browser.post(f"/kegiatan/jumlah/{row.id}/hapus", status=403)
    assert stored()[0].title == "Bimtek menjahit" and stored()[0].state is ActivityState.PLANNED


def test_a_liaison_records_for_its_own_agency_alone(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    browser.sign_in(cast.police_liaison)
    for agency in (cast.social, cast.bnn):
        typed = fields(cast, city, agency_id=agency)
        assert "Pilih salah satu" in browser.post("/kegiatan/baru?langkah=training", typed, status=422).text
    browser.post("/kegiatan/baru?langkah=training", fields(cast, city, agency_id=cast.police))
    activity = stored()[0]
    assert activity.agency_id == cast.police
    browser.get(f"/kegiatan/{activity.id}/ubah")
    browser.submit(f"/kegiatan/{activity.id}/ubah", status=422, agency_id=cast.social)
    assert stored()[0].agency_id == cast.police
    for who in (cast.reviewer, cast.admin):
        Browser(browser.app).sign_in(who).get("/kegiatan/baru?langkah=training", status=403)


def test_it_is_held_from_its_first_day_on_and_that_can_be_taken_back(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    later = make_activity(cast.social, city["Balandai"], starts_on=today() + DAY)
    page = browser.sign_in(cast.social_liaison).get(f"/kegiatan/{later.id}")
    assert not page.has_form("/terlaksana")
    assert "belum mulai" in browser.post(f"/kegiatan/{later.id}/terlaksana").text
    activity = make_activity(cast.social, city["Balandai"])
    browser.get(f"/kegiatan/{activity.id}")
    page = browser.submit(f"/kegiatan/{activity.id}/terlaksana")
    assert "Terlaksana" in page.text and "Catat jumlah peserta" in page.text
    assert (
        "tidak dapat dibatalkan" in browser.post(f"/kegiatan/{activity.id}/batalkan", {"reason": "x"}, status=422).text
    )
    page = browser.post(f"/kegiatan/{activity.id}/rencanakan-kembali")
    assert "Direncanakan" in page.text
    assert [each.state for each in stored()] == [ActivityState.PLANNED] * 2


def test_cancelling_needs_a_reason_and_removing_can_be_undone(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    activity = make_activity(cast.social, city["Balandai"])
    base = f"/kegiatan/{activity.id}"
    browser.sign_in(cast.secretariat).get(base + "/batalkan")
    assert "Mohon isi alasan" in browser.submit("/batalkan", status=422).text
    assert "Aula banjir" in browser.submit("/batalkan", reason="Aula banjir").text
    assert "Rencanakan kembali dahulu" in browser.get(base + "/ubah").text
    browser.get(base + "/hapus", status=200)
    browser.post(base + "/rencanakan-kembali")
    browser.get(base + "/hapus")
    page = browser.submit("/hapus")
    assert "Kegiatan dihapus." in page.text and page.has_form("/pulihkan")
    assert activity.reference not in browser.get("/kegiatan").text
    assert "Pulihkan dahulu" in browser.get(base + "/hasil").text
    browser.post(base + "/pulihkan")
    assert activity.reference in browser.get("/kegiatan").text


def test_two_tabs_lose_nothing(browser: Browser, other: Browser, cast: Cast, city: dict[str, int]) -> None:
    activity = make_activity(cast.social, city["Balandai"])
    browser.sign_in(cast.social_liaison)
    other.sign_in(cast.secretariat)
    for path, name in (("ubah", "title"), ("hasil", "result")):
        browser.get(f"/kegiatan/{activity.id}/{path}")
        other.get(f"/kegiatan/{activity.id}/{path}")
        browser.submit(f"/{path}", **{name: "Kata saya"})
        page = other.submit(f"/{path}", status=409, **{name: "Kata sekretariat"})
        assert "baru saja diubah orang lain" in page.text and "Kata saya" in page.text
        assert getattr(stored()[0], name) == "Kata saya"
        other.submit(f"/{path}")
        assert getattr(stored()[0], name) == "Kata sekretariat"


def test_results_ask_what_the_step_reports(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    training = make_activity(cast.social, city["Balandai"])
    visit = make_activity(cast.social, city["Balandai"], step=ActivityStep.FOLLOWING)
    page = browser.sign_in(cast.social_liaison).get(f"/kegiatan/{visit.id}/hasil")
    assert not page.find("input", name="satisfaction") and not page.find("textarea", name="recommendation")
    browser.get(f"/kegiatan/{training.id}/hasil")
    browser.submit("/hasil", status=422, satisfaction="tinggi")
    browser.submit("/hasil", status=422, result="a" * 100_000)
    page = browser.submit("/hasil", satisfaction="3,42", satisfaction_category="good", result="Bagus\nsekali")
    assert "3,42" in page.text and "Baik" in page.text and "Bagus sekali" in page.text


@pytest.mark.parametrize("path", ["999", "0", str(2**63), "999/ubah", "sesi/999", "berkas/999"])
def test_unknown_ids_are_404(browser: Browser, cast: Cast, path: str) -> None:
    browser.sign_in(cast.secretariat).get(f"/kegiatan/{path}", status=404)


def test_the_list_finds_by_step_area_period_agency_state_and_word(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    made = make_activity(cast.social, city["Balandai"], starts_on=dt.date(2025, 3, 1), title="Kelas las")
    hold(make_activity(cast.police, city["Lagaligo"], starts_on=dt.date(2026, 9, 1), step=ActivityStep.MEETING))
    browser.sign_in(cast.leader)
    for query in ("langkah=training", f"kawasan={city['Bara']}", "periode=2025", "periode=2025-B06", "periode=2025-03",
                  f"instansi={cast.social}", "status=planned", "cari=kelas"):  # fmt: skip
        page = browser.get(f"/kegiatan?{query}")
        assert made.reference in page.text and "1 data" in page.text, query
    assert "2 data" in browser.get(f"/kegiatan?kawasan={city['Kota Contoh']}").text
