"""Acts on one part: the agency's own, those of who issued the task, and what comes of what nobody should send."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import User
from app.agencies.models import Agency
from app.audit import AuditEvent
from app.clock import today
from app.extensions import db
from app.policy import Role
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, TaskState
from tests.browser import Browser
from tests.factories import Cast, make_agency, make_task, make_user, seat

P = PartState
HEALTH_LIAISON = "dinkes@contoh.go.id"


def stored(part_id: int) -> TaskPart:
    """The part as it is stored now."""
    db.session.remove()
    return db.session.get_one(TaskPart, part_id)


def part_in(cast: Cast, state: PartState, needs: bool = False, **facts: Any) -> TaskPart:
    """The social agency's part in this state, beside one of the police; committed."""
    part = make_task(cast.social, cast.police, **facts).parts[0]
    part.set_confirmation(needs)
    part._set(state)
    db.session.commit()
    return part


def issued_by(cast: Cast, issuer: int, *agency_ids: int) -> Task:
    """A task that an agency's liaison gave out."""
    return make_task(*agency_ids, issuer_agency_id=issuer, issuer_name=db.session.get_one(Agency, issuer).name)


def acts_of(part: TaskPart) -> dict[str, str]:
    """The addresses of what may be done to a part."""
    names = ("serahkan", "bagi", "atur", "konfirmasi", "kembalikan", "bebaskan")
    return {name: f"/tugas/bagian/{part.id}/{name}" for name in names}


def told(task_id: int) -> list[dict[str, Any]]:
    """What the history says of the parts of a task, oldest first."""
    rows = sa.select(AuditEvent.changes).where(AuditEvent.root_id == task_id, AuditEvent.subject_type == "task_part")
    return list(db.session.scalars(rows.order_by(AuditEvent.id)))


@pytest.mark.parametrize(
    ("state", "after"),
    [(P.OFFERED, P.ACCEPTED), (P.ACCEPTED, P.DOING), (P.DOING, P.DONE), (P.BLOCKED, P.DOING), (P.DONE, P.DOING),
     (P.DECLINED, P.ACCEPTED)],
)  # fmt: skip
def test_the_one_next_act_is_one_button(browser: Browser, cast: Cast, state: PartState, after: PartState) -> None:
    part = part_in(cast, state)
    page = browser.sign_in(cast.social_liaison).get("tasks.show", id=part.task_id)
    primary = [each for each in page.find("button") if "button-primary" in (each.get("class") or "")]
    assert [each.get("id") for each in primary] == ([] if state in (P.DONE, P.DECLINED) else [f"langkah-{part.id}"])
    browser.submit(f"/tugas/bagian/{part.id}")
    assert stored(part.id).state is after


def test_the_button_keeps_the_note_unless_it_told_of_an_obstacle(browser: Browser, cast: Cast) -> None:
    doing, blocked = part_in(cast, P.DOING), part_in(cast, P.BLOCKED)
    doing.note, blocked.note = "Separuh jalan", "Kunci belum ada"
    db.session.commit()
    browser.sign_in(cast.social_liaison)
    for part, note in ((doing, "Separuh jalan"), (blocked, "")):
        key = part.id
        browser.get("tasks.show", id=part.task_id)
        browser.submit(f"/tugas/bagian/{key}")
        assert stored(key).note == note


def test_an_obstacle_names_whom_it_waits_for(browser: Browser, cast: Cast) -> None:
    part = part_in(cast, P.DOING)
    url = f"/tugas/bagian/{part.id}"
    browser.sign_in(cast.social_liaison).get("tasks.show", id=part.task_id)
    page = browser.submit(url, status=422, state="blocked", blocked_on=cast.health, note="")
    assert page.find("option", value=str(cast.health), selected="") and "Tulis sebabnya" in page.text
    page = browser.submit(url, state="blocked", blocked_on=cast.health, note="Data belum datang")
    assert "terhambat di Dinas Sosial (menunggu Dinas Kesehatan)" in page.text and "Data belum datang" in page.text
    assert stored(part.id).blocked_on_id == cast.health
    browser.submit(url, state="blocked", blocked_on="", note="Menunggu hujan reda")
    assert (stored(part.id).blocked_on_id, stored(part.id).blocked_on) == (None, "")


