"""The Word document of the minutes, by the shipped template and by an office's own."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from flask import Flask

from app.cli import check_template
from app.documents.notula import notula
from app.documents.sample import sample_record, samples
from app.documents.typesetting import Unprintable
from app.documents.word import SHIPPED, fill, template_in_use
from tests.documents.make_template import make
from tests.documents.making import HEAD, HOSTILE, NAMES, SEAL, record_of_size
from tests.documents.test_papers import ORDER
from tests.pictures import picture


def text_of_word(content: bytes) -> str:
    """All words of a Word document in order, head and foot included, blanks folded."""
    document = Document(BytesIO(content))
    section = document.sections[0]
    parts = [section.header, document, section.footer]
    texts = ["".join((t.text or "") if t.tag.endswith("}t") else " " for t in part._element.iter() if _is_word(t))
             for part in parts]  # fmt: skip
    return " ".join(" ".join(texts).replace("\u00a0", " ").split())


def _is_word(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] in ("t", "p", "br", "tab")


def own_template(tmp_path: Path, *texts: str) -> Path:
    """A template of a few paragraphs."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    path = tmp_path / "notula.docx"
    document.save(str(path))
    return path


def test_the_minutes_stand_in_the_official_order(app: Flask) -> None:
    text, place = text_of_word(fill(notula(sample_record(2), HEAD))), 0
    for each in ORDER:
        assert (place := text.find(each, place) + 1) > 0, f"{each} is missing or stands too early"
    assert text.startswith("KONSEP – belum ditandatangani") and "2.2 Keputusan. Tulisan tebal & <biasa>:" in text
    assert "Keputusan ditunda: Menunggu data." in text and "{" not in text and "}" not in text


def test_what_is_signed_says_by_whom_and_bears_its_fingerprint(app: Flask) -> None:
    text = text_of_word(fill(notula(sample_record(2), HEAD, SEAL, copy=True)))
    assert "KONSEP" not in text and text.startswith("SALINAN") and f"Versi 1 · SHA-256 {'0' * 64}" in text
    assert text.count("melalui Sinergi pada 15 Januari 2026 pukul 12.00 WITA") == 2 and "NIP" not in text


def test_it_has_headings_lists_and_tables_whose_head_comes_again_on_each_page(app: Flask) -> None:
    document = Document(BytesIO(fill(notula(record_of_size(41, 12), HEAD | {"logo": picture("WEBP")}))))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "List Number"} <= styles
    tables = [table for table in document.tables if table.style.name == "Table Grid"]
    assert [len(table.rows) for table in tables] == [2, 7, 42]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in tables)
    assert (round(document.sections[0].page_width.cm), round(document.sections[0].page_height.cm, 1)) == (21, 29.7)
    assert document.styles["Normal"].font.name == "Arial" and len(document.inline_shapes) == 1
    assert document.core_properties.title == "Notula R/2026/001"


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_out_right(app: Flask, hostile: str) -> None:
    record = record_of_size(3, 5, (hostile,))
    record["meeting"] |= {"theme": hostile[:300], "chair": hostile[:200]}
    text = text_of_word(fill(notula(record, HEAD | {"name": hostile[:300]})))
    assert not re.search("[\u202a-\u202e\u200e\u200f\u2066-\u2069]", text)
    letters = re.sub(r"[^A-Za-z0-9]", "", re.sub(r"\]\(.*?\)", "", hostile).replace("e\u0301", ""))
    assert letters[:400] in re.sub(r"[^A-Za-z0-9]", "", text)
    assert ("{{ 7+7 }}" in text) == ("{{ 7+7 }}" in hostile) and ("中文" in text) == ("中文" in hostile)


def test_names_are_held_together_and_marks_become_bold_and_italic(app: Flask) -> None:
    document = Document(BytesIO(fill(notula(record_of_size(2, 1, (HOSTILE[4],)), HEAD))))
    assert any(NAMES[0].replace(" ", "\u00a0") in paragraph.text for paragraph in document.paragraphs)
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert any(run.text == "Tebal" and run.bold for run in runs)
    assert any(run.text == "miring" and run.italic for run in runs)
    assert any(paragraph.text.strip() == "• dua" for paragraph in document.paragraphs)


def test_an_office_puts_its_own_template_into_the_folder(app: Flask, tmp_path: Path) -> None:
    before = app.config["TEMPLATES_FOLDER"]
    assert template_in_use() == SHIPPED
    app.config["TEMPLATES_FOLDER"] = str(tmp_path)
    try:
        own_template(tmp_path, "Kantor kami: {{ rapat.nama }} & {{ tanda_tangan[1].nama }}")
        assert template_in_use() == tmp_path / "notula.docx"
        text = text_of_word(fill(notula(sample_record(1) | {}, HEAD)))
        assert text == "Kantor kami: Rapat kerja: Contoh & Contoh, S.E."
    finally:
        app.config["TEMPLATES_FOLDER"] = before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ rapat.temaa }}", "temaa"),
        ("{% for x in acara %}{{ x }}", "kurung kurawal"),
        ("{{ judul", "kurung kurawal"),
        ("{{ ''.__class__.__mro__ }}", "__class__"),
        ("{{ acara.append(1) }}", "SecurityError"),
        ("{{ 1/0 }}", "ZeroDivisionError"),
    ],
)
def test_a_template_that_fails_names_what_is_wrong(app: Flask, tmp_path: Path, text: str, said: str) -> None:
    path = own_template(tmp_path, text)
    with pytest.raises(Unprintable, match=r"Templat notula\.docx bermasalah") as raised:
        fill(notula(sample_record(1), HEAD), path)
    assert said in str(raised.value)
    answer = app.test_cli_runner().invoke(check_template, [str(path)])
    assert answer.exit_code == 1 and said in answer.output


def test_what_is_no_word_document_is_said_to_be_none(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "notula.docx"
    for content in (b"", b"PK\x03\x04 half", picture()):
        path.write_bytes(content)
        answer = app.test_cli_runner().invoke(check_template, [str(path)])
        assert answer.exit_code == 1 and "bukan dokumen Word" in answer.output
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.txt", "x")
    assert "bukan dokumen Word" in app.test_cli_runner().invoke(check_template, [str(path)]).output


def test_the_shipped_template_is_good_and_made_by_its_script(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(check_template, [str(SHIPPED)])
    assert answer.exit_code == 0 and "dapat dipakai" in answer.output and len(samples()) == 3
    shipped, made = (zipfile.ZipFile(BytesIO(content)) for content in (SHIPPED.read_bytes(), make()))
    for name in ("word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"):
        assert shipped.read(name) == made.read(name), f"{name}: python -m tests.documents.make_template"
