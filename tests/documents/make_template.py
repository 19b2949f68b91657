"""How templates/documents/notula.docx was made: `python -m tests.documents.make_template FILE`.

The shipped file is what this writes (a test compares them); an office changes it in Word, not here.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
CELL = "Isi Tabel"
WIDTH = 16.0  # centimetres between the margins


class Paper:
    """A document that is written from top to bottom."""

    def __init__(self) -> None:
        self.document: Any = Document()
        self._page()
        self._styles()

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
        properties = self.document.core_properties
        properties.title, properties.language = "Notula {{ nomor }}", "id-ID"
        properties.author, properties.comments = "Sinergi", ""

    def _styles(self) -> None:
        styles = self.document.styles
        for name, size, before, after in (
            ("Normal", 11, 0, 4), ("Title", 13, 6, 10), ("Heading 1", 11, 10, 4), ("Heading 2", 11, 8, 4),
            ("Heading 3", 11, 6, 3), ("Subtitle", 11, 8, 2), ("List Number", 11, 0, 2), ("List Bullet", 11, 0, 2),
        ):  # fmt: skip
            style = styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
            style.font.bold = name.startswith(("Title", "Heading"))
            for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                style.element.rPr.rFonts.set(qn(attribute), FONT)
            for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
                style.element.rPr.rFonts.attrib.pop(qn(attribute), None)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            style.paragraph_format.line_spacing = 1.15
        cell = styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style, cell.font.size = styles["Normal"], Pt(10)
        cell.paragraph_format.space_after = Pt(1)
        title = styles["Title"]
        title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for border in title.element.pPr.findall(qn("w:pBdr")):
            title.element.pPr.remove(border)
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "id-ID")

    def text(self, text: str, style: str | None = None, **form: Any) -> Any:
        """Add a paragraph; a tab in it goes to the next stop."""
        return write(self.document.add_paragraph(style=style), text, **form)

    def loop(self, head: str, *inside: tuple[str, str]) -> None:
        """Add paragraphs that are repeated or left out: a text and its style for each."""
        self.text(f"{{%p {head} %}}")
        for text, style in inside:
            hang(self.text(text)) if "\t" in text else self.text(text, style or None)
        self.text("{%p end" + head.split(maxsplit=1)[0] + " %}")

    def table(self, heads: list[str], widths: list[float], loop: str, cells: list[str]) -> None:
        """Add a table whose head is repeated on each page and whose row is repeated for each entry."""
        table = self.document.add_table(rows=4, cols=len(heads), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for row, texts in zip(table.rows, (heads, [f"{{%tr for {loop} %}}"], cells, ["{%tr endfor %}"]), strict=True):
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)
            for cell, text in zip(row.cells, texts, strict=False):
                fill(cell, text, texts is heads, CELL)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def write(paragraph: Any, text: str, size: float = 0, bold: bool = False, centre: bool = False) -> Any:
    """Write into a paragraph."""
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def fill(cell: Any, text: str, bold: bool = False, style: str = "Normal") -> None:
    """Write into a cell; "|" begins a new paragraph."""
    for number, part in enumerate(text.split("|")):
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        paragraph.style = style
        write(paragraph, part, bold=bold)


def hang(paragraph: Any, left: float = 1.1) -> Any:
    """Let a paragraph hang behind its number."""
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(left), Cm(-left)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(left))
    return paragraph


def field(paragraph: Any, name: str) -> None:
    """Add a field such as PAGE."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(8)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        part.set(qn("w:fldCharType"), kind) if kind else setattr(part, "text", text)
        run._r.append(part)


def new_numbering(document: Any, style: str) -> int:
    """Return a numbering of its own, so that a second list begins with 1 again."""
    numbering = document.part.numbering_part.element
    base = document.styles[style].element.pPr.numPr.numId.val
    old = next(each for each in numbering.findall(qn("w:num")) if each.numId == base)
    new = deepcopy(old)
    new.numId = max(each.numId for each in numbering.findall(qn("w:num"))) + 1
    override = new.add_lvlOverride(0)
    override.add_startOverride(1)
    numbering.append(new)
    return int(new.numId)


