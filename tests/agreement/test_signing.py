"""Two signatures by two people make a version that never changes."""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from app.agencies.models import Agency
from app.agreement import service
from app.agreement.models import Correction, CorrectionState, SignerRole
from app.agreement.snapshot import canonical, snapshot_of
from app.agreement.versions import MinutesVersion, Signature, SignedScan
from app.clock import now
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.policy import Role
from app.refusal import Refused
from tests.agreement.steps import LATER, add_line, circulated, copies_of, fresh, lines_of, ripe, sign, signed
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_user, seat
from tests.minutes.test_at_once import poster
from tests.pictures import paper

CHAIR, TAKER = "agreement.sign_as_chair", "agreement.sign_as_taker"


def versions_of(meeting: Meeting) -> list[MinutesVersion]:
    """The versions of a meeting, oldest first."""
    rows = sa.select(MinutesVersion).where(MinutesVersion.meeting_id == meeting.id).order_by(MinutesVersion.number)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def test_two_people_sign_what_they_read(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = circulated(cast, minute_taker="Sekretariat")
    with ripe():
        page = browser.sign_in(cast.leader).get(CHAIR, id=meeting.id)
        assert "Anggaran dua juta" in page.text
        assert "Centang dahulu" in browser.submit("/pimpinan", status=422).text
        page = browser.submit("/pimpinan", confirm="y")
        assert "Menunggu tanda tangan pencatat sejak" in page.text
        assert fresh(meeting).state is MeetingState.CIRCULATED
        other.sign_in(cast.secretariat).get(TAKER, id=meeting.id)
        page = other.submit("/pencatat", confirm="y")
        assert fresh(meeting).state is MeetingState.SIGNED
    (version,) = versions_of(meeting)
    assert version.is_valid and version.number == 1 and version.content == snapshot_of(fresh(meeting)).content
    assert version.sha256 == hashlib.sha256(version.content.encode()).hexdigest() and version.sha256 in page.text
    chair, taker = version.by(SignerRole.CHAIR), version.by(SignerRole.TAKER)
    assert chair and chair.on_behalf == "AKBP Herman, S.Pd., M.H." and chair.position == "leader, BNN Kota Palopo"
    assert taker and taker.on_behalf == ""
    paper = browser.sign_in(cast.leader).get(f"/rapat/{meeting.id}/notula").text
    assert version.sha256 in paper and "a.n. AKBP Herman, S.Pd., M.H." in paper and "Versi 1" in paper


def test_nothing_is_signed_too_early(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    page = browser.sign_in(cast.leader).get(CHAIR, id=meeting.id)
    assert "Masa perbaikan belum berakhir" in page.text and not page.has_form("/pimpinan")
    digest = snapshot_of(fresh(meeting)).sha256
    page = browser.post(CHAIR, {"sha256": digest, "confirm": "y"}, id=meeting.id, status=409)
    assert "Masa perbaikan belum berakhir" in page.text and not versions_of(meeting)
    service.propose(copies_of(meeting)[0], lines_of(meeting)[0], "Lain", "Keliru", "", 1)
    db.session.commit()
    with ripe():
        page = browser.sign_in(cast.leader).post(CHAIR, {"sha256": digest, "confirm": "y"}, id=meeting.id, status=409)
        assert "belum diputuskan" in page.text and not versions_of(meeting)


def test_when_all_agreed_signing_starts_before_the_deadline(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    for copy in copies_of(meeting):
        service.agree(copy)
    db.session.commit()
    page = browser.sign_in(cast.leader).get("agreement.index", id=meeting.id)
    assert "2 dari 2 peserta sudah menyatakan setuju" in page.text and "Menunggu tanda tangan" in page.text
    browser.get(CHAIR, id=meeting.id)
    browser.submit("/pimpinan", confirm="y")
    with pytest.raises(Refused, match="sedang ditandatangani"):
        service.propose(copies_of(meeting)[0], lines_of(meeting)[0], "Lain", "Keliru", "", 1)


def test_silence_is_agreement_and_is_told_so(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    service.agree(copies_of(meeting)[0])
    db.session.commit()
    with ripe():
        page = browser.sign_in(cast.leader).get("agreement.index", id=meeting.id)
        assert "Disetujui: 1 menyatakan setuju, 1 tidak menyampaikan perbaikan." in page.text


def test_what_changed_since_it_was_read_is_not_signed(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    made = service.propose(copies_of(meeting)[0], lines_of(meeting)[0], "Anggaran tiga juta", "Keliru", "", 1)
    db.session.commit()
    old = snapshot_of(fresh(meeting)).sha256
    service.accept(db.session.get_one(Correction, made.id), "Anggaran tiga juta", "", None, "Rahmi")
    db.session.commit()
    with ripe():
        page = browser.sign_in(cast.leader).post(CHAIR, {"sha256": old, "confirm": "y"}, id=meeting.id, status=409)
        assert "Notula berubah sejak Anda membukanya" in page.text and "Anggaran tiga juta" in page.text
        assert not versions_of(meeting)
        browser.submit("/pimpinan", confirm="y")
        assert len(versions_of(meeting)) == 1


def test_the_same_person_never_signs_twice(browser: Browser, cast: Cast) -> None:
    both = make_user("rangkap@contoh.go.id")
    for role in (Role.LEADER, Role.SECRETARIAT):
        seat(both, db.session.get_one(Agency, cast.bnn), role)
    meeting = circulated(cast)
    with ripe():
        browser.sign_in("rangkap@contoh.go.id").get(CHAIR, id=meeting.id)
        browser.submit("/pimpinan", confirm="y")
        page = browser.get(TAKER, id=meeting.id)
        assert "Tanda tangan kedua harus dari orang lain" in page.text and not page.has_form("/pencatat")
        digest = versions_of(meeting)[0].sha256
        browser.post(TAKER, {"sha256": digest, "confirm": "y"}, id=meeting.id, status=409)
        browser.post(CHAIR, {"sha256": digest, "confirm": "y", "again": "1"}, id=meeting.id, status=409)
    assert fresh(meeting).state is MeetingState.CIRCULATED and len(versions_of(meeting)[0].signatures) == 1
    with pytest.raises(sa.exc.IntegrityError):
        version = versions_of(meeting)[0]
        version.signatures.append(
            Signature(role=SignerRole.TAKER, user_id=version.signatures[0].user_id, name="x", position="y")
        )
        db.session.flush()


def test_signing_needs_the_right_post(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    with ripe():
        for who, allowed in (
            (cast.leader, CHAIR),
            (cast.secretariat, TAKER),
            (cast.social_liaison, ""),
            (cast.admin, ""),
            (cast.reviewer, ""),
        ):
            one = Browser(browser.app).sign_in(who)
            for endpoint in (CHAIR, TAKER):
                one.get(endpoint, id=meeting.id, status=200 if endpoint == allowed else 403)


def test_both_press_at_the_same_moment(app: Flask, browser: Browser, other: Browser, cast: Cast) -> None:
    second = make_user("kedua@contoh.go.id")
    seat(second, db.session.get_one(Agency, cast.bnn), Role.LEADER)
    meeting = circulated(cast, days=1)
    digest = snapshot_of(fresh(meeting)).sha256
    with time_machine.travel(now() + LATER, tick=True):
        fields = {"sha256": digest, "confirm": "y"}
        chair, taker = poster(app, browser.sign_in(cast.leader)), poster(app, other.sign_in(cast.secretariat))
        rival = poster(app, Browser(app).sign_in("kedua@contoh.go.id"))
        base = f"/rapat/{meeting.id}/tanda-tangan/"
        answers = at_once(
            chair(base + "pimpinan", **fields), taker(base + "pencatat", **fields), chair(base + "pimpinan", **fields),
            rival(base + "pimpinan", **fields), taker(base + "pencatat", **fields),
        )  # fmt: skip
    assert answers[1] == answers[4] == 303 and answers[0] == answers[2]
    assert {answers[0], answers[3]} == {303, 409}, "one of two chairs is told that the other was faster"
    db.session.rollback()
    (version,) = versions_of(meeting)
    assert version.is_valid and len(version.signatures) == 2 and fresh(meeting).state is MeetingState.SIGNED


@pytest.mark.parametrize("statement", [
    "UPDATE minutes_version SET content = '{}'", "UPDATE minutes_version SET sha256 = 'x'",
    "UPDATE minutes_version SET number = 9",
    "UPDATE minutes_version SET struck_reason = 'lain'", "UPDATE minutes_version SET struck_at = NULL",
    "DELETE FROM minutes_version", "UPDATE minutes_signature SET name = 'x'", "DELETE FROM minutes_signature",
])  # fmt: skip
def test_the_database_refuses_to_change_what_was_signed(cast: Cast, statement: str) -> None:
    meeting = circulated(cast)
    with ripe():
        signed(cast, fresh(meeting))
    service.reopen(fresh(meeting), "Keliru", "Rahmi")
    db.session.commit()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        db.session.execute(sa.text(statement))
    db.session.rollback()


def revised(browser: Browser, cast: Cast, meeting: Meeting) -> None:
    """Reopen signed minutes, change, move and add lines, and close and circulate them again."""
    browser.sign_in(cast.secretariat).get("agreement.reopen", id=meeting.id)
    browser.submit("/buka-kembali", status=422, reason="")
    page = browser.submit("/buka-kembali", reason="Jumlah keliru")
    assert fresh(meeting).state is MeetingState.REVISING and "Jumlah keliru" in page.text
    first, moved = lines_of(meeting)
    changed = {"text": "Anggaran tiga juta rupiah", "kind": "note", "version": first.version, "base": "1"}
    browser.post(f"/rapat/butir/{first.id}/ubah", changed)
    browser.post(f"/rapat/butir/{moved.id}/pindah", {"arah": "naik"})
    new = {"kind": "decision", "text": "Disepakati <bersama>"}
    browser.post(f"/rapat/agenda/{first.agenda_item_id}/butir", new)
    assert "Notula selesai diperbaiki" in browser.post("meetings.close", id=meeting.id).text
    service.circulate(fresh(meeting), 1)
    db.session.commit()


def test_reopening_strikes_keeps_and_makes_the_next_version(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    with ripe():
        signed(cast, fresh(meeting))
        revised(browser, cast, meeting)
    with time_machine.travel(now() + 2 * LATER, tick=True):
        signed(cast, fresh(meeting))
        old, new = versions_of(meeting)
        assert (old.number, new.number, old.is_valid, new.is_valid) == (1, 2, False, True)
        assert old.struck_reason == "Jumlah keliru" and len(old.signatures) == 2
        page = browser.sign_in(cast.leader).get(f"/rapat/{meeting.id}/versi/1")
        assert "tidak berlaku lagi" in page.text and "Anggaran dua juta" in page.text and old.sha256 in page.text
        page = browser.get(f"/rapat/{meeting.id}/versi/2/perubahan")
        for words in ("Jumlah keliru", "ditambahkan", "dipindahkan dari", "Disepakati <bersama>"):
            assert words in page.text, words
        assert "tiga" in " ".join("".join(e.itertext()) for e in page.find("ins"))
        browser.get(f"/rapat/{meeting.id}/versi/1/perubahan", status=404)
        browser.get(f"/rapat/{meeting.id}/versi/3", status=404)


def test_the_download_has_the_printed_digest(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast, texts=("Émile & <b> 😀 \u202e",))
    with ripe():
        version = signed(cast, fresh(meeting))
        browser.sign_in(cast.reviewer)
        answer = browser.raw("GET", f"/rapat/{meeting.id}/versi/1/naskah.json")
    assert hashlib.sha256(answer.data).hexdigest() == version.sha256
    assert (
        canonical(json.loads(answer.data)) == answer.data.decode()
        and "attachment" in answer.headers["Content-Disposition"]
    )


def upload(browser: Browser, meeting: Meeting, data: bytes | None, name: str = "") -> tuple[int, str]:
    """Send a file as the signed paper of version 1; returns status and text."""
    fields: dict[str, object] = {"csrf_token": browser.token()}
    if data is not None:
        fields["berkas"] = (io.BytesIO(data), name)
    answer = browser.raw("POST", f"/rapat/{meeting.id}/versi/1/pindaian", data=fields)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_signed_paper_is_kept_byte_for_byte_with_its_history(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    pdf = paper("tanda tangan elektronik")
    with ripe():
        signed(cast, fresh(meeting))
        browser.sign_in(cast.secretariat).get(f"/rapat/{meeting.id}/versi/1")
        for data, name in ((pdf, "bsre.pdf"), (pdf, "bsre.pdf"), (paper("baru"), "baru <2>.pdf")):
            assert upload(browser, meeting, data, name)[0] == 303
        page = browser.get(f"/rapat/{meeting.id}/versi/1")
        assert hashlib.sha256(pdf).hexdigest() in page.text
        assert "baru <2>.pdf" in page.text and "sudah diganti" in page.text and "passphrase" not in page.text.lower()
        scans = db.session.scalars(sa.select(SignedScan).order_by(SignedScan.id)).all()
        assert [scan.name for scan in scans] == ["bsre.pdf", "baru <2>.pdf"]
        answer = browser.raw("GET", f"/berkas/{scans[0].file_id}")
        assert answer.data == pdf
        answer.close()


def test_what_is_no_paper_is_refused_with_the_reason(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    with ripe():
        signed(cast, fresh(meeting))
        browser.sign_in(cast.secretariat)
        for data, name, reason in ((b"MZ", "x.pdf", "Isi berkas ini bukan PDF"), (None, "", "Pilih berkas")):
            status, text = upload(browser, meeting, data, name)
            assert status == 422 and reason in text
        service.reopen(fresh(meeting), "Keliru", "Rahmi")
        db.session.commit()
        assert "versi yang berlaku" in upload(browser, meeting, paper(), "x.pdf")[1]
    assert not db.session.scalar(sa.select(SignedScan.id))


def test_home_tells_whose_turn_it_is(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = circulated(cast, theme="Rapat anggaran")
    made = service.propose(copies_of(meeting)[0], lines_of(meeting)[0], "Lain", "Keliru", "", 1)
    db.session.commit()
    assert "Usulan perbaikan notula yang belum diputuskan" in browser.sign_in(cast.secretariat).get("/").text
    assert "Rapat anggaran" not in other.sign_in(cast.leader).get("/").text
    service.decline(db.session.get_one(Correction, made.id), "Sudah benar", "Rahmi")
    db.session.commit()
    with ripe():
        page = other.sign_in(cast.leader).get("/")
        assert "Notula yang menunggu tanda tangan Anda" in page.text
        assert page.find("a", href=f"/rapat/{meeting.id}/tanda-tangan/pimpinan")
        assert browser.sign_in(cast.secretariat).get("/").find("a", href=f"/rapat/{meeting.id}/tanda-tangan/pencatat")
        sign(cast, fresh(meeting), SignerRole.CHAIR)
        db.session.commit()
        assert "menunggu tanda tangan Anda" not in other.get("/").text


def test_home_asks_little_of_who_holds_every_post(browser: Browser, cast: Cast) -> None:
    everyone = make_user("semua@contoh.go.id")
    for role in Role:
        seat(everyone, db.session.get_one(Agency, cast.social), role)
    circulated(cast)
    with ripe():
        page = browser.sign_in("semua@contoh.go.id").get("/")  # the browser counts the queries
        assert page.text.count("Baca dan tanda tangani") == 1, "one line a meeting, whatever posts one holds"


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_signed_means_two_people_and_one_unstruck_newest_version(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    meeting = circulated(cast, days=1)
    clock = now()
    for step in range(70):
        clock += LATER / 4
        with time_machine.travel(clock, tick=False):
            try:
                _act(cast, fresh(meeting), dice, step)
                db.session.commit()
            except Refused:
                db.session.rollback()
            _check(fresh(meeting))
    assert versions_of(meeting), "the dice never came as far as a version"


def _act(cast: Cast, meeting: Meeting, dice: random.Random, step: int) -> None:
    copies, lines = copies_of(meeting), lines_of(meeting)
    waiting = db.session.scalars(sa.select(Correction).where(Correction.state == CorrectionState.WAITING)).all()
    who, role = dice.choice([cast.leader, cast.secretariat]), dice.choice(list(SignerRole))
    acts: list[tuple[int, Any, Callable[[], object]]] = [
        (2, True, lambda: service.circulate(meeting, dice.randint(1, 4))),
        (1, copies, lambda: service.propose(dice.choice(copies), dice.choice(lines), f"Usul {step}", "Keliru", "", 1)),
        (1, copies, lambda: service.agree(dice.choice(copies))),
        (2, waiting, lambda: service.accept(waiting[0], f"Terima {step}", "", None, "Rahmi")),
        (1, waiting, lambda: service.decline(waiting[0], "Tidak", "Rahmi")),
        (6, True, lambda: sign(cast, meeting, role, who)),
        (1, True, lambda: service.reopen(meeting, f"Alasan {step}", "Rahmi")),
        (2, True, meeting.close),
        (1, meeting.is_typed, lambda: add_line(meeting, f"Butir {step}")),
    ]
    possible = [(weight, act) for weight, when, act in acts if when]
    dice.choices([act for _, act in possible], [weight for weight, _ in possible])[0]()


def _check(meeting: Meeting) -> None:
    versions = versions_of(meeting)
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    for version in versions:
        assert hashlib.sha256(version.content.encode()).hexdigest() == version.sha256
        assert len({each.user_id for each in version.signatures}) == len(version.signatures) in (1, 2)
    live = [version for version in versions if version.struck_at is None]
    assert live in ([], versions[-1:])
    valid = bool(live) and live[0].is_valid and len(live[0].signatures) == 2
    assert (meeting.state is MeetingState.SIGNED) is valid
