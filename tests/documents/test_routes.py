"""Who may print what, in which state of the meeting, and what the papers of real rows hold."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask

from app.agencies.models import Agency
from app.attendance.models import Attendance, Presence
from app.attendance.service import invite
from app.clock import at, now, today
from app.documents import service
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineAgency, LineKind, MinutesLine
from app.policy import Role
from tests.browser import Browser
from tests.documents.making import STROKES, sound, text_of
from tests.documents.tagging import structure
from tests.factories import Cast, make_agency, make_commitment, make_meeting, make_series, make_task, make_user, seat

PDFS = {
    "notula": "notula", "salinan-notula": "salinan-notula", "daftar-hadir": "daftar-hadir",
    "daftar-hadir-kosong": "daftar-hadir-kosong", "berita-acara": "berita-acara",
}  # fmt: skip


def add_line(meeting: Meeting, kind: LineKind, text: str, internal: bool = False, *tags: int) -> MinutesLine:
    """A line at the end of the first item."""
    count = db.session.scalar(sa.select(sa.func.count(MinutesLine.id)).where(MinutesLine.meeting_id == meeting.id))
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=(count or 0) + 1,
                       kind=kind, internal=internal)  # fmt: skip
    line.write(text, None)
    db.session.add(line)
    db.session.flush()
    db.session.add_all([LineAgency(line_id=line.id, agency_id=agency_id) for agency_id in tags])
    db.session.commit()
    return line


def full_meeting(cast: Cast, state: MeetingState = MeetingState.CLOSED) -> Meeting:
    """A meeting with lines of each kind, one internal, and two people, one of them not confirmed."""
    meeting = make_meeting(cast.bnn, state, theme="Sinergi & <kita>")
    for agency, person, confirmed in ((cast.social, "Ani, S.Pd., M.H.", True), (cast.police, "Tamu", False)):
        row = invite(meeting, db.session.get_one(Agency, agency))
        row.presence, row.person, row.signature, row.confirmed = Presence.PRESENT, person, STROKES, confirmed
    add_line(meeting, LineKind.NOTE, "Rahasia kita", True)
    add_line(meeting, LineKind.DECISION, "Keputusan umum")
    add_line(meeting, LineKind.DECISION, "Khusus Dinas Sosial", False, cast.social)
    add_line(meeting, LineKind.DECISION, "Khusus Polres", False, cast.police)
    promise = add_line(meeting, LineKind.COMMITMENT, "Janji Dinas Sosial")
    make_commitment(cast.social, line_id=promise.id, meeting_id=meeting.id)
    job = add_line(meeting, LineKind.TASK, "Tugas berdua")
    make_task(cast.social, cast.police, line_id=job.id, meeting_id=meeting.id)
    return meeting


def take(browser: Browser, path: str) -> bytes:
    """Open an address that gives a file."""
    answer = browser.raw("GET", path)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store", answer.status
    return answer.get_data()


@pytest.mark.parametrize("who", ["secretariat", "social_liaison", "reviewer", "leader", "admin"])
def test_who_may_read_the_meeting_may_print_it(browser: Browser, cast: Cast, who: str) -> None:
    meeting = full_meeting(cast)
    here, name = f"/rapat/{meeting.id}/dokumen", meeting.reference.replace("/", "-")
    page = browser.sign_in(getattr(cast, who)).get(here)
    assert "setiap cetakannya bertanda KONSEP" in page.text
    shown = {link.get("href") for link in page.find("a")}
    for paper, stem in PDFS.items():
        answer = browser.raw("GET", f"{here}/{paper}.pdf")
        assert f"{here}/{paper}.pdf" in shown and answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{stem}-{name}.pdf"'
        assert "Sinergi & <kita>" in sound(answer.get_data())
    for paper in ("notula", "salinan-notula"):
        answer = browser.raw("GET", f"{here}/{paper}.docx")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{paper}-{name}.docx"'
        assert "wordprocessingml" in answer.mimetype and Document(BytesIO(answer.get_data())).paragraphs


def test_who_has_no_post_or_is_signed_out_prints_nothing(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = full_meeting(cast)
    make_user("tamu@contoh.go.id")
    db.session.commit()
    browser.sign_in("tamu@contoh.go.id")
    for path in ("", "/notula.pdf", "/notula.docx", "/daftar-hadir.pdf", "/kutipan.pdf?instansi=1"):
        assert browser.raw("GET", f"/rapat/{meeting.id}/dokumen{path}").status_code in (403, 404)
        assert other.get(f"/rapat/{meeting.id}/dokumen{path}").url.startswith("/masuk")


def test_a_draft_is_the_secretariats_and_only_its_blank_list_can_be_printed(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    invite(meeting, db.session.get_one(Agency, cast.social), "Kepala Dinas Sosial")
    db.session.commit()
    here = f"/rapat/{meeting.id}/dokumen"
    other.sign_in(cast.leader)
    assert other.raw("GET", f"{here}/daftar-hadir-kosong.pdf").status_code == 404
    page = browser.sign_in(cast.secretariat).get(here)
    assert "Rapat belum dimulai" in page.text and not [a for a in page.find("a") if "notula.pdf" in a.get("href", "")]
    text = sound(take(browser, f"{here}/daftar-hadir-kosong.pdf"))
    assert "1 Kepala Dinas Sosial Dinas Sosial" in text and "KONSEP" not in text
    for paper in ("notula.pdf", "notula.docx", "daftar-hadir.pdf", "berita-acara.pdf", "kutipan.pdf", "laporan.pdf"):
        assert "tersedia setelah rapat dimulai" in browser.get(f"{here}/{paper}").text


def test_a_cancelled_meeting_has_no_papers(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CANCELLED)
    here = f"/rapat/{meeting.id}/dokumen"
    assert "Tidak ada dokumen" in browser.sign_in(cast.secretariat).get(here).text
    for paper in ("notula.pdf", "daftar-hadir-kosong.pdf"):
        assert "dibatalkan" in browser.get(f"{here}/{paper}").text


def test_copies_leave_out_internal_lines(browser: Browser, cast: Cast) -> None:
    here = f"/rapat/{full_meeting(cast).id}/dokumen"
    browser.sign_in(cast.leader)
    assert "Rahasia kita" in text_of(take(browser, f"{here}/notula.pdf"))
    for paper in ("salinan-notula.pdf", "berita-acara.pdf", f"kutipan.pdf?instansi={cast.social}"):
        assert "Rahasia kita" not in text_of(take(browser, f"{here}/{paper}")), paper
    words = {
        paper: " ".join(p.text for p in Document(BytesIO(take(browser, f"{here}/{paper}.docx"))).paragraphs)
        for paper in ("notula", "salinan-notula")
    }
    assert "Rahasia kita" in words["notula"] and "Rahasia kita" not in words["salinan-notula"]


def test_the_extract_is_made_of_what_belongs_to_the_agency(browser: Browser, cast: Cast) -> None:
    meeting = full_meeting(cast)
    here = f"/rapat/{meeting.id}/dokumen"
    browser.sign_in(cast.social_liaison).get(here)
    assert browser.page is not None
    assert {o.get("value") for o in browser.page.find("option")} == {"", str(cast.social), str(cast.police)}
    social = sound(take(browser, f"{here}/kutipan.pdf?instansi={cast.social}"))
    police = sound(take(browser, f"{here}/kutipan.pdf?instansi={cast.police}"))
    for text in (social, police):
        assert "Keputusan umum" in text and "Tugas berdua" in text and "SALINAN" in text
    assert "Janji Dinas Sosial" in social and "Khusus Dinas Sosial" in social and "Khusus Polres" not in social
    assert "Janji Dinas Sosial" not in police and "Khusus Polres" in police and "Khusus Dinas" not in police
    for wrong in ("", "?instansi=", "?instansi=x", f"?instansi={cast.health}", "?instansi=99999999999"):
        assert "Pilih instansi" in browser.get(f"{here}/kutipan.pdf{wrong}").text


def test_the_list_has_drawn_signatures_of_those_who_are_confirmed(browser: Browser, cast: Cast) -> None:
    here = f"/rapat/{full_meeting(cast).id}/dokumen"
    pdf = take(browser.sign_in(cast.leader), f"{here}/daftar-hadir.pdf")
    assert "Tamu" not in sound(pdf)
    assert [figure.alt for figure in structure(pdf).all("Figure")] == ["Tanda tangan Ani, S.Pd., M.H."]


def test_nothing_agreed_nothing_to_sign(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    add_line(meeting, LineKind.DECISION, "Hanya untuk kita", True)
    here = f"/rapat/{meeting.id}/dokumen"
    page = browser.sign_in(cast.leader).get(here)
    assert not [a for a in page.find("a") if a.get("href") == f"{here}/berita-acara.pdf"]
    assert "Belum ada keputusan" in browser.get(f"{here}/berita-acara.pdf").text


def test_no_transaction_is_open_while_a_paper_is_set(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, seen = f"/rapat/{full_meeting(cast).id}/dokumen", []
    browser.sign_in(cast.leader)

    def watch(*_: Any) -> bytes:
        seen.append(db.session().in_transaction())
        return b"%PDF"

    monkeypatch.setattr("app.documents.routes.typeset", watch)
    monkeypatch.setattr("app.documents.routes.fill", watch)
    for paper in (*(f"{stem}.pdf" for stem in PDFS), "notula.docx", f"kutipan.pdf?instansi={cast.social}"):
        take(browser, f"{here}/{paper}")
    assert seen == [False] * 7


def test_a_broken_template_is_told_in_a_sentence_and_the_pdf_is_still_there(
    app: Flask, browser: Browser, cast: Cast, tmp_path: Path
) -> None:
    here, before = f"/rapat/{full_meeting(cast).id}/dokumen", app.config["TEMPLATES_FOLDER"]
    app.config["TEMPLATES_FOLDER"] = str(tmp_path)
    (tmp_path / "notula.docx").write_bytes(b"rusak")
    try:
        page = browser.sign_in(cast.secretariat).get(f"{here}/notula.docx", status=503)
        assert "Templat notula.docx bermasalah" in page.text and "bukan dokumen Word" in page.text
        assert take(browser, f"{here}/notula.pdf").startswith(b"%PDF")
        assert take(browser, "/dokumen/templat-notula.docx") == b"rusak"
    finally:
        app.config["TEMPLATES_FOLDER"] = before


def test_the_template_is_for_who_may_set_letterheads(browser: Browser, other: Browser, cast: Cast) -> None:
    assert Document(BytesIO(take(browser.sign_in(cast.admin), "/dokumen/templat-notula.docx"))).paragraphs
    other.sign_in(cast.leader).get("/dokumen/templat-notula.docx", status=403)


def test_photos_stand_in_an_annex_the_first_twelve(browser: Browser, cast: Cast) -> None:
    from app.files.kinds import IMAGES
    from app.files.service import keep
    from app.minutes.photos import MinutesPhoto
    from tests.pictures import picture

    meeting = full_meeting(cast)
    lines = list(db.session.scalars(sa.select(MinutesLine).where(MinutesLine.meeting_id == meeting.id)))
    for number in range(14):
        line = lines[1 + number // 13]
        colour = f"#{16 * number:02x}5cad"
        file = keep(BytesIO(picture("JPEG", (400, 300), colour)), "a.jpg", IMAGES)
        db.session.add(MinutesPhoto(line_id=line.id, meeting_id=meeting.id, file_id=file.id, name="a.jpg",
                                    added_by_id=1))  # fmt: skip
    db.session.commit()
    pdf = take(browser.sign_in(cast.leader), f"/rapat/{meeting.id}/dokumen/salinan-notula.pdf")
    assert "Lampiran: Foto" in (text := sound(pdf)) and "Masih ada 2 foto lain" in text
    assert [figure.alt for figure in structure(pdf).all("Figure")] == ["Foto butir 1.2"] * 12


def held(cast: Cast, series_id: int, day: dt.date, **facts: Any) -> Meeting:
    """A meeting of a series at nine of a day."""
    state = facts.pop("state", MeetingState.CLOSED)
    return make_meeting(cast.bnn, state, starts_at=at(day, dt.time(9)), series_id=series_id, **facts)


def test_a_series_is_compiled_over_a_period_without_drafts_and_internal_lines(browser: Browser, cast: Cast) -> None:
    series = make_series(name="Rakor")
    for month, state in ((1, MeetingState.CLOSED), (2, MeetingState.RUNNING), (3, MeetingState.DRAFT),
                         (4, MeetingState.CANCELLED), (6, MeetingState.CLOSED)):  # fmt: skip
        meeting = held(cast, series.id, dt.date(2026, month, 28), state=state, theme=f"Rapat bulan {month}")
        add_line(meeting, LineKind.NOTE, f"Rahasia {month}", True)
    make_meeting(cast.bnn, MeetingState.CLOSED, starts_at=at(dt.date(2026, 2, 1), dt.time(9)), theme="Bukan seri")
    page = browser.sign_in(cast.secretariat).get(f"/seri/{series.id}")
    assert f"/seri/{series.id}/himpunan" in {a.get("href") for a in page.find("a")}
    browser.get(f"/seri/{series.id}/himpunan")
    text = sound(take(browser, f"/seri/{series.id}/himpunan.pdf?dari=2026-01-28&sampai=2026-05-31"))
    assert "Jumlah rapat : 2" in text and "Rapat bulan 1" in text and "Rapat bulan 2" in text
    for missing in ("bulan 3", "bulan 4", "bulan 6", "Bukan seri", "Rahasia"):
        assert missing not in text


def test_a_wrong_period_is_told_and_kept(browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    series = make_series(name="Rakor")
    held(cast, series.id, today())
    browser.sign_in(cast.leader)
    here = f"/seri/{series.id}/himpunan"
    assert browser.get(f"{here}.pdf").url == here
    for query, said in (
        ("dari=2026-02-01&sampai=2026-01-01", "tidak boleh mendahului"), ("dari=x&sampai=2026-01-01", "kalender"),
        ("dari=&sampai=2026-01-01", "Mohon isi tanggal awal"),
        ("dari=2001-01-01&sampai=2001-12-31", "Tidak ada rapat yang sudah berlangsung"),
    ):  # fmt: skip
        assert said in browser.get(f"{here}.pdf?{query}", status=422).text
    add_line(db.session.scalars(sa.select(Meeting)).one(), LineKind.NOTE, "Satu")
    for limit in ("MOST_MEETINGS", "MOST_ROWS", "MOST_LETTERS"):
        with monkeypatch.context() as patch:
            patch.setattr(service, limit, 0)
            page = browser.get(f"{here}.pdf?dari={today()}&sampai={today()}", status=422)
            assert "Satu himpunan memuat paling banyak" in page.text and " 0 " in page.text
    assert str(today()) in [field.get("value") for field in page.find("input")]


def test_the_attendance_table_of_two_hundred_is_in_the_annex(browser: Browser, cast: Cast) -> None:
    meeting = full_meeting(cast)
    db.session.add_all([
        Attendance(meeting_id=meeting.id, agency_name=f"Instansi {n}", person=f"Orang {n}", presence=Presence.PRESENT,
                   arrived_at=now())
        for n in range(200)
    ])  # fmt: skip
    db.session.commit()
    text = sound(take(browser.sign_in(cast.leader), f"/rapat/{meeting.id}/dokumen/notula.pdf"))
    assert "Daftar hadir terlampir (201 orang)." in text and "201 Orang 199 Instansi 199" in text


def test_an_agency_of_three_hundred_letters_and_a_vacant_seat_print(browser: Browser, cast: Cast) -> None:
    agency = make_agency("Badan " + "Panjang " * 36)
    seat(make_user("panjang@contoh.go.id"), agency, Role.LIAISON)
    meeting = make_meeting(agency.id, MeetingState.CLOSED)
    invite(meeting, agency).presence = Presence.PRESENT
    db.session.commit()
    text = sound(take(browser.sign_in("panjang@contoh.go.id"), f"/rapat/{meeting.id}/dokumen/notula.pdf"))
    assert text.count("PANJANG") == 36 and text.count("Panjang") == 36
