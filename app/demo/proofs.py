"""Evidence for the demo's reports, made on the spot: every picture and paper says that it is an example."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from io import BytesIO

import sqlalchemy as sa
from flask import current_app

from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.demo.timeline import Actor
from app.evidence.models import Evidence, EvidenceVerdict
from app.evidence.service import attach
from app.extensions import db
from app.files.kinds import EVIDENCE
from app.files.service import Content, record, store

SIZE = (640, 480)
GROUND = ("#dce7d3", "#d6e4f0", "#f3e3cd", "#e5dcef", "#d5ebe8")
NAMES = {
    "foto": "Foto kegiatan (contoh).jpg", "pdf": "Berita acara (contoh).pdf",
    "docx": "Catatan lapangan (contoh).docx", "xlsx": "Rekapitulasi (contoh).xlsx",
}  # fmt: skip
MAIN = "http://schemas.openxmlformats.org/"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def add_proofs(commitment: Commitment, kinds: tuple[str, ...], by: Actor) -> None:
    """Put evidence of these kinds into the draft of the commitment's report."""
    for kind in kinds:
        caption = commitment.reference if kind == "foto" else ""
        attach(commitment, record(_kept(kind, caption, current_app.config["FILES_FOLDER"])), NAMES[kind], by)


def judge_proofs(report: ProgressReport, enough: bool) -> None:
    """Find the evidence of a report enough, or the first piece of it not."""
    pieces = list(db.session.scalars(sa.select(Evidence).where(Evidence.report_id == report.id).order_by(Evidence.id)))
    for piece in pieces:
        piece.verdict = EvidenceVerdict.ENOUGH
    if pieces and not enough:
        pieces[0].verdict, pieces[0].remark = EvidenceVerdict.NOT_ENOUGH, "Belum menunjukkan seluruh kegiatan."


@lru_cache(maxsize=64)
def _kept(kind: str, caption: str, _folder: str) -> Content:
    """Put it on disk, once for each folder."""
    makers = {"foto": _photo, "pdf": _paper, "docx": _letter, "xlsx": _sheet}
    return store(BytesIO(makers[kind](caption)), NAMES[kind], EVIDENCE)


def _photo(caption: str) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SIZE, GROUND[sum(caption.encode()) % len(GROUND)])
    pen = ImageDraw.Draw(image)
    pen.polygon([(60, 400), (250, 170), (400, 330), (480, 250), (590, 400)], fill="#8aa588")
    pen.ellipse((470, 70, 550, 150), fill="#f2c14e")
    pen.rectangle((0, 400, 640, 480), fill="#46604a")
    pen.text((24, 424), f"FOTO CONTOH {caption}", fill="#ffffff", font_size=28)
    target = BytesIO()
    image.save(target, "JPEG", quality=80)
    return target.getvalue()


def _paper(_caption: str) -> bytes:
    text = b"BT /F1 26 Tf 72 740 Td (BERITA ACARA) Tj /F1 13 Tf 0 -34 Td (Naskah contoh, tanpa data sebenarnya.) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def _letter(_caption: str) -> bytes:
    words = f'<w:document xmlns:w="{MAIN}wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Catatan contoh.</w:t>'
    return _package(
        "word/document.xml", "wordprocessingml.document", {"": words + "</w:r></w:p></w:body></w:document>"}
    )


def _sheet(_caption: str) -> bytes:
    space, of = f'xmlns="{MAIN}spreadsheetml/2006/main"', f'xmlns:r="{MAIN}officeDocument/2006/relationships"'
    book = f'<workbook {space} {of}><sheets><sheet name="Contoh" sheetId="1" r:id="rId1"/></sheets></workbook>'
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>Contoh</t></is></c><c r="B1"><v>18</v></c></row>'
    link = _relations([("worksheet", "worksheets/sheet1.xml")])
    return _package("xl/workbook.xml", "spreadsheetml.sheet", {
        "": book, "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
        "xl/_rels/workbook.xml.rels": link,
    })  # fmt: skip


def _package(main: str, kind: str, parts: dict[str, str]) -> bytes:
    office = "application/vnd.openxmlformats-officedocument."
    types = f'<Types xmlns="{MAIN}package/2006/content-types"><Default Extension="rels" ContentType='
    types += '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
    types += (
        f'"{office}spreadsheetml.worksheet+xml"/><Override PartName="/{main}" ContentType="{office}{kind}.main+xml"/>'
    )
    files = {"[Content_Types].xml": types + "</Types>", "_rels/.rels": _relations([("officeDocument", main)])}
    files |= {name or main: text for name, text in parts.items()}
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(zipfile.ZipInfo(name), HEAD + text)  # always of the same time, so of the same content
    return target.getvalue()


def _relations(links: list[tuple[str, str]]) -> str:
    kind = MAIN + "officeDocument/2006/relationships/"
    each = [f'<Relationship Id="rId{n}" Type="{kind}{k}" Target="{to}"/>' for n, (k, to) in enumerate(links, 1)]
    return f'<Relationships xmlns="{MAIN}package/2006/relationships">{"".join(each)}</Relationships>'
