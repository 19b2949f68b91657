"""The page before a meeting, as Chromium prints it: one sheet of A4, at most two however much there is."""

from __future__ import annotations

from io import BytesIO

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.e2e.conftest import Open
from tests.e2e.test_pages import running_meeting

FILL = """() => document.querySelectorAll('.brief, .promised tbody').forEach(list => {
  const most = list.matches('.brief') ? 10 : 9
  while (list.children.length < most) list.append(list.lastElementChild.cloneNode(true))
  list.querySelectorAll('a').forEach(a => a.textContent = a.textContent.padEnd(110, ' dan seterusnya'))
})"""

# Each list as in a quiet year.
SHORTEN = """() => document.querySelectorAll('main ul, main tbody').forEach(list => {
  while (list.children.length > 6) list.lastElementChild.remove()
})"""


def printed(page: Page) -> list[str]:
    """The text of each printed sheet."""
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]


def test_it_is_one_sheet_of_paper_and_never_more_than_two(open_as: Open) -> None:
    page = open_as("pimpinan")
    page.goto(running_meeting(page) + "/bekal")
    page.evaluate(SHORTEN)  # other tests may have promised more than the example data
    [sheet] = printed(page)
    assert "K/" in sheet and "T/" in sheet, "what is a link on the screen has its reference on paper"
    assert "Cetak" not in sheet and "Beranda" not in sheet
    page.evaluate(FILL)
    assert len(printed(page)) <= 2