def numbered(paper: Paper, head: str, text: str) -> None:
    """Add a numbered list with a numbering of its own."""
    number = new_numbering(paper.document, "List Number")
    paper.text(f"{{%p for {head} %}}")
    paragraph = paper.text(text, "List Number")
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number
    properties.get_or_add_ilvl().val = 0
    paper.text("{%p endfor %}")


def make() -> bytes:
    """Return the template."""
    paper = Paper()
    _head_and_foot(paper)
    _letterhead(paper)
    _calling(paper)
    _activities(paper)
    _signatures(paper)
    _annex(paper)
    target = BytesIO()
    paper.document.save(target)
    return target.getvalue()


def _head_and_foot(paper: Paper) -> None:
    section = paper.document.sections[0]
    for paragraph, text, size in (
        (section.header.paragraphs[0], "{{ salinan }}\t{{ tanda }}", 9),
        (section.footer.paragraphs[0], "{{ kaki }}\t", 7),
    ):
        for stop in list(paragraph.style.paragraph_format.tab_stops):
            paragraph.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        write(paragraph, text, size=size, bold=size == 9)
    foot = section.footer.paragraphs[0]
    field(foot, "PAGE")
    write(foot, " / ", size=8)
    field(foot, "NUMPAGES")


def _letterhead(paper: Paper) -> None:
    paper.loop("if lambang", ("{{ lambang }}", ""))
    paper.loop("if kop.atas", ("{{ kop.atas }}", ""))
    paper.text("{{ kop.nama }}", size=14, bold=True, centre=True)
    paper.loop("if kop.alamat", ("{{ kop.alamat }}", ""))
    paper.loop("if kop.kontak", ("{{ kop.kontak }}", ""))
    for paragraph in paper.document.paragraphs:
        if "kop." in paragraph.text or "{{ lambang" in paragraph.text:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = Pt(0)
    rule = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "1"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    rule.append(line)
    paragraph = paper.text("")
    paragraph.paragraph_format.line_spacing = Pt(4)
    paragraph._p.get_or_add_pPr().append(rule)


def _calling(paper: Paper) -> None:
    paper.text("{{ judul }}", "Title")
    for label, value in (
        ("Sidang/Rapat", "rapat.nama"), ("Hari/Tanggal", "rapat.hari_tanggal"), ("Surat Undangan", "rapat.surat"),
        ("Waktu Sidang/Rapat", "rapat.waktu"), ("Tempat", "rapat.tempat"), ("Acara", ""),
    ):  # fmt: skip
        labelled(paper, label, value)
    numbered(paper, "isi in acara", "{{ isi }}")
    paper.text("Pimpinan Sidang/Rapat", "Heading 1")
    for label in ("Ketua", "Sekretaris", "Pencatat"):
        labelled(paper, label, label.lower())
    paper.text("Peserta Sidang/Rapat", "Heading 1")
    numbered(paper, "orang in peserta", "{{ orang }}")
    paper.loop("if not jumlah_peserta", ("Tidak ada yang dicatat.", ""))
    paper.loop("if lampiran_hadir", ("Daftar hadir terlampir ({{ jumlah_peserta }} orang).", ""))


def labelled(paper: Paper, label: str, value: str) -> None:
    """Add a row "label : value"."""
    paragraph = paper.text(f"{label}\t:\t" + (f"{{{{ {value} }}}}" if value else ""))
    form = paragraph.paragraph_format
    form.left_indent, form.first_line_indent, form.space_after = Cm(4.8), Cm(-4.8), Pt(2)
    for stop in (4.4, 4.8):
        form.tab_stops.add_tab_stop(Cm(stop))


def _activities(paper: Paper) -> None:
    paper.text("Kegiatan Sidang/Rapat", "Heading 1")
    paper.text("1. Kata pembukaan", "Heading 2")
    paper.loop("if dibuka", ("{{ dibuka }}", ""))
    _items(paper, "pembukaan", "not pembukaan and not dibuka")
    paper.text("2. Pembahasan", "Heading 2")
    _follow_up(paper)
    _items(paper, "pembahasan", "not pembahasan and not rapat_lalu")
    paper.text("3. Keputusan", "Heading 2")
    _items(paper, "keputusan", "not keputusan and not keputusan_lain")
    paper.loop("if keputusan_lain", ("Keputusan yang diambil pada acara lain:", ""))
    paper.text("{%p for k in keputusan_lain %}")
    paper.loop("for p in k.paragraf", ("{{ k.nomor if loop.first }}\t{{r p.isi }}", ""))
    paper.text("{%p endfor %}")
    _to_do(paper)
    paper.text("5. Penutup", "Heading 2")
    _items(paper, "penutup", "not penutup and not ditutup")
    paper.loop("if ditutup", ("{{ ditutup }}", ""))


