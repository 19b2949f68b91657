"""Papers of signed minutes: number, fingerprint and signatures, also of a version that was struck."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from pypdf import PdfReader

from app.agreement import service
from app.extensions import db
from app.meetings.models import Meeting
from tests.agreement.steps import circulated, ripe, signed
from tests.browser import Browser
from tests.factories import Cast


def words(browser: Browser, path: str) -> str:
    """The text of a PDF, blanks folded."""
    answer = browser.raw("GET", path)
    assert answer.status_code == 200 and answer.mimetype == "application/pdf", answer.text[:300]
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())


def test_signed_minutes_print_version_fingerprint_and_both_names(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    with ripe():
        version = signed(cast, meeting)
    browser.sign_in(cast.leader)
    assert "sudah ditandatangani" in browser.get("documents.index", id=version.meeting_id).text
    path = f"/rapat/{version.meeting_id}/dokumen/notula.pdf"
    text = words(browser, path)
    assert "KONSEP" not in text and "Versi 1" in text
    assert version.sha256 in text.replace(" ", "")
    assert text.count("ditandatangani secara elektronik") == 2
    assert all(each.name in text for each in version.signatures)
    docx = browser.raw("GET", path.replace(".pdf", ".docx"))
    file = Document(BytesIO(docx.data))
    foot = " ".join(p.text for section in file.sections for p in section.footer.paragraphs)
    assert version.sha256 in foot


def test_the_page_of_papers_tells_that_the_minutes_are_signed(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    with ripe():
        key = signed(cast, meeting).meeting_id
        page = browser.sign_in(cast.social_liaison).get("documents.index", id=key)
    assert "sudah ditandatangani" in page.text and "KONSEP" not in page.text


def test_a_struck_version_is_printed_as_what_it_is_and_the_present_one_is_a_draft(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    with ripe():
        version = signed(cast, meeting)
    key = version.meeting_id
    service.reopen(db.session.get_one(Meeting, key), "Angka keliru.", "Sekretariat")
    db.session.commit()
    browser.sign_in(cast.secretariat)
    path = f"/rapat/{key}/dokumen/notula.pdf"
    old, present = words(browser, path + "?versi=1"), words(browser, path)
    assert "TIDAK BERLAKU" in old and version.sha256 in old.replace(" ", "")
    assert "KONSEP" in present and version.sha256 not in present.replace(" ", "")
    for wrong in ("2", "x", "-1", "99999999999"):
        assert "tidak mempunyai versi" in browser.get(f"{path}?versi={wrong}").text
