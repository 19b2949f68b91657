"""Templates through their pages: made, changed, used all at once or not at all, repeated."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.agencies.service import merge
from app.clock import at, today
from app.extensions import db
from app.meetings.models import MeetingState
from app.task_templates.models import TaskTemplate, TemplateItem
from app.task_templates.repetition import RepetitionState, Rule, TaskRepetition, Weekday
from app.tasks.models import Task
from app.tasks.states import TaskState
from tests.at_once import at_once
from tests.browser import Browser, Page
from tests.factories import Cast, make_agency, make_meeting, make_series, make_task
from tests.task_templates.steps import make_repetition, make_template, run_on

DAY = dt.timedelta(days=1)


def number(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count(model.id))) or 0


def preview(browser: Browser, template: TaskTemplate, **asked: object) -> Page:
    """Open the preview of a template."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return browser.get(f"/tugas/templat/{template.id}/pakai?{query}")


def test_a_template_is_made_with_its_tasks(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat).get("task_templates.index")
    browser.get("task_templates.new")
    page = browser.submit("/baru", name="Persiapan bimtek", description="Untuk tiap bimtek.")
    browser.get(f"{page.url}/tugas")
    fields = {"title": "Menyiapkan aula", "days": 7, "side": "before", "agencies": [cast.social, cast.police],
              f"scope-{cast.social}": "Aula", "checks": "Kursi", "needs_confirmation": "y"}  # fmt: skip
    page = browser.submit("/tugas", **fields)
    assert "Menyiapkan aula" in page.text and "7 hari sebelumnya" in page.text and "Dinas Sosial: Aula" in page.text
    item = db.session.scalars(sa.select(TemplateItem)).one()
    assert (item.offset_days, item.needs_confirmation, item.lines) == (-7, True, ["Kursi"])
    browser.get("task_templates.edit_item", id=item.id)
    page = browser.submit("/ubah", days=2, side="after", agencies=[cast.social])
    assert "2 hari sesudahnya" in page.text and "Polres" not in page.text.split("Riwayat")[0]
    browser.get("task_templates.edit_item", id=item.id)
    page = browser.submit("/ubah", status=422, days="", title="")
    assert "Isi jumlah harinya" in page.text and "Mohon isi tugasnya" in page.text


def test_two_who_change_one_task_see_each_other(browser: Browser, other: Browser, cast: Cast) -> None:
    item = make_template(("Aula", -7, (cast.social,))).items[0]
    for each in (browser, other):
        each.sign_in(cast.secretariat).get("task_templates.edit_item", id=item.id)
    other.submit("/ubah", **{f"scope-{cast.social}": "Kursi", "agencies": [cast.social]})
    page = browser.submit("/ubah", status=409, detail="Rincian saya", agencies=[cast.social])
    assert "baru saja diubah orang lain" in page.text and "Rincian saya" in page.text and "Kursi" in page.text


def test_tasks_of_a_template_are_put_in_order_copied_and_archived(browser: Browser, cast: Cast) -> None:
    template = make_template(("Satu", -7, (cast.social,)), ("Dua", 0, (cast.police,)))
    first, second = template.items
    browser.sign_in(cast.secretariat).get("task_templates.show", id=template.id)
    browser.submit(f"/butir/{second.id}/pindah")
    browser.submit(f"/butir/{first.id}/hapus")
    assert [item.title for item in db.session.get_one(TaskTemplate, template.id).items] == ["Dua"]
    browser.submit("/salin")
    copy = db.session.scalars(sa.select(TaskTemplate).order_by(TaskTemplate.id.desc())).first()
    assert copy and copy.name == "Salinan Persiapan bimtek"
    assert [(item.title, item.shares[0].agency_id) for item in copy.items] == [("Dua", cast.police)]
    browser.get("task_templates.show", id=template.id)
    page = browser.submit("/arsipkan")
    assert "diarsipkan" in page.text and not page.find("a", href=f"/tugas/templat/{template.id}/pakai")
    assert "Salinan" in browser.get("task_templates.index").text
    assert "Persiapan bimtek" in browser.get("/tugas/templat?status=diarsipkan").text
    browser.get("task_templates.show", id=template.id)
    assert "Pakai templat" in browser.submit("/pulihkan").text


