"""Tying an action to commitments, tasks, findings and areas, and what its page tells of them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.steps import ActivityStep
from app.agencies.models import Agency
from app.agencies.service import merge
from app.clock import today
from app.commitments.states import Obstacle
from app.extensions import db
from app.findings.models import Finding, FindingKind
from app.plans.models import ACTION_COMMITMENTS, ActionPlan, PlanAction
from tests.browser import Browser
from tests.commitments.steps import a_report
from tests.factories import Cast, make_area, make_commitment, make_task
from tests.plans.steps import make_adopted, make_draft, reported


def make_finding(cast: Cast, area_id: int, title: str = "Balai warga kosong") -> Finding:
    """A problem of an area; flushed."""
    finding = Finding(
        area_id=area_id, kind=FindingKind.PROBLEM, title=title, rank=1, agency_id=cast.bnn, created_name="Ani"
    )
    db.session.add(finding)
    db.session.flush()
    return finding


def test_all_that_an_action_is_tied_to_stands_on_its_page(browser: Browser, cast: Cast) -> None:
    action = make_adopted(cast).actions[0]
    area = make_area("73.73.05.1005")
    finding, task = make_finding(cast, area.id), make_task(cast.social, title="Menyiapkan aula besar")
    commitment = reported(cast, (20, 15, today()))
    commitment.submit_report(
        a_report(22, obstacle="Bahan belum tiba", obstacle_kind=Obstacle.GOODS, next_step="Menunggu")
    )
    db.session.add(Activity(reference="KG/2026/001", step=ActivityStep.TRAINING, title="Bimtek menjahit",
                            action_id=action.id, starts_on=today(), ends_on=today(), agency_id=cast.bnn,
                            agency_name="BNN"))  # fmt: skip
    db.session.commit()
    browser.sign_in(cast.social_liaison)
    for path, thing in (("kawasan", area.id), ("temuan", finding.id), ("tugas", task.id), ("komitmen", commitment.id)):
        browser.get(f"/rencana-aksi/aksi/{action.id}/{path}")
        page = browser.submit("/" + path, kait=thing)
        assert "Sudah terkait" in page.text, path
    page = browser.get("plans.show_action", id=action.id)
    told = ("Kelurahan Salekoe", "Balai warga kosong", "Menyiapkan aula besar", commitment.reference, "Bimtek menjahit",
            "Bahan belum tiba", "Menunggu", "15 orang · 15%", "dilaporkan 22 · 22%")  # fmt: skip
    assert all(each in page.text for each in told), page.text
    page = browser.get("plans.table", id=action.plan_id)
    assert "Bahan belum tiba" in page.text and "Kelurahan Salekoe" in page.text
    page = browser.get(f"/rencana-aksi/{action.plan_id}?riwayat=semua")
    assert f"Mengaitkan aksi 1. Melatih warga (Yang terkait: {commitment.reference})" in page.text


def test_doing_it_twice_is_doing_it_once_and_letting_go_is_told(browser: Browser, cast: Cast) -> None:
    action, commitment = make_draft(cast, cast.social).actions[0], make_commitment(cast.social)
    key = action.id
    browser.sign_in(cast.secretariat)
    for _ in range(2):
        browser.post("plans.change_ties", {"kait": commitment.id}, id=key, key="komitmen")
    assert len(db.session.execute(sa.select(ACTION_COMMITMENTS)).all()) == 1
    for _ in range(2):
        page = browser.post("plans.change_ties", {"lepas": commitment.id}, id=key, key="komitmen")
        assert "dilepas" in page.text
    assert not db.session.execute(sa.select(ACTION_COMMITMENTS)).all()
    assert (
        browser.get("plans.show", id=db.session.get_one(PlanAction, key).plan_id).text.count("Mengaitkan aksi 1") == 1
    )


@pytest.mark.parametrize("key", ["", "0", "999999", "-1", "x", "1 OR 1=1", "9" * 30])
@pytest.mark.parametrize("kind", ["komitmen", "tugas", "temuan", "kawasan"])
def test_what_is_not_there_cannot_be_tied(browser: Browser, cast: Cast, kind: str, key: str) -> None:
    action = make_draft(cast, cast.social).actions[0]
    browser.sign_in(cast.secretariat).post("plans.change_ties", {"kait": key}, status=404, id=action.id, key=kind)


def test_what_was_removed_or_cancelled_cannot_be_tied_any_more(browser: Browser, cast: Cast) -> None:
    action = make_draft(cast, cast.social).actions[0]
    promise, finding = make_commitment(cast.social), make_finding(cast, make_area("73.73.05.1005").id)
    task, trashed = make_task(cast.social, title="Batal"), make_task(cast.social)
    promise.cancel("Tidak jadi")
    finding.remove()
    task.cancel()
    trashed.trash("Ani")
    db.session.commit()
    key, gone = action.id, {"komitmen": promise.id, "temuan": finding.id, "tugas": task.id}
    browser.sign_in(cast.social_liaison)
    assert "Batal" not in browser.get(f"/rencana-aksi/aksi/{key}/tugas").text
    for kind, thing in gone.items():
        page = browser.post("plans.change_ties", {"kait": thing}, id=key, key=kind)
        assert "sudah dihapus atau dibatalkan" in page.text, kind
    browser.post("plans.change_ties", {"kait": trashed.id}, status=404, id=key, key="tugas")
    now = db.session.get_one(PlanAction, key)
    assert not (now.commitments or now.findings or now.tasks)


def test_what_an_agency_promised_is_suggested_also_when_it_was_merged_twice(browser: Browser, cast: Cast) -> None:
    action = make_draft(cast, cast.social).actions[0]
    key = action.id
    promise = make_commitment(cast.social, statement="Menjahit seragam")
    merge(db.session.get_one(Agency, cast.social), cast.health, today())
    db.session.commit()
    merge(db.session.get_one(Agency, cast.health), cast.police, today())
    db.session.commit()
    assert promise.lead_agency_id == cast.police
    assert "Menjahit seragam" in browser.sign_in(cast.police_liaison).get(f"/rencana-aksi/aksi/{key}/komitmen").text


def test_things_are_found_by_words_and_trash_is_not(browser: Browser, cast: Cast) -> None:
    action = make_draft(cast, cast.social).actions[0]
    make_area("73.73.05.1005")
    make_task(cast.police, title="Menjaga parkir 100%").trash("Ani")
    make_task(cast.police, title="Menjaga pintu")
    make_commitment(cast.police, statement="Mengamankan rapat besar")
    db.session.commit()
    browser.sign_in(cast.social_liaison)
    here = f"/rencana-aksi/aksi/{action.id}"
    assert "Tidak ada yang disarankan" in browser.get(here + "/komitmen").text
    assert "Mengamankan rapat" in browser.get(here + "/komitmen?cari=RAPAT besar").text
    page = browser.get(here + "/tugas?cari=menjaga")
    assert "Menjaga pintu" in page.text and "parkir" not in page.text
    assert "Salekoe" in browser.get(here + "/kawasan?cari=73.73.05").text
    for hostile in ("%", "_", "'", "\x00", "<b>", "x" * 5000):
        browser.get(here + "/temuan?cari=" + hostile.replace("%", "%25").replace("\x00", "%00"))


def test_others_only_look(browser: Browser, cast: Cast) -> None:
    action = make_draft(cast, cast.social).actions[0]
    commitment = make_commitment(cast.social)
    for who in (cast.police_liaison, cast.reviewer, cast.leader, cast.admin):
        other = Browser(browser.app).sign_in(who)
        page = other.get("plans.show_action", id=action.id)
        assert not page.has_form("/hapus") and "Atur kaitan" not in page.text
        other.post("plans.change_ties", {"kait": commitment.id}, status=403, id=action.id, key="komitmen")
        for path in ("tetapkan", "tutup", "buka-kembali", "ubah", "salin"):
            other.get(f"/rencana-aksi/{action.plan_id}/{path}", status=403)


def test_a_commitment_and_a_task_say_in_which_plan_they_stand(browser: Browser, cast: Cast) -> None:
    plan = make_adopted(cast)
    commitment, task = make_commitment(cast.social), make_task(cast.social)
    plan.actions[0].commitments.append(commitment)
    plan.actions[0].tasks.append(task)
    db.session.commit()
    browser.sign_in(cast.police_liaison)
    for path in (f"/komitmen/{commitment.id}", f"/tugas/{task.id}"):
        page = browser.get(path)
        assert f"{plan.reference} nomor 1" in page.text, path
    db.session.get_one(ActionPlan, plan.id).actions[0].remove()
    db.session.commit()
    assert plan.reference not in browser.get(f"/komitmen/{commitment.id}").text
