"""Numbers and dates in words, letters that can be drawn, and marks as plain data."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest

from app.documents import glyphs, words
from app.documents.glyphs import FONTS, drawable, readable
from app.documents.rich import blocks_of
from app.documents.typesetting import typeset
from app.documents.word import whole
from tests.documents.making import HEAD, HOSTILE


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "nol"), (11, "sebelas"), (19, "sembilan belas"), (20, "dua puluh"), (100, "seratus"),
        (111, "seratus sebelas"), (1000, "seribu"), (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2019, "dua ribu sembilan belas"), (2026, "dua ribu dua puluh enam"), (12345, "dua belas ribu tiga ratus "
        "empat puluh lima"),
    ],
)  # fmt: skip
def test_numbers_in_words(number: int, said: str) -> None:
    assert words.in_words(number) == said


def test_days_and_instants_as_papers_write_them() -> None:
    day = dt.date(2019, 4, 25)
    assert words.date_in_words(day) == (
        "Kamis, tanggal dua puluh lima bulan April tahun dua ribu sembilan belas"
    )  # fmt: skip
    assert words.weekday_and_date(day) == "Kamis, 25 April 2019" and words.date("besok") == "besok"
    assert words.moment("2019-04-25T16:30:00+00:00") == "26 April 2019 pukul 00.30 WITA"


def known_letters() -> list[int]:
    """All code points that drawn.txt lists."""
    spans = (each.partition("-") for each in (FONTS / "drawn.txt").read_text().split())
    return [code for first, _, last in spans for code in range(int(first, 16), int(last or first, 16) + 1)]


@pytest.mark.parametrize("mark", ["", "**", "*"])
def test_every_letter_that_counts_as_drawable_is_drawn_in_every_style(mark: str) -> None:
    letters = [chr(code) for code in known_letters() if code > 0x7F]
    mixed = sorted(letters, key=lambda letter: ord(letter) * 2_654_435_761 % 2**32)
    for texts in (" ".join(letters), "".join(mixed), "a".join(mixed)):
        assert glyphs.UNKNOWN not in drawable(texts.replace(glyphs.UNKNOWN, ""))
        blocks = [{"kind": "p", "runs": [{"t": texts, "b": mark == "**", "i": mark == "*", "href": ""}]}]
        side = {"title": "", "position": "", "name": "", "note": "", "instead": ""}
        data = {"title": "x", "reference": "x", "head": HEAD, "marks": None, "foot": "", "rows": [], "place": "",
                "chapters": [{"title": "x", "parts": [{"title": "", "blocks": blocks}]}], "side": side,
                "annexes": []}  # fmt: skip
        assert typeset("laporan", data).startswith(b"%PDF")


def test_what_no_font_has_becomes_a_square_and_what_nobody_sees_goes() -> None:
    assert drawable("a\u202eb\u200fc\x00\ufeff") == "abc" and drawable("中 文") == "□ □"
    assert drawable("e\u0301") == "é" and readable("中\u2028文") == "中 文"
    assert drawable("x" * 31) == "x" * 10 + "\u200b" + "x" * 10 + "\u200b" + "x" * 10 + "\u200bx"
    assert drawable("x" * 29) == "x" * 29


def test_the_font_is_what_its_source_says() -> None:
    digest = re.findall(r"\b[0-9a-f]{64}\b", (FONTS / "SOURCES.txt").read_text())
    assert digest == [hashlib.sha256((FONTS / "NotoEmoji-Regular.ttf").read_bytes()).hexdigest()]
    assert "SIL Open Font License" in (FONTS / "NotoEmoji-OFL.txt").read_text()


def test_marks_become_plain_data() -> None:
    blocks = blocks_of("**A *b*** c\nd\n\n3. x\n4. y\n   - z")
    assert [run["t"] for run in blocks[0]["runs"]] == ["A ", "b", " c", "\n", "d"]
    assert [(run["b"], run["i"]) for run in blocks[0]["runs"]][:3] == [(True, False), (True, True), (False, False)]
    assert blocks[1]["ordered"] and blocks[1]["start"] == 3 and blocks[1]["items"][1][1]["kind"] == "list"
    assert blocks_of("") == [] and blocks_of("satu\n\ndua")[1]["runs"][0]["t"] == "dua"
    assert "javascript" not in str([run["href"] for run in blocks_of("[x](javascript:alert(1))")[0]["runs"]])
    assert all(blocks_of(text) for text in HOSTILE)


def test_a_name_stays_on_one_line_where_it_fits() -> None:
    assert whole("AKBP Herman, S.Pd., M.H.") == "AKBP\u00a0Herman,\u00a0S.Pd.,\u00a0M.H."
    assert whole("A " * 50) == "A " * 50