def test_all_tasks_are_made_at_once_for_a_meeting(browser: Browser, cast: Cast) -> None:
    template = make_template(
        ("Undangan", -7, (cast.social,)), ("Aula", -1, (cast.police, cast.health)), ("Lapor", 3, ())
    )
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=at(today() + 20 * DAY, dt.time(0, 30)))
    browser.sign_in(cast.social_liaison).get("task_templates.use", id=template.id)
    page = preview(browser, template, rapat=meeting.id)
    assert meeting.reference in page.text
    first, second, third = template.items
    page = browser.submit("/pakai", status=422)
    assert "Pilih paling sedikit satu instansi" in page.text and number(Task) == 0
    later = today() + 2 * DAY
    chosen = {f"more_{third.id}": cast.bnn, f"agencies_{second.id}": [cast.health], f"due_{first.id}": later}
    page = browser.submit("/pakai", **chosen)
    assert "3 tugas dibuat" in page.text
    tasks = db.session.scalars(sa.select(Task).order_by(Task.id)).all()
    assert [task.due for task in tasks] == [later, meeting.day - DAY, meeting.day + 3 * DAY]
    assert [[part.agency_id for part in task.parts] for task in tasks] == [[cast.social], [cast.health], [cast.bnn]]
    assert {(task.meeting_id, task.issuer_agency_id) for task in tasks} == {(meeting.id, cast.social)}
    page = browser.get("tasks.show", id=tasks[0].id)
    assert page.find("a", href=f"/tugas/templat/{template.id}") and not page.find(
        "a", href=f"/tugas/{tasks[0].id}/templat"
    )


def test_a_second_click_makes_nothing_twice(app: Flask, browser: Browser, cast: Cast) -> None:
    template = make_template(("Satu", 0, (cast.social,)), ("Dua", 1, (cast.social,)))
    page = preview(browser.sign_in(cast.secretariat), template, hari=today())
    form = page.form("/pakai")
    cookie = browser.client.get_cookie("sinergi")
    assert cookie

    def send() -> int:
        client = app.test_client()
        client.set_cookie("sinergi", cookie.value)
        return client.post(form.action, data=dict(form.fields)).status_code

    assert at_once(send, send, send) == [303] * 3 and number(Task) == 2


def test_dates_that_have_passed_are_named_until_confirmed(browser: Browser, cast: Cast) -> None:
    template = make_template(("Undangan", -7, (cast.social,)), ("Aula", 0, (cast.social,)))
    page = preview(browser.sign_in(cast.secretariat), template, hari=today())
    assert "Tenggatnya sudah lewat: Undangan" in page.text
    page = browser.submit("/pakai", status=422)
    assert "Ubah tanggalnya" in page.text and number(Task) == 0
    browser.submit("/pakai", past="y")
    assert number(Task) == 2


def test_a_merged_agency_is_replaced_and_one_without_successor_must_be(browser: Browser, cast: Cast) -> None:
    template = make_template(("Undangan", 0, (cast.social, cast.police)), ("Aula", 0, (cast.planning,)))
    first, second = template.items
    merge(db.session.get_one(Agency, cast.social), cast.health, today())
    for key in (cast.police, cast.planning):
        db.session.get_one(Agency, key).ended_on = today()
    db.session.commit()
    page = preview(browser.sign_in(cast.secretariat), template, hari=today())
    assert "Dinas Kesehatan, penerus Dinas Sosial" in page.text and "Polres Palopo sudah tidak ada" in page.text
    page = browser.submit("/pakai", status=422)
    assert page.text.count("Pilih penggantinya, atau tinggalkan") == 4 and number(Task) == 0
    police, planning = f"swap_{first.id}_{cast.police}", f"swap_{second.id}_{cast.planning}"
    page = browser.submit("/pakai", status=422, **{police: "0", planning: "0"})
    assert "Pilih paling sedikit satu instansi" in page.text and number(Task) == 0
    browser.submit("/pakai", **{police: "0", planning: str(cast.bnn)})
    tasks = db.session.scalars(sa.select(Task).order_by(Task.id)).all()
    assert [[part.agency_id for part in task.parts] for task in tasks] == [[cast.health], [cast.bnn]]


def test_a_replacement_that_is_no_agency_is_asked_again(browser: Browser, cast: Cast) -> None:
    template = make_template(("Surat", 0, (cast.police,)))
    db.session.get_one(Agency, cast.police).ended_on = today()
    db.session.commit()
    browser.sign_in(cast.secretariat)
    preview(browser, template, hari=(today() + dt.timedelta(days=30)).isoformat())
    browser.submit("/pakai", status=422, **{f"swap_{template.items[0].id}_{cast.police}": "x"})


def test_a_checklist_holds_no_more_than_a_task_can(browser: Browser, cast: Cast) -> None:
    template = make_template(("Surat", 0, (cast.police,)))
    browser.sign_in(cast.secretariat).get("task_templates.edit_item", id=template.items[0].id)
    assert "paling banyak 100 langkah" in browser.submit("/ubah", status=422, checks="a\n" * 101).text
    browser.submit("/ubah", checks="a\n" * 100)


