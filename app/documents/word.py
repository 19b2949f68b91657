"""Word documents: a template that an office edits in Word (docs/templat-notula.md), filled with the minutes' data.

The library is loaded by the first document. A template may only read what it is given: it runs in a sandbox.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext

from app.config import ROOT
from app.documents.glyphs import readable
from app.documents.typesetting import Unprintable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHIPPED = ROOT / "templates" / "documents" / "notula.docx"
LONGEST_WHOLE = 60  # letters of a name that is kept on one line
EMBLEM_HEIGHT = 2.0  # centimetres


def template_in_use() -> Path:
    """Return the office's own template when it put one into TEMPLATES_FOLDER, else the one that is shipped."""
    own = Path(current_app.config["TEMPLATES_FOLDER"]) / SHIPPED.name
    return own if own.is_file() else SHIPPED


def fill(minutes: dict[str, Any], path: Path | None = None) -> bytes:
    """Return the Word document of `notula.notula(...)`; raises Unprintable with a sentence that names what is wrong."""
    path = path or template_in_use()
    try:
        return _filled(minutes, path)
    except Exception as error:  # whatever a file edited by hand makes the libraries stumble over
        raise Unprintable(
            gettext(
                "Templat %(name)s bermasalah: %(reason)s Perbaiki templatnya, atau pakai lagi templat bawaan.",
                name=path.name,
                reason=_reason(error),
            )
        ) from error


def _reason(error: Exception) -> str:
    from jinja2 import TemplateSyntaxError, UndefinedError

    if isinstance(error, UndefinedError):
        return gettext("isian tidak dikenal (%(what)s).", what=error.message or "")
    if isinstance(error, TemplateSyntaxError):
        return gettext("penulisan tanda kurung kurawal keliru (%(what)s).", what=error.message or "")
    if type(error).__name__ in ("PackageNotFoundError", "BadZipFile", "KeyError", "FileNotFoundError"):
        return gettext("berkas ini bukan dokumen Word (.docx) yang utuh.")
    return f"{type(error).__name__}: {error}."


def _filled(minutes: dict[str, Any], path: Path) -> bytes:
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    template = DocxTemplate(BytesIO(path.read_bytes()))
    template.init_docx()
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template.render(context(minutes, template), environment, autoescape=True)
    target = BytesIO()
    template.save(target)
    return target.getvalue()


def context(minutes: dict[str, Any], template: Any) -> dict[str, Any]:
    """Return what a template can name; docs/templat-notula.md tells office people about each."""
    rows = {row["label"]: row["value"] for row in minutes["rows"]}
    marks, parts, head = minutes["marks"], minutes["parts"], minutes["head"]
    return _readable({
        "judul": minutes["title"].upper(), "nomor": minutes["reference"], "salinan": marks["copy"],
        "tanda": f"{marks['mark']} – {marks['about']}" if marks["mark"] else "", "kaki": minutes["foot"],
        "kop": {"atas": head["upper"].upper(), "nama": head["name"].upper(), "alamat": head["address"],
                "kontak": head["contact"]},
        "rapat": {"nama": rows["Sidang/Rapat"], "hari_tanggal": rows["Hari/Tanggal"], "surat": rows["Surat Undangan"],
                  "waktu": rows["Waktu Sidang/Rapat"], "tempat": rows["Tempat"]},
        "acara": rows["Acara"] if isinstance(rows["Acara"], list) else [],
        "ketua": _person(minutes["chairs"][0]["value"]), "sekretaris": _person(minutes["chairs"][1]["value"]),
        "pencatat": _person(minutes["chairs"][2]["value"]),
        "peserta": [_person(each) for each in minutes["participants"]], "jumlah_peserta": minutes["participants_count"],
        "dibuka": parts["opened"], "ditutup": parts["closed"],
        "pembukaan": [_item(each) for each in parts["opening"]],
        "pembahasan": [_item(each) for each in parts["discussion"]],
        "keputusan": [_item(each) for each in parts["decision"]],
        "keputusan_lain": [{"nomor": each["number"], "acara": each["item"], "paragraf": _paragraphs(each["blocks"])}
                           for each in parts["decisions"]],
        "penutup": [_item(each) for each in parts["closing"]],
        "rapat_lalu": [_follow_up(each) for each in minutes["follow_up"]],
        "tindak_lanjut": [_work(each) for each in minutes["to_do"]],
        "tempat_tanggal": minutes["signing"]["place"],
        "tanda_tangan": [_side(each) for each in minutes["signing"]["sides"]],
        "lampiran_hadir": [{"nomor": n, "nama": whole(each["name"]), "jabatan": each["position"],
                            "instansi": each["agency"]} for n, each in enumerate(minutes["annex"], 1)],
    }) | {"lambang": _emblem(head["logo"], template)}  # fmt: skip