@pytest.mark.parametrize("other", ["own", "ended", "unknown", "huge", "words"])
def test_nobody_waits_for_an_agency_that_is_not_on_the_list(browser: Browser, cast: Cast, other: str) -> None:
    part = part_in(cast, P.DOING)
    ended = make_agency("Dinas Lama")
    ended.merge_into(db.session.get_one(Agency, cast.health), today())
    db.session.commit()
    value = {"own": cast.social, "ended": ended.id, "unknown": 999, "huge": 2**63, "words": "dinas"}[other]
    browser.sign_in(cast.social_liaison).get("tasks.show", id=part.task_id)
    page = browser.submit(f"/tugas/bagian/{part.id}", status=422, state="blocked", blocked_on=value, note="Sebab")
    assert "Pilih salah satu dari daftar." in page.text and "Sebab" in page.text
    assert stored(part.id).state is P.DOING


def test_what_is_delivered_waits_for_its_issuer_and_may_come_back(browser: Browser, other: Browser, cast: Cast) -> None:
    part = part_in(cast, P.DOING, needs=True)
    url, acts = f"/tugas/bagian/{part.id}", acts_of(part)
    page = browser.sign_in(cast.social_liaison).get("tasks.show", id=part.task_id)
    assert "Selesai, minta konfirmasi" in page.text
    page = browser.submit(url)
    assert "Menunggu sekretariat memeriksa" in page.text and not page.has_form(acts["konfirmasi"])
    other.sign_in(cast.secretariat).get("tasks.show", id=part.task_id)
    page = other.submit(acts["kembalikan"], status=422, answer=" ")
    assert "Mohon isi apa yang belum sesuai." in page.text
    other.submit(acts["kembalikan"], answer="Daftar peserta belum ada")
    assert (stored(part.id).state, stored(part.id).answer) == (P.DOING, "Daftar peserta belum ada")
    page = browser.get("tasks.show", id=part.task_id)
    assert "Daftar peserta belum ada" in page.text
    browser.submit(url)
    other.get("tasks.show", id=part.task_id)
    page = other.submit(acts["konfirmasi"])
    assert "1 dari 2 bagian selesai" in page.text and stored(part.id).state is P.DONE


def test_confirming_twice_in_a_row_is_confirming_once(browser: Browser, cast: Cast) -> None:
    part = part_in(cast, P.DELIVERED, needs=True)
    form = browser.sign_in(cast.secretariat).get("tasks.show", id=part.task_id)
    for _ in range(2):
        browser.page = form
        page = browser.submit(acts_of(part)["konfirmasi"])
        assert "sudah berstatus" not in page.text
    assert [each["state"] for each in told(part.task_id) if "state" in each][-1] == ["delivered", "done"]


def test_what_was_taken_back_meanwhile_is_not_confirmed(browser: Browser, other: Browser, cast: Cast) -> None:
    part = part_in(cast, P.DELIVERED, needs=True)
    acts = acts_of(part)
    form = browser.sign_in(cast.secretariat).get("tasks.show", id=part.task_id)
    other.sign_in(cast.social_liaison).get("tasks.show", id=part.task_id)
    other.submit(f"/tugas/bagian/{part.id}")
    page = browser.submit(acts["konfirmasi"])
    assert "berubah sejak Anda membuka halamannya" in page.text and stored(part.id).state is P.DOING
    browser.page = form
    page = browser.submit(acts["kembalikan"], status=409, answer="Masih kurang dua")
    assert "tidak tersimpan" in page.text and "Masih kurang dua" in page.text
    other.submit(f"/tugas/bagian/{part.id}", state="delivered", note="Sudah lengkap")
    browser.page = form
    page = browser.submit(acts["kembalikan"], status=409, answer="Masih kurang dua")
    assert "Sudah lengkap" in page.text and "Masih kurang dua" in page.text
    browser.submit(acts["kembalikan"])
    assert stored(part.id).answer == "Masih kurang dua"


