"""The letter as PDF, the calendar file read by another parser, and the text for WhatsApp."""

from __future__ import annotations

import datetime as dt
import io
import re
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
import vobject
from pypdf import PdfReader

from app.agencies.models import Agency
from app.attendance.service import invite
from app.clock import at
from app.extensions import db
from app.guests import seal
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingState
from tests.browser import Browser
from tests.factories import Cast, make_agency, make_meeting

DAY = dt.date(2027, 4, 23)
HOSTILE = 'Rapat; "A, B" & <b>\\n 😀 \u202eterbalik ' + "é" * 60


def called(cast: Cast, theme: str = "Rapat sinergi", posts: int = 1, **facts: object) -> int:
    """An announced meeting with invited posts; its id."""
    times = {"starts_at": at(DAY, dt.time(9)), "ends_at": at(DAY, dt.time(12, 30))}
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, theme=theme, **(times | facts))
    for n in range(posts):
        invite(meeting, db.session.get_one(Agency, cast.social), f"Kepala Bidang {n + 1}")
    db.session.commit()
    return meeting.id


def text_of(answer: object) -> str:
    """The words of a PDF, blanks folded."""
    reader = PdfReader(io.BytesIO(answer.data))  # type: ignore[attr-defined]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def calendar(browser: Browser, path: str) -> object:
    """The event of a calendar file as the other parser reads it, after a look at its form."""
    answer = browser.raw("GET", path)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    lines = answer.data.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 and b"\n" not in line for line in lines)
    return vobject.readOne(answer.get_data(as_text=True))


def test_the_letter_in_the_correspondence_form(browser: Browser, cast: Cast) -> None:
    key = called(cast, posts=3, letter_number="B/12/IV/Ka/2027/BNNK", letter_date=dt.date(2027, 4, 10),
                 chair="AKBP Herman, S.Pd., M.H.", chair_position="Kepala BNN Kota Palopo")  # fmt: skip
    browser.sign_in(cast.secretariat)
    answer = browser.raw("GET", f"/rapat/{key}/undangan.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="undangan-R-2026-001.pdf"'
    text = text_of(answer)
    parts = ["BNN KOTA PALOPO", "Palopo, 10 April 2027", "Nomor : B/12/IV/Ka/2027/BNNK", "Sifat : Biasa",
             "Lampiran : -", "Hal : Undangan rapat kerja", "Yth.", "1. Kepala Bidang 1", "3. Kepala Bidang 3",
             "di tempat", "hari/tanggal : Jumat, 23 April 2027", "waktu : 09.00 s.d. 12.30 WITA", "tempat : Aula",
             "acara : Rapat sinergi", "terima kasih", "Kepala BNN Kota Palopo,",
             "AKBP Herman, S.Pd., M.H."]  # fmt: skip
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)] + " / " + text
    assert places == sorted(places)


def test_many_addressees_stand_on_a_page_of_their_own_and_one_gets_its_own_letter(browser: Browser, cast: Cast) -> None:
    key = called(cast, posts=200)
    browser.sign_in(cast.social_liaison)
    text = text_of(browser.raw("GET", f"/rapat/{key}/undangan.pdf"))
    assert "daftar terlampir" in text and "1 (satu) lembar" in text and "200. Kepala Bidang 200" in text
    answer = browser.raw("GET", f"/rapat/{key}/undangan.pdf?untuk=7")
    assert "Yth. Kepala Bidang 7 di tempat" in text_of(answer) and "Lampiran : -" in text_of(answer)
    assert "kepala-bidang-7.pdf" in answer.headers["Content-Disposition"]
    foreign = called(cast)
    for wrong in ("99999", "-1", "x", "9" * 40, str(200 + foreign)):
        status = browser.raw("GET", f"/rapat/{key}/undangan.pdf?untuk={wrong}").status_code
        assert status == 404, wrong


def test_whatever_is_typed_is_printed_and_names_no_header(browser: Browser, cast: Cast) -> None:
    agency = make_agency("Dinas & <b>\r\nSet-Cookie: x=1 #panic() $x$ `y` " + "p" * 250)
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, theme=HOSTILE, venue="#import \\ * _ @ = ~")
    invite(meeting, agency)
    db.session.commit()
    browser.sign_in(cast.secretariat)
    for path in ("undangan.pdf", f"undangan.pdf?untuk={meeting.attendances[0].id}"):
        answer = browser.raw("GET", f"/rapat/{meeting.id}/{path}")
        assert answer.status_code == 200 and "x=1" not in answer.headers.get("Set-Cookie", "")
        assert re.fullmatch(r'attachment; filename="[A-Za-z0-9-]+\.pdf"', answer.headers["Content-Disposition"])
    text = text_of(answer)
    assert "#panic() $x$ `y`" in text and "#import \\ * _ @ = ~" in text and "& <b>" in text
    browser.get("invitations.index", id=meeting.id)
    browser.get("invitations.compose", id=meeting.id, untuk=meeting.attendances[0].id)