def whole(name: str) -> str:
    """Return a name that stays on one line with its ranks and degrees, if it is not too long for one."""
    return name.replace(" ", "\u00a0") if len(name) <= LONGEST_WHOLE else name


def _person(person: dict[str, str]) -> str:
    return whole(person["name"]) + person["rest"]


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "nomor": item["number"], "judul": item["title"], "bagian": item["section"], "penyaji": item["presenter"],
        "ditunda": item["deferred"],
        "butir": [
            paragraph
            for line in item["lines"]
            for paragraph in _paragraphs(line["blocks"], line["number"], line["label"])
        ],
    }  # fmt: skip


def _work(row: dict[str, Any]) -> dict[str, Any]:
    return {"nomor": row["number"], "uraian": _paragraphs(row["blocks"]), "acuan": row["reference"],
            "penanggung_jawab": row["who"], "tenggat": row["due"]}  # fmt: skip


def _follow_up(row: dict[str, Any]) -> dict[str, Any]:
    return {"jenis": f"{row['kind']} {row['reference']}".strip(), "uraian": _paragraphs(row["blocks"]),
            "penanggung_jawab": row["who"], "tenggat": row["due"], "status": row["status"]}  # fmt: skip


def _side(side: dict[str, str]) -> dict[str, str]:
    return {"sebagai": side["title"], "jabatan": side["position"], "nama": whole(side["name"]),
            "catatan": side["note"], "atas_nama": side["instead"]}  # fmt: skip


def _paragraphs(blocks: list[dict[str, Any]], number: str = "", label: str = "") -> list[dict[str, Any]]:
    """Return blocks as paragraphs {"nomor", "isi"}; number and label stand in the first, list items under it."""
    from docxtpl import RichText

    found: list[dict[str, Any]] = []
    for depth, mark, runs in _flat(blocks):
        text = RichText()
        if label and not found:
            text.add(f"{label}. ", bold=True)
        if mark:
            text.add("\u2003" * depth + mark)
        for run in runs:
            text.add(readable(run["t"]), bold=run["b"], italic=run["i"])
        found.append({"nomor": number if not found else "", "isi": text})
    return found or [{"nomor": number, "isi": RichText(" ")}]


def _flat(blocks: list[dict[str, Any]], depth: int = 0, mark: str = "") -> list[tuple[int, str, list[dict[str, Any]]]]:
    rows: list[tuple[int, str, list[dict[str, Any]]]] = []
    for block in blocks:
        if block["kind"] == "p":
            rows.append((depth, mark, block["runs"]))
        else:
            for number, item in enumerate(block["items"], block["start"]):
                rows += _flat(item, depth + 1, f"{number}. " if block["ordered"] else "• ")
        mark = ""
    return rows


def _emblem(picture: bytes | None, template: Any) -> Any:
    """Return the letterhead's picture for Word, which knows no WebP; "" without one."""
    if picture is None:
        return ""
    from docx.shared import Cm
    from docxtpl import InlineImage

    if picture.startswith(b"RIFF"):
        from PIL import Image

        target = BytesIO()
        Image.open(BytesIO(picture), formats=["WEBP"]).save(target, "PNG")
        picture = target.getvalue()
    return InlineImage(template, BytesIO(picture), height=Cm(EMBLEM_HEIGHT))


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub("[\a\f]", " ", readable(value))
    if isinstance(value, dict):
        return {key: _readable(each) for key, each in value.items()}
    return [_readable(each) for each in value] if isinstance(value, list) else value