def test_a_version_that_was_left_out_confirms_nothing(browser: Browser, cast: Cast) -> None:
    part = part_in(cast, P.DELIVERED, needs=True)
    acts = acts_of(part)
    browser.sign_in(cast.secretariat)
    for version in ({}, {"version": ""}, {"version": "lain"}):
        browser.post(acts["konfirmasi"], version)
        browser.post(acts["kembalikan"], {"answer": "Kurang", **version}, status=409)
    assert stored(part.id).state is P.DELIVERED


def test_nobody_confirms_the_own_work(browser: Browser, cast: Cast) -> None:
    part = issued_by(cast, cast.social, cast.social, cast.police).parts[0]
    theirs = part.task.parts[1]
    for each in (part, theirs):
        each.set_confirmation(True)
        each._set(P.DELIVERED)
    db.session.commit()
    page = browser.sign_in(cast.social_liaison).get("tasks.show", id=part.task_id)
    assert not page.has_form(acts_of(part)["konfirmasi"]) and page.has_form(acts_of(theirs)["konfirmasi"])
    version = part.progress.version
    for act in ("konfirmasi", "kembalikan"):
        browser.post(acts_of(part)[act], {"version": version, "answer": "x"}, status=403)
    browser.get(acts_of(part)["atur"])
    browser.submit(acts_of(part)["atur"], scope="Menata kursi", needs_confirmation="")
    assert (stored(part.id).state, stored(part.id).needs_confirmation) == (P.DELIVERED, True)
    browser.get("tasks.show", id=theirs.task_id)
    browser.submit(acts_of(theirs)["konfirmasi"])
    assert stored(theirs.id).state is P.DONE


def test_a_part_is_handed_over_with_a_reason_that_stands_in_the_history(browser: Browser, cast: Cast) -> None:
    part = part_in(cast, P.DOING)
    part.scope = "Menyiapkan aula"
    db.session.commit()
    url, key = acts_of(part)["serahkan"], part.id
    page = browser.sign_in(cast.social_liaison).get(url)
    assert not page.find("option", value=str(cast.social)) and not page.find("option", value=str(cast.police))
    page = browser.submit(url, status=422, agency=cast.health, reason="")
    assert "Mohon isi alasannya." in page.text and page.find("option", value=str(cast.health), selected="")
    page = browser.submit(url, agency=cast.health, reason="Aula milik dinas itu")
    assert "Diserahkan kepada" in page.text and "Aula milik dinas itu" in page.text
    assert not page.has_form(f"/tugas/bagian/{key}") and not page.find("a", href=url)
    new = stored(key).task.part_of(db.session.get_one(Agency, cast.health))
    assert new and (new.state, new.scope) == (P.OFFERED, "Menyiapkan aula")
    assert any(each.get("note", ["", ""])[1] == "Aula milik dinas itu" for each in told(new.task_id))


def test_handing_over_twice_in_a_row_asks_the_other_once(browser: Browser, cast: Cast) -> None:
    part = part_in(cast, P.ACCEPTED)
    url = acts_of(part)["serahkan"]
    form = browser.sign_in(cast.social_liaison).get(url)
    for _ in range(2):
        browser.page = form
        browser.submit(url, agency=cast.health, reason="Bukan urusan kami")
    assert len(stored(part.id).task.parts) == 3


def test_a_part_is_split(browser: Browser, cast: Cast) -> None:
    part = part_in(cast, P.DOING, needs=True)
    url = acts_of(part)["bagi"]
    browser.sign_in(cast.social_liaison).get(url)
    page = browser.submit(url, status=422, scope="", agency=cast.health, other_scope="Memeriksa peserta")
    assert "Mohon isi yang tetap dikerjakan." in page.text and "Memeriksa peserta" in page.text
    page = browser.submit(url, scope="Mengundang peserta")
    assert "Mengundang peserta" in page.text and "0 dari 3 bagian selesai" in page.text
    new = stored(part.id).task.parts[2]
    assert (new.scope, new.needs_confirmation, stored(part.id).state) == ("Memeriksa peserta", True, P.DOING)