def test_the_calendar_file_as_another_parser_reads_it(browser: Browser, cast: Cast) -> None:
    key = called(cast, theme=HOSTILE, venue="Aula, lantai 2; ruang \\ B")
    item = AgendaItem(meeting_id=key, position=2, kind=AgendaKind.DISCUSSION, title="Bahas: a, b; c")
    db.session.add(item)
    db.session.commit()
    browser.sign_in(cast.social_liaison)
    found = calendar(browser, f"/rapat/{key}/undangan.ics")
    event = found.vevent  # type: ignore[attr-defined]
    assert found.method.value == "PUBLISH" and found.vtimezone.tzid.value == "Asia/Makassar"  # type: ignore[attr-defined]
    assert event.dtstart.value == dt.datetime(2027, 4, 23, 9, tzinfo=ZoneInfo("Asia/Makassar"))
    assert event.dtend.value - event.dtstart.value == dt.timedelta(hours=3, minutes=30)
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Makassar"]
    assert event.summary.value == HOSTILE.replace("\u202e", "") and event.location.value == "Aula, lantai 2; ruang \\ B"
    description = event.description.value.split("\n")
    assert description[:3] == ["Acara:", "1. Acara 1", "2. Bahas: a, b; c"]
    assert description[-1] == event.url.value == f"http://127.0.0.1:8000/rapat/{key}"
    assert event.status.value == "CONFIRMED" and not hasattr(event, "organizer")


def test_changes_and_the_cancellation_have_the_same_uid_and_a_higher_sequence(browser: Browser, cast: Cast) -> None:
    key = called(cast)
    browser.sign_in(cast.secretariat)
    known = []
    for act in ("", "venue", "minute_taker", "starts", "cancel"):
        if act == "cancel":
            browser.get("meetings.cancel", id=key)
            browser.submit("/batalkan", reason="Banjir")
        elif act:
            browser.get("meetings.edit", id=key)
            browser.submit("/ubah", **{act: "08:15" if act == "starts" else "Lain"})
        found = calendar(browser, f"/rapat/{key}/undangan.ics")
        event = found.vevent  # type: ignore[attr-defined]
        known.append((event.uid.value, int(event.sequence.value), event.status.value, found.method.value))  # type: ignore[attr-defined]
    assert len({each[0] for each in known}) == 1
    assert [each[1] for each in known] == [0, 1, 1, 2, 3]
    assert [each[2:] for each in known][-2:] == [("CONFIRMED", "PUBLISH"), ("CANCELLED", "CANCEL")]
    assert calendar(browser, f"/rapat/{called(cast)}/undangan.ics").vevent.uid.value != known[0][0]  # type: ignore[attr-defined]


def test_the_public_link_serves_this_file_alone_and_goes_on_working(browser: Browser, cast: Cast) -> None:
    key = called(cast)
    browser.sign_in(cast.secretariat)
    page = browser.get("invitations.compose", id=key)
    found = re.search(r"http://127\.0\.0\.1:8000(/kalender/\S+?\.ics)", page.text)
    assert found
    guest = Browser(browser.app)
    assert calendar(guest, found[1]).vevent.summary.value == "Rapat sinergi"  # type: ignore[attr-defined]
    db.session.get_one(Meeting, key).theme = "Tema baru"
    db.session.commit()
    assert calendar(guest, found[1]).vevent.summary.value == "Tema baru"  # type: ignore[attr-defined]
    draft = make_meeting(cast.bnn, MeetingState.DRAFT)
    token = found[1].removeprefix("/kalender/").removesuffix(".ics")
    with browser.app.app_context():
        others = [seal("check-in", key), seal("calendar", draft.id), seal("calendar", 999), seal("calendar", key, 1)]
    for wrong in (
        *others,
        "x" + token,
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "a" * 5000,
        "..",
        token.upper(),
    ):
        assert guest.raw("GET", f"/kalender/{wrong}.ics").status_code == 404, wrong[:60]
    assert guest.raw("POST", found[1]).status_code in (400, 405)
    assert guest.raw("GET", f"/rapat/{key}/undangan.ics").status_code == 302


@pytest.mark.parametrize("theme", ["Rapat sinergi", HOSTILE])
def test_the_text_and_its_address_say_the_same(browser: Browser, cast: Cast, theme: str) -> None:
    key = called(cast, theme=theme)
    browser.sign_in(cast.secretariat).post("/tampilan", {"bahasa": "en"})
    page = browser.get("invitations.compose", id=key, untuk=1)
    text = "".join(page.find("textarea")[0].itertext())
    link = next(each.get("href") or "" for each in page.find("a") if "wa.me" in (each.get("href") or ""))
    assert link.startswith("https://wa.me/?text=") and not re.search(r"[\s\"'<>&]", link.removeprefix("https://"))
    assert parse_qs(urlsplit(link).query)["text"] == [text]
    for words in ("Yth. Kepala Bidang 1", "Jumat, 23 April 2027", "09.00 s.d. 12.30 WITA", "Tempat: Aula",
                  "/kalender/", theme.replace("\u202e", "")):  # fmt: skip
        assert words in text, words
    assert "\u202e" not in text
