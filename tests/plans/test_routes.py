"""Drawing up a plan, adopting it, and who may change what of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.agencies.service import merge
from app.clock import today
from app.commitments.states import Reason
from app.extensions import db
from app.meetings.models import MeetingState
from app.plans.achievement import achieved
from app.plans.models import ActionPlan, Measure, PlanAction, PlanState
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY
from tests.factories import Cast, make_meeting
from tests.plans.steps import make_action, make_adopted, make_draft, reported, tie


def plan_of(key: int) -> ActionPlan:
    """What the database holds now."""
    db.session.expire_all()
    return db.session.get_one(ActionPlan, key)


def action_of(key: int) -> PlanAction:
    db.session.expire_all()
    return db.session.get_one(PlanAction, key)


def test_a_plan_is_drawn_up_adopted_reopened_and_closed(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED, theme="Rapat penetapan")
    browser.sign_in(cast.secretariat).get("plans.new")
    page = browser.submit(
        "/rencana-aksi/baru", title="Rencana aksi", year="2026", agency_id=cast.bnn, legal_basis="Perda"
    )
    assert "RA/2026/001" in page.text and "Belum ada aksi" in page.text
    here = page.url
    browser.get(here + "/aksi/baru")
    page = browser.submit(
        "/aksi/baru", action="Melatih 40 orang", agency_id=cast.social, target="40", unit="orang", b06_target="20",
        b12_text="Semua terlatih", related_ids=[cast.police, cast.health],
    )  # fmt: skip
    assert "Melatih 40 orang" in page.text and "Dinas Kesehatan; Polres Palopo" in page.text
    page = browser.get(here + "/tetapkan")
    browser.submit("/tetapkan", status=422, meeting_id=meeting.id, adopted_on="2100-01-01")
    page = browser.submit("/tetapkan", status=422, meeting_id=meeting.id, adopted_on="2020-01-01")
    assert "Isi tanggal rapat atau sesudahnya" in page.text
    page = browser.submit("/tetapkan", meeting_id=meeting.id, adopted_on=today().isoformat())
    assert "Ditetapkan pada" in page.text and "Rapat penetapan" in page.text
    browser.get(here + "/tutup")
    assert "Sudah ditutup" in browser.submit("/tutup").text
    browser.get(here + "/buka-kembali")
    browser.submit("/buka-kembali", status=422, reason=" ")
    page = browser.submit("/buka-kembali", reason="Salah tutup")
    assert "Dibuka kembali: Salah tutup" in page.text and "Ditetapkan pada" in page.text
    browser.get(here + "/buka-kembali")
    assert "Masih draf" in browser.submit("/buka-kembali", reason="Ada yang kurang").text


def test_an_empty_plan_is_not_adopted(browser: Browser, cast: Cast) -> None:
    plan, meeting = make_draft(cast), make_meeting(cast.bnn, MeetingState.CLOSED)
    browser.sign_in(cast.secretariat)
    assert "belum memuat aksi" in browser.get("plans.adopt", id=plan.id).text
    facts = {"meeting_id": meeting.id, "adopted_on": today().isoformat()}
    assert "belum memuat aksi" in browser.post("plans.adopt", facts, id=plan.id).text
    assert plan_of(plan.id).state is PlanState.DRAFT


def test_a_liaison_writes_its_own_row_of_a_draft_but_not_whose_it_is(browser: Browser, cast: Cast) -> None:
    plan = make_draft(cast, cast.social, cast.police)
    mine, theirs = plan.actions
    browser.sign_in(cast.social_liaison).get("plans.edit_action", id=mine.id)
    browser.submit("/ubah", action="Melatih keluarga", number="9", agency_id=cast.police, b03_target="5")
    now = action_of(mine.id)
    assert (now.action, now.number, now.agency_id) == ("Melatih keluarga", 1, cast.social)
    assert [(m.period, m.target) for m in now.measures] == [(Measure.B03, 5)]
    for path in ("ubah", "komitmen", "tugas", "temuan", "kawasan"):
        browser.get(f"/rencana-aksi/aksi/{theirs.id}/{path}", status=403)
    browser.post("plans.edit_action", {"action": "Lain"}, status=403, id=theirs.id)
    browser.post("plans.remove_action", status=403, id=theirs.id)


def test_a_liaison_adds_rows_of_its_own_agency_while_the_plan_is_a_draft(browser: Browser, cast: Cast) -> None:
    draft, adopted = make_draft(cast), make_adopted(cast)
    browser.sign_in(cast.social_liaison).get("plans.new_action", id=draft.id)
    browser.submit("/aksi/baru", status=422, action="Milik lain", agency_id=cast.police)
    page = browser.submit("/aksi/baru", action="Milik sendiri", agency_id=cast.social)
    assert "Milik sendiri" in page.text
    assert "Mintalah sekretariat" in browser.get("plans.new_action", id=adopted.id).text
    page = browser.post("plans.new_action", {"action": "Lagi", "agency_id": cast.social}, 409, id=adopted.id)
    assert "Mintalah sekretariat" in page.text and "Lagi" in page.html
    assert len(plan_of(adopted.id).actions) == 1
    for who in (cast.reviewer, cast.leader, cast.admin):
        Browser(browser.app).sign_in(who).get("plans.new_action", status=403, id=draft.id)


def test_of_a_plan_in_force_a_liaison_fills_in_words_only(browser: Browser, cast: Cast) -> None:
    action = make_adopted(cast).actions[0]
    page = browser.sign_in(cast.social_liaison).get("plans.edit_action", id=action.id)
    assert not page.find("textarea", name="action")
    page = browser.submit("/ubah", obstacle="Gedung dipakai", follow_up="Pindah", evidence="Foto")
    assert "Gedung dipakai" in page.text
    now = action_of(action.id)
    assert (now.action, now.obstacle, now.evidence) == ("Melatih warga", "Gedung dipakai", "Foto")
    browser.post("plans.edit_action", {"action": "Diganti", "version": now.version}, 409, id=action.id)
    page = browser.post("plans.remove_action", id=action.id)
    assert action_of(action.id).action == "Melatih warga"
    assert "Mintalah sekretariat" in page.text and action_of(action.id).removed_at is None


def test_a_closed_plan_is_only_read(browser: Browser, cast: Cast) -> None:
    plan = make_adopted(cast)
    action, commitment = plan.actions[0], reported(cast)
    plan.close()
    db.session.commit()
    browser.sign_in(cast.secretariat)
    here, whole = f"/rencana-aksi/aksi/{action.id}", f"/rencana-aksi/{plan.id}"
    typed = {"action": "X", "version": action.version, "agency_id": cast.social, "number": 1}
    posts = ((here + "/ubah", typed, 409), (here + "/hapus", {}, 200),
             (here + "/komitmen", {"kait": commitment.id}, 200),
             (whole + "/ubah", {"title": "X", "year": "2026", "agency_id": cast.bnn}, 409),
             (whole + "/aksi/baru", {"action": "X", "agency_id": cast.social}, 409))  # fmt: skip
    for path, fields, status in posts:
        assert "sudah ditutup" in browser.post(path, fields, status).text, path
    now = plan_of(plan.id)
    assert (now.title, [a.action for a in now.actions]) == ("Rencana aksi P4GN", ["Melatih warga"])
    assert not now.actions[0].commitments and not now.actions[0].removed_at
    assert "ubah" not in {a.get("href", "").split("/")[-1] for a in browser.get("plans.show", id=plan.id).find("a")}


def test_a_row_that_was_typed_while_the_plan_was_adopted_is_not_lost(browser: Browser, cast: Cast) -> None:
    plan = make_draft(cast, cast.social)
    key, whole = plan.actions[0].id, plan.id
    browser.sign_in(cast.social_liaison).get("plans.edit_action", id=key)
    plan_of(whole).adopt(make_meeting(cast.bnn, MeetingState.CLOSED), today())
    db.session.commit()
    page = browser.submit("/ubah", status=409, action="Melatih 40 keluarga", b06_text="Setengahnya", obstacle="Hujan")
    assert "sudah ditetapkan" in page.text and page.has_form("/ubah")
    assert all(each in page.html for each in ("Melatih 40 keluarga", "Setengahnya", "Hujan"))
    assert action_of(key).action == "Melatih warga" and not action_of(key).obstacle
    assert not browser.get("plans.edit_action", id=key).find("textarea", name="action")  # words only, from now on


def test_a_row_that_was_typed_while_the_plan_was_closed_is_not_lost(browser: Browser, cast: Cast) -> None:
    plan = make_adopted(cast)
    key, whole = plan.actions[0].id, plan.id
    browser.sign_in(cast.social_liaison).get("plans.edit_action", id=key)
    plan_of(whole).close()
    db.session.commit()
    page = browser.submit("/ubah", status=409, obstacle="Kata-kata panjang")
    assert "sudah ditutup" in page.text and "Kata-kata panjang" in page.html
    Browser(browser.app).sign_in(cast.secretariat).post("plans.reopen", {"reason": "Salah"}, id=whole)
    browser.submit("/ubah", obstacle="Kata-kata panjang")
    assert action_of(key).obstacle == "Kata-kata panjang"


def test_the_last_number_is_given_and_no_other(browser: Browser, cast: Cast) -> None:
    action = make_draft(cast, cast.social).actions[0]
    action.number = 9999
    db.session.commit()
    browser.sign_in(cast.social_liaison).get("plans.new_action", id=action.plan_id)
    assert "9.999" in browser.submit("/aksi/baru", status=422, action="Satu lagi", agency_id=cast.social).text


def test_who_took_an_agency_over_fills_in_its_actions(browser: Browser, cast: Cast) -> None:
    action = make_adopted(cast).actions[0]
    key = action.id
    merge(db.session.get_one(Agency, cast.social), cast.police, today())
    db.session.commit()
    browser.sign_in(cast.police_liaison).get("plans.edit_action", id=key)
    assert "Dinas Sosial" in browser.submit("/ubah", obstacle="Sedang dialihkan").text
    assert action_of(key).obstacle == "Sedang dialihkan"


def test_a_removed_action_is_out_of_sight_until_it_is_brought_back(browser: Browser, cast: Cast) -> None:
    plan = make_draft(cast, cast.social, cast.police)
    first = plan.actions[0]
    browser.sign_in(cast.secretariat).get("plans.show_action", id=first.id)
    page = browser.submit("/hapus")
    assert "Aksi yang dihapus (1)" in page.text and len(page.find("td")) == 5
    browser.get("plans.new_action", id=plan.id)
    assert "nomor 3" in browser.submit("/aksi/baru", action="Baru", agency_id=cast.bnn).text  # no No twice
    page = browser.get("plans.show_action", id=first.id)
    assert "sudah dihapus" in page.text
    browser.submit("/pulihkan")
    assert action_of(first.id).removed_at is None


def test_two_tabs_do_not_overwrite_each_other_not_even_measures(browser: Browser, other: Browser, cast: Cast) -> None:
    plan = make_draft(cast)
    action = make_action(plan, cast.social, {Measure.B03: 5})
    browser.sign_in(cast.secretariat).get("plans.edit_action", id=action.id)
    other.sign_in(cast.social_liaison).get("plans.edit_action", id=action.id)
    browser.submit("/ubah", b03_target="7")
    page = other.submit("/ubah", status=409, b03_target="9", action="Tulisan saya")
    assert "baru saja diubah orang lain" in page.text and "Tulisan saya" in page.html
    assert action_of(action.id).measures[0].target == 7
    other.submit("/ubah", b03_target="9", action="Tulisan saya")
    assert action_of(action.id).measures[0].target == 9


def test_a_number_is_given_once(browser: Browser, cast: Cast) -> None:
    key = make_draft(cast, cast.social, cast.police).actions[0].id
    browser.sign_in(cast.secretariat).get("plans.edit_action", id=key)
    page = browser.submit("/ubah", status=422, number="2")
    assert "sudah dipakai" in page.text
    browser.submit("/ubah", number="7")
    assert action_of(key).number == 7


@pytest.mark.parametrize(
    "fields",
    [{"number": "0"}, {"number": "99999999999999999999"}, {"target": "-1"}, {"target": "9" * 20}, {"action": ""},
     {"action": "x" * 1001}, {"agency_id": "999999"}, {"agency_id": "x"}, {"related_ids": ["999999"]},
     {"line": "zzz"}, {"fund_source": "zzz"}, {"starts_on": "2026-05-02", "ends_on": "2026-05-01"},
     {"starts_on": "0001-01-01"}, {"unit": ""}, {"b06_target": "30", "b09_target": "20"},
     {"target": "", "unit": "", "b06_target": "30"}, {"b03_text": "x" * 1001}],
)  # fmt: skip
def test_what_cannot_be_is_told_and_kept(browser: Browser, cast: Cast, fields: dict[str, str]) -> None:
    action = make_draft(cast, cast.social).actions[0]
    browser.sign_in(cast.secretariat).get("plans.edit_action", id=action.id)
    browser.submit("/ubah", status=422, **({"remark": "tetap ada"} | fields))
    assert browser.page is not None and "tetap ada" in browser.page.html
    assert action_of(action.id).remark == ""


def test_hostile_text_is_only_text(browser: Browser, cast: Cast) -> None:
    hostile = "<script>alert(1)</script> \x00\u202e {{ 7*7 }} " + "\u0641" * 400
    action = make_draft(cast, cast.social).actions[0]
    browser.sign_in(cast.secretariat).get("plans.edit_action", id=action.id)
    texts = ("action", "strategy", "output", "criterion", "obstacle", "follow_up", "evidence", "remark", "b03_text")
    page = browser.submit("/ubah", **dict.fromkeys(texts, hostile))
    assert "<script>alert" not in page.html and "{{ 7*7 }}" in page.text
    for path in ("", "/tabel"):
        assert "<script>alert" not in browser.get(f"/rencana-aksi/{action.plan_id}{path}").html


def test_last_years_plan_is_copied_without_what_it_is_tied_to(browser: Browser, cast: Cast) -> None:
    plan = make_adopted(cast)
    action = make_action(plan, cast.police, {Measure.B06: 10}, obstacle="Hujan")
    tie(action, reported(cast))
    plan.actions[0].remove()
    db.session.commit()
    browser.sign_in(cast.secretariat).get("plans.copy", id=plan.id)
    page = browser.submit("/salin", title="Rencana berikutnya")
    made = plan_of(int(page.url.rsplit("/", 1)[1]))
    copied = made.actions[0]
    assert (made.state, made.year, len(made.actions)) == (PlanState.DRAFT, plan.year + 1, 1)
    assert (copied.number, copied.agency_id, copied.target, copied.obstacle) == (1, cast.police, 100, "")
    assert [(m.period, m.target) for m in copied.measures] == [(Measure.B06, 10)] and not copied.commitments


def test_a_double_click_makes_one_plan_and_one_action(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    for _ in range(2):
        browser.get("plans.new")
        browser.submit("/rencana-aksi/baru", title="Sekali", agency_id=cast.bnn)
    plan = db.session.scalars(sa.select(ActionPlan)).one()
    for _ in range(2):
        browser.get("plans.new_action", id=plan.id)
        browser.submit("/aksi/baru", action="Sekali", agency_id=cast.bnn)
    assert len(plan_of(plan.id).actions) == 1


def test_the_list_finds_and_foreign_values_fall_back(app: Flask, browser: Browser, cast: Cast) -> None:
    plan = make_draft(cast, cast.social)
    tie(plan.actions[0], reported(cast, (20, 10, today())))
    browser.sign_in(cast.social_liaison)
    page = browser.get("plans.index")
    assert plan.reference in page.text and "25%" in page.text and "50%" in page.text
    assert plan.reference in browser.get("/rencana-aksi?tahun=zzz&status=%00&urut=x").text
    assert "Tidak ada rencana aksi yang cocok" in browser.get("/rencana-aksi?status=closed").text


def test_the_list_counts_a_commitment_once_and_what_rests_or_goes_over_too(browser: Browser, cast: Cast) -> None:
    plan = make_draft(cast, cast.social, cast.police)
    half, nothing, away = (reported(cast, (n, n, today())) for n in (20, 0, 30))
    for action in plan.actions:
        tie(action, half)
    tie(plan.actions[0], nothing)
    tie(plan.actions[0], away)
    half.suspend(Reason.BUDGET, "Menunggu anggaran", SOMEBODY)
    nothing.hand_over(db.session.get_one(Agency, cast.police), None, Reason.OFFICE, "Pindah urusan", SOMEBODY)
    away.cancel("Tidak jadi")
    db.session.commit()
    assert "25%" in browser.sign_in(cast.social_liaison).get("plans.index").text  # of 50 and 0 percent
    found = achieved([plan.actions[0].id])[plan.actions[0].id]
    assert {each.commitments for each in found.values()} == {2}