@pytest.mark.parametrize("act", ["serahkan", "bagi"])
@pytest.mark.parametrize("other", ["own", "taken", "ended", "unknown", "huge", ""])
def test_to_whom_nothing_can_be_given_is_refused_with_a_sentence(
    browser: Browser, cast: Cast, act: str, other: str
) -> None:
    part = part_in(cast, P.DOING)
    ended = make_agency("Dinas Lama")
    ended.merge_into(db.session.get_one(Agency, cast.health), today())
    db.session.commit()
    value = {"own": cast.social, "taken": cast.police, "ended": ended.id, "unknown": 999, "huge": 2**63}.get(other, "")
    browser.sign_in(cast.social_liaison).get(acts_of(part)[act])
    fields = {"reason": "Alasan kami", "scope": "Alasan kami", "other_scope": "Lain"}
    page = browser.submit(acts_of(part)[act], status=422, agency=value, **fields)
    assert page.find("a", href="#agency") and "Alasan kami" in page.text
    assert len(stored(part.id).task.parts) == 2 and stored(part.id).state is P.DOING and not stored(part.id).scope


@pytest.mark.parametrize("act", ["serahkan", "bagi", "atur"])
@pytest.mark.parametrize("closing", ["done", "waived", "cancelled", "trashed"])
def test_a_part_that_closed_meanwhile_keeps_what_was_typed(
    browser: Browser, cast: Cast, act: str, closing: str
) -> None:
    part = part_in(cast, P.DOING)
    url, key = acts_of(part)[act], part.id
    browser.sign_in(cast.secretariat).get(url)
    part = stored(key)
    if closing in ("cancelled", "trashed"):
        part.task.cancel() if closing == "cancelled" else part.task.trash("Ani")
    else:
        part._set(P(closing))
    db.session.commit()
    gone = closing == "trashed"
    fields = {"agency": cast.health, "reason": "Kata saya", "scope": "Kata saya", "other_scope": "Lain"}
    page = browser.submit(url, status=404 if gone else 422, **fields)
    assert gone or ("Kata saya" in page.text and "sudah" in page.text)
    assert len(stored(key).task.parts) == 2 and not stored(key).scope and not stored(key).handed_to
    page = browser.get(url, status=404 if gone else 200)
    assert gone or page.url == f"/tugas/{stored(key).task_id}"