def _follow_up(paper: Paper) -> None:
    paper.text("{%p if rapat_lalu %}")
    paper.text("Tindak lanjut rapat sebelumnya", "Heading 3")
    paper.table(
        ["Jenis", "Uraian", "Penanggung jawab", "Tenggat", "Status"], [2.8, 5.4, 3.2, 2.3, 2.3], "r in rapat_lalu",
        ["{{ r.jenis }}", "{%p for p in r.uraian %}|{{r p.isi }}|{%p endfor %}", "{{ r.penanggung_jawab }}",
         "{{ r.tenggat }}", "{{ r.status }}"],
    )  # fmt: skip
    paper.text("{%p endif %}")


def _to_do(paper: Paper) -> None:
    paper.text("4. Kesimpulan/tindak lanjut", "Heading 2")
    paper.text("{%p if tindak_lanjut %}")
    paper.table(
        ["Butir", "Tindak lanjut", "Penanggung jawab", "Tenggat"], [1.5, 7.7, 4.2, 2.6], "r in tindak_lanjut",
        ["{{ r.nomor }}", "{%p for p in r.uraian %}|{{r p.isi }}|{%p endfor %}|{{ r.acuan }}",
         "{{ r.penanggung_jawab }}", "{{ r.tenggat }}"],
    )  # fmt: skip
    paper.text("{%p endif %}")
    paper.loop("if not tindak_lanjut", ("Tidak ada tindak lanjut yang dicatat.", ""))


def _items(paper: Paper, part: str, nothing: str) -> None:
    paper.loop(f"if {nothing}", ("Tidak ada yang dicatat.", ""))
    paper.text(f"{{%p for a in {part} %}}")
    paper.loop("if a.bagian", ("{{ a.bagian }}", "Subtitle"))
    paper.text("Acara {{ a.nomor }}: {{ a.judul }}", "Heading 3")
    paper.loop("if a.penyaji", ("Penyaji: {{ a.penyaji }}", ""))
    paper.loop("for b in a.butir", ("{{ b.nomor }}\t{{r b.isi }}", ""))
    paper.loop("if a.ditunda", ("{{ a.ditunda }}", ""))
    paper.text("{%p endfor %}")


def _signatures(paper: Paper) -> None:
    paper.text("")
    table = paper.document.add_table(rows=1, cols=2)
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for number, cell in enumerate(table.rows[0].cells):
        side = f"tanda_tangan[{number}]"
        cell.width = Cm(WIDTH / 2)
        text = (
            ("{{ tempat_tanggal }}" if number else " ")
            + f"|{{{{ {side}.sebagai }}}},|{{%p if {side}.jabatan %}}|{{{{ {side}.jabatan }}}},|{{%p endif %}}"
            + f"|{{%p if {side}.catatan %}}|{{{{ {side}.catatan }}}}|{{%p else %}}| | | |{{%p endif %}}"
            + f"|{{{{ {side}.nama }}}}|{{%p if {side}.atas_nama %}}|{{{{ {side}.atas_nama }}}}|{{%p endif %}}"
            + f"|{{%p if not {side}.catatan %}}|Pangkat/Golongan:|NIP:|{{%p endif %}}"
        )
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        fill(cell, text)
        for paragraph in cell.paragraphs:
            if ".nama }}" in paragraph.text:
                paragraph.runs[0].bold = True


def _annex(paper: Paper) -> None:
    paper.text("{%p if lampiran_hadir %}")
    paragraph = paper.text("Lampiran: Daftar hadir ({{ jumlah_peserta }} orang)", "Heading 1")
    paragraph.paragraph_format.page_break_before = True
    paper.table(
        ["No", "Nama", "Jabatan", "Instansi"], [1.1, 5.3, 4.8, 4.8], "h in lampiran_hadir",
        ["{{ h.nomor }}", "{{ h.nama }}", "{{ h.jabatan }}", "{{ h.instansi }}"],
    )  # fmt: skip
    paper.text("{%p endif %}")


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(make())