def test_a_template_that_changed_meanwhile_is_looked_through_again(browser: Browser, cast: Cast) -> None:
    template = make_template(("Undangan", 0, (cast.social,)))
    preview(browser.sign_in(cast.secretariat), template, hari=today())
    template = db.session.get_one(TaskTemplate, template.id)
    template.add_item(title="Baru", offset_days=0, detail="", checks="").share_among({cast.police: ""})
    db.session.commit()
    page = browser.submit("/pakai", status=422)
    assert "baru saja diubah" in page.text and "Baru" in page.text and number(Task) == 0
    browser.submit("/pakai", **{f"make_{template.items[1].id}": "y", f"agencies_{template.items[1].id}": cast.police})
    assert number(Task) == 2


@pytest.mark.parametrize("query", ["hari=2026-99-99", "rapat=999", "hari=&rapat=", "hari=1999-01-01"])
def test_a_base_day_that_is_none_is_asked_again(browser: Browser, cast: Cast, query: str) -> None:
    template = make_template(("Undangan", 0, (cast.social,)))
    page = browser.sign_in(cast.secretariat).get(f"/tugas/templat/{template.id}/pakai?{query}", status=422)
    assert "Mohon perbaiki isian" in page.text


def test_a_task_is_kept_as_a_template_and_added_to_one(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    task = make_task(cast.social, cast.police, meeting_id=meeting.id, due=meeting.day - 5 * DAY)
    task.parts[0].scope = "Data"
    task.parts[1].waive()
    db.session.commit()
    browser.sign_in(cast.secretariat).get("task_templates.save", id=task.id)
    browser.submit("/templat", status=422, name="")
    browser.submit("/templat", name="Dari rapat")
    template = db.session.scalars(sa.select(TaskTemplate)).one()
    item = template.items[0]
    assert (item.offset_days, [(share.agency_id, share.scope) for share in item.shares]) == (
        -5,
        [(cast.social, "Data")],
    )
    browser.get("task_templates.save", id=task.id)
    browser.submit("/templat", template_id=template.id)
    db.session.expire_all()
    assert len(db.session.get_one(TaskTemplate, template.id).items) == 2


def test_a_single_task_becomes_a_repeating_one(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    browser.get("task_templates.repeat_task", id=task.id)
    page = browser.submit("/ulangi", rule="monthly", month_day="31", status=200)
    assert "Tiap tanggal 31" in page.text and "hari terakhirnya" in page.text
    repetition = db.session.scalars(sa.select(TaskRepetition)).one()
    assert (repetition.rule, repetition.weekday, repetition.starts_on) == (Rule.MONTHLY, None, task.due + DAY)
    browser.get("task_templates.repeat_task", id=task.id)
    page = browser.submit("/ulangi", status=422, rule="meeting", ends_on="2020-01-01", lead_days="99")
    for sentence in ("Pilih seri rapatnya", "sesudah tanggal mulai", "antara 0 dan 60 hari"):
        assert sentence in page.text


def test_what_is_due_is_made_with_one_button(browser: Browser, cast: Cast) -> None:
    template = make_template(("Rapat pekanan", 0, (cast.social,)))
    make_repetition(template, lead_days=13)
    page = browser.sign_in(cast.secretariat).get("task_templates.index")
    assert "sudah waktunya dibuat" in page.text
    page = browser.submit("/pengulangan/buat")
    assert "2 tugas dibuat" in page.text and "Buat sekarang" not in page.text
    task = db.session.scalars(sa.select(Task)).first()
    assert task and "Dari pengulangan" in browser.get("tasks.show", id=task.id).text


def test_a_repetition_is_paused_changed_resumed_and_ended(browser: Browser, cast: Cast) -> None:
    template = make_template(("Rapat pekanan", 0, (cast.social,)))
    repetition = make_repetition(template, missed=3)
    browser.sign_in(cast.secretariat).get("task_templates.repetitions")
    assert "3 tugas dilewatkan" in browser.page.text  # type: ignore[union-attr]
    assert "dilewatkan" not in browser.submit("/dibaca").text
    assert "Dijeda" in browser.submit("/jeda").text
    assert "Aktif" in browser.submit("/lanjutkan").text
    browser.get("task_templates.edit_repetition", id=repetition.id)
    assert "Tiap Jumat" in browser.submit("/ubah", weekday="4").text
    browser.get("task_templates.show", id=template.id)
    assert "Akhiri pengulangannya dahulu" in browser.submit("/arsipkan").text
    assert "Diakhiri" in browser.submit("/akhiri").text
    db.session.expire_all()
    found = db.session.get_one(TaskRepetition, repetition.id)
    assert (found.state, found.weekday) == (RepetitionState.ENDED, Weekday.FRIDAY)
    assert "sudah diakhiri" in browser.get(f"/tugas/templat/pengulangan/{repetition.id}/ubah").text


def test_a_meeting_that_moves_or_is_cancelled_takes_its_tasks_along(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=at(today() + 20 * DAY, dt.time(9)))
    series = make_series(meeting)
    template = make_template(("Undangan", 0, (cast.social,)))
    make_repetition(template, Rule.MEETING, series_id=series.id, offset_days=-7, lead_days=14)
    run_on(today())
    task = db.session.scalars(sa.select(Task)).one()
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    browser.submit("/ubah", day=today() + 30 * DAY)
    page = browser.get("tasks.show", id=task.id)
    assert "Tenggat bergeser mengikuti rapat" in page.text and meeting.reference in page.text
    db.session.expire_all()
    assert db.session.get_one(Task, task.id).due == today() + 23 * DAY
    browser.get("meetings.cancel", id=meeting.id)
    browser.submit("/batalkan", reason="Ditunda")
    db.session.expire_all()
    assert db.session.get_one(Task, task.id).state is TaskState.CANCELLED


@pytest.mark.parametrize("who", ["social_liaison", "reviewer", "leader", "admin"])
def test_only_the_secretariat_arranges_templates(browser: Browser, cast: Cast, who: str) -> None:
    template = make_template(("Undangan", 0, (cast.social,)))
    repetition = make_repetition(template)
    task = make_task(cast.social)
    browser.sign_in(getattr(cast, who))
    base, closed = f"/tugas/templat/{template.id}", 403 if who == "social_liaison" else 404
    for path in ("ubah", "salin", "arsipkan", "pulihkan", "tugas", "ulangi"):
        browser.post(f"{base}/{path}", status=closed)
    for path in (f"butir/{template.items[0].id}/hapus", f"pengulangan/{repetition.id}/akhiri"):
        browser.post(f"/tugas/templat/{path}", status=closed)
    for path in ("/tugas/templat/baru", "/tugas/templat/pengulangan/buat", f"/tugas/{task.id}/templat"):
        browser.post(path, status=403)
    assert number(TaskTemplate) == 1 and number(Task) == 1


def test_the_command_makes_what_is_due(app: Flask, cast: Cast) -> None:
    make_repetition(make_template(("Pekanan", 0, (cast.social,)), ("Tanpa", 0, ())), lead_days=13)
    runner = app.test_cli_runner()
    first, second = (runner.invoke(args=["tasks", "repeat"]) for _ in range(2))
    assert "Dibuat: 2 tugas." in first.output and "Perlu dilihat sekretariat: 1" in first.output
    assert "Dibuat: 0 tugas." in second.output and not second.exit_code


def test_agencies_and_their_successors_are_read_together(browser: Browser, cast: Cast) -> None:
    lines = [[make_agency(f"Dinas {number} {step}") for step in range(3)] for number in range(12)]
    template = make_template(*((f"Surat {n}", -n, tuple(line[0].id for line in lines)) for n in range(3)))
    make_repetition(template)
    browser.sign_in(cast.secretariat)
    pages = [f"/tugas/templat/{template.id}", f"/tugas/templat/butir/{template.items[0].id}/ubah",
             f"/tugas/templat/{template.id}/pakai?hari={today()}", "/tugas/templat/pengulangan"]  # fmt: skip
    for page in pages:
        browser.get(page)  # which counts the queries
    for line in [[each.id for each in line] for line in lines]:
        for old, new in pairwise(line):
            merge(db.session.get_one(Agency, old), new, today())
    db.session.commit()
    for page in pages:
        assert "Dinas 11 2" in browser.get(page).text or page.endswith("pengulangan")


def test_an_agency_that_ended_while_one_typed_is_chosen_anew(browser: Browser, cast: Cast) -> None:
    template = make_template(("Surat", 0, (cast.police, cast.social)))
    browser.sign_in(cast.secretariat).get("task_templates.edit_item", id=template.items[0].id)
    merge(db.session.get_one(Agency, cast.police), cast.health, today())
    db.session.commit()
    page = browser.submit("/ubah", status=422, title="Surat undangan")
    assert "Pilih dari daftar." in page.text and "Surat undangan" in page.text