def test_a_scope_that_a_colleague_changed_meanwhile_is_shown_beside_what_was_typed(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    part = part_in(cast, P.DOING)
    browser.sign_in(cast.social_liaison).get(acts_of(part)["bagi"])
    other.sign_in(cast.secretariat).get(acts_of(part)["atur"])
    other.submit(acts_of(part)["atur"], scope="Kata sekretariat")
    fields = {"scope": "Kata saya", "agency": cast.health, "other_scope": "Lain"}
    page = browser.submit(acts_of(part)["bagi"], status=409, **fields)
    assert "Kata sekretariat" in page.text and "Kata saya" in page.text and len(stored(part.id).task.parts) == 2
    browser.submit(acts_of(part)["bagi"])
    assert (stored(part.id).scope, len(stored(part.id).task.parts)) == ("Kata saya", 3)


def test_the_issuer_says_what_by_when_and_whether_it_confirms(browser: Browser, cast: Cast) -> None:
    part = part_in(cast, P.DOING)
    url, early, late = acts_of(part)["atur"], today() + dt.timedelta(days=2), part.task.due + dt.timedelta(days=1)
    browser.sign_in(cast.secretariat).get(url)
    page = browser.submit(url, status=422, scope="Menata kursi", due=late.isoformat())
    assert "Isi tanggal yang tidak melewati tenggat tugas" in page.text and "Menata kursi" in page.text
    page = browser.submit(url, due=early.isoformat(), needs_confirmation="y")
    assert "Menata kursi" in page.text and "tugas: " in page.text and "Mengatur tenggat bagian tugas" in page.text
    found = stored(part.id)
    assert (found.due, found.has_own_due, found.needs_confirmation, found.state) == (early, True, True, P.DOING)
    assert told(found.task_id)[-1]["due"] == [None, early.isoformat()]
    browser.get(url)
    browser.submit(url, due="", needs_confirmation=[])
    found = stored(part.id)
    assert (found.due, found.has_own_due, found.needs_confirmation) == (found.task.due, False, False)


def test_an_agency_is_added_later_with_all_that_concerns_it(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    url = f"/tugas/{task.id}/bagian"
    early, late = task.due - dt.timedelta(days=3), task.due + dt.timedelta(days=1)
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    fields = {"agency": cast.health, "scope": "Memeriksa peserta", "needs_confirmation": "y"}
    page = browser.submit(url, status=422, due=late.isoformat(), **fields)
    assert "tidak melewati tenggat tugas" in page.text and "Memeriksa peserta" in page.text
    assert page.find("details", id="tambah")[0].get("open") is not None
    browser.submit(url, due=early.isoformat(), **fields)
    db.session.remove()
    new = db.session.get_one(Task, task.id).parts[1]
    assert (new.scope, new.due, new.has_own_due, new.needs_confirmation) == ("Memeriksa peserta", early, True, True)


def test_an_agency_that_is_merged_while_one_types_keeps_the_form(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    form = browser.page
    db.session.get_one(Agency, cast.health).merge_into(db.session.get_one(Agency, cast.planning), today())
    db.session.commit()
    browser.page = form
    page = browser.submit(f"/tugas/{task.id}/bagian", status=422, agency=cast.health, scope="Memeriksa")
    assert "Memeriksa" in page.text and len(page.find("a", href="#agency")) == 1


RIGHTS = {
    "secretariat": {"serahkan", "bagi", "atur", "konfirmasi", "kembalikan", "bebaskan"},
    "social_liaison": {"serahkan", "bagi"},
    "police_liaison": set[str](),
    "admin": set(), "reviewer": set(), "leader": set(),
}  # fmt: skip


@pytest.mark.parametrize("who", RIGHTS)
def test_each_role_may_do_what_the_policy_says_and_sees_just_that(browser: Browser, cast: Cast, who: str) -> None:
    doing, delivered = part_in(cast, P.DOING), part_in(cast, P.DELIVERED, needs=True)
    browser.sign_in(getattr(cast, who))
    page = browser.get("tasks.show", id=doing.task_id)
    for act, url in acts_of(doing).items():
        shown = bool(page.find("a", href=url)) or page.has_form(url)
        assert shown == (act in RIGHTS[who] and act not in ("konfirmasi", "kembalikan")), act
    page = browser.get("tasks.show", id=delivered.task_id)
    for act in ("konfirmasi", "kembalikan"):
        assert page.has_form(acts_of(delivered)[act]) == (act in RIGHTS[who])
    fields = {"agency": cast.health, "reason": "x", "scope": "x", "other_scope": "y", "version": "x", "answer": "x"}
    for act, url in acts_of(doing).items():
        if act not in RIGHTS[who]:
            browser.post(url, fields, status=403)
    assert (stored(doing.id).state, len(stored(doing.id).task.parts)) == (P.DOING, 2)


def test_a_liaison_acts_for_the_tasks_that_its_agency_issued(browser: Browser, other: Browser, cast: Cast) -> None:
    seat(make_user(HEALTH_LIAISON), db.session.get_one(Agency, cast.health), Role.LIAISON)
    task = issued_by(cast, cast.police, cast.social)
    part = task.parts[0]
    page = browser.sign_in(cast.police_liaison).get("tasks.show", id=task.id)
    assert page.find("a", href=acts_of(part)["atur"]) and page.has_form(f"/tugas/{task.id}/bagian")
    assert not page.find("a", href=acts_of(part)["serahkan"]) and "Polres Palopo" in page.text
    browser.post(acts_of(part)["serahkan"], {"agency": cast.health, "reason": "x"}, status=403)
    page = other.sign_in(HEALTH_LIAISON).get("tasks.show", id=task.id)
    assert not page.has_form(f"/tugas/{task.id}/bagian") and not page.find("a", href=acts_of(part)["atur"])
    browser.get("tasks.show", id=task.id)
    browser.submit(acts_of(part)["bebaskan"])
    assert stored(part.id).state is P.WAIVED


def test_a_liaison_of_two_agencies_chooses_in_whose_name(browser: Browser, cast: Cast) -> None:
    holder = db.session.scalars(sa.select(User.id).where(User.email == cast.social_liaison)).one()
    fields = {"title": "Menata aula", "due": "2030-01-02", "priority": "normal", "agencies": [cast.police]}
    page = browser.sign_in(cast.social_liaison).get("tasks.new")
    assert not page.find("select", name="issuer")
    browser.submit("/tugas/baru", **fields, issuer=cast.health, needs_confirmation="y")
    seat(db.session.get_one(User, holder), db.session.get_one(Agency, cast.health), Role.LIAISON)
    db.session.commit()
    page = browser.get("tasks.new")
    assert len(page.find("select", name="issuer")) == 1
    page = browser.submit("/tugas/baru", status=422, **fields, issuer=cast.police)
    assert "Pilih salah satu dari daftar." in page.text
    browser.submit("/tugas/baru", issuer=cast.health)
    made = db.session.scalars(sa.select(Task).order_by(Task.id)).all()
    assert [task.issuer_agency_id for task in made] == [cast.social, cast.health]
    assert [task.parts[0].needs_confirmation for task in made] == [True, False]


def test_the_secretariat_gives_out_in_its_own_name(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat).get("tasks.new")
    fields = {"title": "Menata aula", "due": "2030-01-02", "priority": "normal", "agencies": [cast.police]}
    page = browser.submit("/tugas/baru", **fields, issuer=cast.social)
    assert (
        db.session.scalars(sa.select(Task)).one().issuer_agency_id is None and "Pemberi tugas Sekretariat" in page.text
    )


def test_the_day_turns_at_midnight_in_palopo(browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    part = part_in(cast, P.DOING, due=dt.date(2026, 11, 29))
    before, after = (dt.datetime(2026, 11, 29, hour, minute, tzinfo=dt.UTC) for hour, minute in ((15, 59), (16, 30)))
    browser.sign_in(cast.social_liaison)
    for instant, late in ((before, False), (after, True)):
        monkeypatch.setattr(clock, "now", lambda instant=instant: instant)
        db.session.remove()
        assert db.session.get_one(TaskPart, part.id).is_late is late
        assert ("lewat tenggat" in browser.get("tasks.show", id=part.task_id).text) is late


def test_the_part_of_another_task_is_moved_by_nobody_in_its_name(browser: Browser, cast: Cast) -> None:
    mine, theirs = part_in(cast, P.DOING), make_task(cast.police).parts[0]
    browser.sign_in(cast.social_liaison).get(acts_of(mine)["serahkan"])
    browser.submit(acts_of(mine)["serahkan"], agency=cast.health, reason="Ya", id=theirs.id, part_id=theirs.id)
    assert stored(theirs.id).state is P.OFFERED and stored(mine.id).state is P.HANDED_OVER
    for path in ("serahkan", "bagi", "atur", "kembalikan"):
        browser.get(f"/tugas/bagian/999/{path}", status=404)


def test_a_task_shows_its_own_part_first_and_who_left_last(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.police, cast.health, cast.social)
    task.parts[0].waive()
    db.session.commit()
    page = browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    shown = [each.get("id") for each in page.find("li") if "part" in (each.get("class") or "").split()]
    assert shown == [f"bagian-{task.parts[n].id}" for n in (2, 1, 0)]
    assert page.find("div", role="img")[0].get("aria-label") == "0 dari 2 bagian selesai"
    assert db.session.get_one(Task, task.id).state is TaskState.OFFERED


def test_hostile_words_of_a_part_are_escaped(browser: Browser, cast: Cast) -> None:
    evil = '"><script>alert(1)</script>'
    task = make_task(cast.social, cast.police)
    task.parts[0].scope, task.parts[0].answer = evil, evil
    task.parts[1].hand_over(db.session.get_one(Agency, cast.health), evil)
    db.session.commit()
    browser.sign_in(cast.secretariat)
    for path in (f"/tugas/{task.id}", *(acts_of(task.parts[0])[act] for act in ("bagi", "atur", "serahkan"))):
        assert "<script>alert" not in browser.get(path).html
