"""Acts upon several commitments: each by itself, with a word about each that was refused."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import AuditEvent
from app.clock import today
from app.commitments.models import Commitment
from app.extensions import db
from app.monitoring.bulk import MOST
from tests.browser import Browser
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_commitment

DAY = dt.timedelta(days=1)
SAID = {"reason": "force", "note": "Banjir bandang."}


def versions_of(*keys: int) -> list[str]:
    return [f"{key}-{stored(key).version}" for key in keys]


def test_the_chosen_are_moved_and_the_others_say_why_not(browser: Browser, other: Browser, cast: Cast) -> None:
    start = today()
    fine, started = in_state(cast, S.AGREED).id, in_state(cast, S.UNDERWAY, start=start + 25 * DAY).id
    proposed, verified = in_state(cast, S.PROPOSED).id, in_state(cast, S.VERIFIED).id
    moved = in_state(cast, S.RETURNED).id
    browser.sign_in(cast.secretariat).get("monitoring.redate_all", pilih=[fine, started, proposed, verified, moved])
    other.sign_in(cast.secretariat).get("commitments.redate", id=moved)
    other.submit("/tenggat", due=(start + 50 * DAY).isoformat(), note="Lebih dahulu", reason="other")
    page = browser.submit("/serentak/tenggat", days="-10", **SAID)
    assert "Tenggatnya diubah 1" in page.text and "Tidak diubah 4" in page.text
    for words in ("Tenggat tidak boleh sebelum tanggal mulai", "sudah berstatus Diusulkan",
                  "sudah berstatus Terverifikasi", "Berubah sejak Anda membuka halaman ini"):  # fmt: skip
        assert words in page.text, words
    due = {key: (stored(key).due - start).days for key in (fine, started, proposed, verified, moved)}
    assert due == {fine: 20, started: 30, proposed: 30, verified: 30, moved: 50}
    change = stored(fine).changes[-1]
    assert (change.reason.value, change.note, stored(fine).redated) == ("force", "Banjir bandang.", 1)
    assert not stored(started).changes[1:] and stored(started).redated == 0


def test_one_date_for_all_shows_who_had_it_already(browser: Browser, cast: Cast) -> None:
    one, two = in_state(cast, S.AGREED).id, in_state(cast, S.AGREED, due=today() + 60 * DAY).id
    browser.sign_in(cast.secretariat).get("monitoring.redate_all", pilih=[one, two])
    page = browser.submit("/serentak/tenggat", due=(today() + 60 * DAY).isoformat(), **SAID)
    assert "Tenggatnya sudah tanggal itu" in page.text
    assert stored(one).due == stored(two).due and (stored(one).redated, stored(two).redated) == (1, 0)


@pytest.mark.parametrize(("fields", "said"), [
    ({}, "Isi salah satu: tanggal baru, atau jumlah hari pergeseran"),
    ({"days": "0"}, "Isi salah satu"),
    ({"days": "5", "due": "2030-01-01"}, "Isi salah satu"),
    ({"days": "lima"}, "Isi bilangan bulat"),
    ({"days": "99999999999999999999"}, "Isi antara -1.100 dan 1.100 hari"),
    ({"due": "2020-01-01"}, "Isi tanggal hari ini atau sesudahnya"),
    ({"days": "5", "note": ""}, "Mohon isi catatan"),
    ({"days": "5", "note": "x" * 2001}, "Paling banyak 2000 karakter"),
])  # fmt: skip
def test_what_cannot_be_is_named_and_the_choice_is_kept(
    browser: Browser, cast: Cast, fields: dict[str, str], said: str
) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat).get("monitoring.redate_all", pilih=[made])
    page = browser.submit("/serentak/tenggat", status=422, **(SAID | fields))
    assert said in page.text and not stored(made).changes
    assert dict(page.form("/serentak/tenggat").fields)["pilih"] == versions_of(made)[0]


def test_a_shift_into_the_past_is_refused_for_that_row(browser: Browser, cast: Cast) -> None:
    late = in_state(cast, S.AGREED, due=today() - 20 * DAY).id
    browser.sign_in(cast.secretariat).get("monitoring.redate_all", pilih=[late])
    assert "Tenggat barunya sudah lewat" in browser.submit("/serentak/tenggat", days="10", **SAID).text
    assert not stored(late).changes


def test_sent_twice_the_dates_move_once(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    form = browser.sign_in(cast.secretariat).get("monitoring.redate_all", pilih=[made]).form("/serentak/tenggat")
    fields = dict(form.fields) | SAID | {"days": "7"}
    for _ in range(2):
        browser.post("monitoring.redate_all", fields)
    assert stored(made).redated == 1 and stored(made).due == today() + 37 * DAY


def test_two_at_once_on_the_same_rows_in_other_orders_move_each_once(app: Flask, cast: Cast) -> None:
    keys = [in_state(cast, S.AGREED).id for _ in range(6)]
    people = [Browser(app).sign_in(cast.secretariat) for _ in range(2)]
    sent = []
    for number, person in enumerate(people):
        form = person.get("monitoring.redate_all", pilih=keys).form("/serentak/tenggat")
        pairs = [pair for pair in form.fields if pair[0] == "pilih"][:: 1 if number else -1]
        rest = {name: value for name, value in form.fields if name != "pilih"} | SAID | {"days": str(number + 1)}
        sent.append({"pilih": [value for _, value in pairs], **rest})
    codes: list[int] = []
    db.session.remove()

    def send(person: Browser, data: dict) -> None:
        codes.append(person.client.post("/komitmen/serentak/tenggat", data=data).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(people, sent, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert codes == [200, 200]
    assert [stored(key).redated for key in keys] == [1] * 6


def test_each_agency_gets_one_text_of_what_it_is_asked_for(browser: Browser, cast: Cast) -> None:
    agreed, returned = in_state(cast, S.AGREED), in_state(cast, S.RETURNED)
    proposed = in_state(cast, S.PROPOSED, cast.police)
    reported, resting = in_state(cast, S.REPORTED), in_state(cast, S.SUSPENDED)
    suggested = make_commitment(cast.police, suggested_name="Polres Palopo")
    keys = [each.id for each in (agreed, returned, proposed, reported, resting, suggested)]
    page = browser.sign_in(cast.secretariat).get("monitoring.remind_all", pilih=keys)
    texts = ["".join(e.itertext()) for e in page.find("textarea", lang="id")]
    assert len(texts) == 2 and texts[0].startswith("Yth. Dinas Sosial,") and texts[1].startswith("Yth. Polres Palopo,")
    assert agreed.reference in texts[0] and "mohon dilaporkan perkembangannya" in texts[0]
    assert returned.reference in texts[0] and "mohon laporannya dilengkapi" in texts[0]
    assert f"/komitmen/{agreed.id}" in texts[0] and "Tenggat " in texts[0]
    assert proposed.reference in texts[1] and "mohon disetujui" in texts[1]
    for left_out in (reported, resting, suggested):
        assert left_out.reference not in texts[0] + texts[1] and left_out.reference in page.text
    assert len([a for a in page.find("a") if a.get("href", "").startswith("https://wa.me/?text=")]) == 2


def test_a_reminder_is_written_down_with_its_channel(browser: Browser, cast: Cast) -> None:
    made, theirs = in_state(cast, S.AGREED).id, in_state(cast, S.AGREED, cast.police).id
    browser.sign_in(cast.secretariat).get("monitoring.remind_all", pilih=[made, theirs])
    page = browser.submit("/serentak/ingatkan", channel="call")
    assert "1 komitmen ditandai sudah diingatkan" in page.text and "Terakhir diingatkan" in page.text
    assert "Polres Palopo" in page.text, "the text of the other agency is still there"
    assert stored(made).reminded_at and not stored(theirs).reminded_at
    assert "Mengingatkan instansi (Lewat: Telepon)" in browser.get("commitments.show", id=made).text


def test_a_reminder_of_what_moved_on_meanwhile_is_refused(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat).get("monitoring.remind_all", pilih=[made])
    stored(made).cancel("Batal")
    db.session.commit()
    page = browser.submit("/serentak/ingatkan", channel="letter")
    assert "0 komitmen ditandai" in page.text and "bukan giliran instansi" in page.text
    assert stored(made).reminded_at is None


def test_an_unknown_channel_is_named(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat).get("monitoring.remind_all", pilih=[made])
    page = browser.submit("/serentak/ingatkan", status=422, channel="merpati")
    assert "Pilih salah satu dari daftar" in page.text and stored(made).reminded_at is None


def test_a_text_too_long_for_a_link_is_copied(browser: Browser, cast: Cast) -> None:
    keys = [make_commitment(cast.social, statement="Melatih “warga” " * 20).id for _ in range(40)]
    page = browser.sign_in(cast.secretariat).get("monitoring.remind_all", pilih=keys)
    assert "terlalu panjang untuk tautan WhatsApp" in page.text and "40 komitmen" in page.text


def test_the_list_keeps_the_filters_and_can_tick_all(browser: Browser, cast: Cast) -> None:
    late, police = in_state(cast, S.AGREED, due=today() - DAY), in_state(cast, S.AGREED, cast.police)
    in_state(cast, S.VERIFIED)
    page = browser.sign_in(cast.secretariat).get(f"/komitmen/serentak?instansi={cast.social}&tenggat=terlambat")
    assert [box.get("value") for box in page.find("input", type="checkbox")] == [str(late.id)]
    assert not page.find("input", type="checkbox", checked="")
    everything = next(a for a in page.find("a") if "centang=semua" in a.get("href", ""))
    assert f"instansi={cast.social}" in everything.get("href", "")
    assert browser.get(everything.get("href")).find("input", type="checkbox", checked="")
    boxes = browser.get("/komitmen/serentak").find("input", type="checkbox")
    assert [box.get("value") for box in boxes] == [str(late.id), str(police.id)]


def test_no_more_than_a_hundred_at_once(browser: Browser, cast: Cast) -> None:
    facts = {"statement": "Janji", "lead_agency_id": cast.social, "lead_agency_name": "Dinas Sosial",
             "due": today(), "original_due": today(), "is_checkable": True}  # fmt: skip
    db.session.add_all(Commitment(reference=f"K/2026/{n}", **facts) for n in range(1000, 1000 + MOST + 5))
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get("/komitmen/serentak?centang=semua")
    assert len(page.find("input", type="checkbox", checked="")) == MOST
    assert "100 komitmen dengan tenggat terdekat" in page.text
    few = browser.get("monitoring.remind_all", pilih=[1]).queries
    many = browser.get("monitoring.remind_all", pilih=list(range(1, MOST + 1)))
    assert many.queries == few and many.text.count("mohon disetujui") == MOST
    for endpoint in ("remind_all", "redate_all"):
        page = browser.get(f"monitoring.{endpoint}", pilih=list(range(1, MOST + 2)))
        assert "Pilih paling banyak 100 komitmen sekaligus" in page.text
    sent = SAID | {"days": "5", "pilih": [f"{key}-1" for key in range(1, MOST + 2)]}
    assert "Pilih paling banyak 100" in browser.post("monitoring.redate_all", sent).text
    assert not db.session.scalars(sa.select(AuditEvent.id).where(AuditEvent.action == "reminded")).all()


@pytest.mark.parametrize("asked", ["", "pilih=", "pilih=abc", "pilih=-1", "pilih=0", "pilih=99999999999", "pilih=77",
                                   "pilih=%EF%BC%91"])  # fmt: skip
def test_ids_that_are_none_lead_back_to_the_choice(browser: Browser, cast: Cast, asked: str) -> None:
    browser.sign_in(cast.secretariat)
    for page in ("ingatkan", "tenggat"):
        shown = browser.get(f"/komitmen/serentak/{page}?{asked}")
        assert shown.url == "/komitmen/serentak" and "Pilih dahulu komitmen yang dimaksud" in shown.text
    shown = browser.post("monitoring.redate_all", SAID | {"days": "3", "pilih": ["x-1", "7", "-", "²-1"]})
    assert "Tenggatnya diubah" not in shown.text


@pytest.mark.parametrize("person", ["social_liaison", "reviewer", "leader", "admin"])
def test_only_the_secretariat_acts_upon_several(browser: Browser, cast: Cast, person: str) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(getattr(cast, person))
    browser.get("monitoring.choose", status=403)
    for endpoint in ("remind_all", "redate_all"):
        browser.get(f"monitoring.{endpoint}", status=403, pilih=[made])
        browser.post(
            f"monitoring.{endpoint}", SAID | {"pilih": f"{made}-2", "days": "3", "channel": "call"}, status=403
        )
    assert not stored(made).changes and stored(made).reminded_at is None


def test_what_one_watches_can_be_chosen_from(browser: Browser, cast: Cast) -> None:
    watched, other_one = in_state(cast, S.AGREED), in_state(cast, S.AGREED)
    browser.sign_in(cast.secretariat).post("comments.watch", id=watched.id)
    page = browser.get("monitoring.choose", pantau="ya")
    assert watched.reference in page.text and other_one.reference not in page.text


def test_what_cannot_be_agreed_on_yet_is_nobodys_to_be_reminded_of(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.PROPOSED, proof="")
    page = browser.sign_in(cast.secretariat).get("commitments.index")
    assert "giliran Anda" in page.text and "giliran instansi" not in page.text
    page = browser.get("monitoring.remind_all", pilih=[made.id])
    assert "mohon disetujui" not in page.html
    browser.post("monitoring.remind_all", {"pilih": made.id, "channel": "call"})
    assert stored(made.id).reminded_at is None
    made = stored(made.id)
    made.waiver = "Bukti menyusul"
    db.session.commit()
    assert "mohon disetujui" in browser.get("monitoring.remind_all", pilih=[made.id]).html


def test_no_due_date_is_moved_beyond_what_may_be_typed(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED, due=dt.date(2100, 12, 1))
    browser.sign_in(cast.secretariat).get("monitoring.redate_all", pilih=[made.id])
    assert "antara 2000 dan 2100" in browser.submit("/serentak/tenggat", days="60", **SAID).text
    assert stored(made.id).due == dt.date(2100, 12, 1)
