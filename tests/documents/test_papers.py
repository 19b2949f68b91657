"""What each paper says, and that it is tagged as PDF/UA asks."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import BooleanObject, NameObject

from app.documents.accord import accord
from app.documents.activity import activity
from app.documents.compilation import compilation
from app.documents.extract import Concern, extract
from app.documents.notula import notula
from app.documents.reporting import first_texts
from app.documents.sample import sample_record
from app.documents.service import REPORT_TEXTS
from app.documents.sheets import attendance_list, blank_list, path_of
from app.documents.typesetting import typeset
from tests.documents.making import HEAD, HOSTILE, LONG_AGENCY, NAMES, SEAL, STROKES, record_of_size, sound, text_of
from tests.documents.tagging import structure

ORDER = [
    "DINAS CONTOH", "NOTULA", "Sidang/Rapat", "Hari/Tanggal", "Surat Undangan", "Waktu Sidang/Rapat", "Acara",
    "Pimpinan Sidang/Rapat", "Ketua", "Sekretaris", "Pencatat", "Peserta Sidang/Rapat", "Kegiatan Sidang/Rapat",
    "1. Kata pembukaan", "2. Pembahasan", "Tindak lanjut rapat sebelumnya", "3. Keputusan",
    "4. Kesimpulan/tindak lanjut", "5. Penutup", "Contoh, 15 Januari 2026", "Pangkat/Golongan", "NIP",
]  # fmt: skip


def test_the_minutes_stand_in_the_official_order() -> None:
    text, place = sound(typeset("notula", notula(sample_record(2), HEAD))), 0
    for each in ORDER:
        found = text.find(each, place)
        assert found >= 0, f"{each} is missing or stands too early"
        place = found + 1
    assert "Kamis, 15 Januari 2026" in text and "1/CONTOH, tanggal 15 Januari 2026" in text
    assert "09.05 s.d. 11.00 WITA" in text and "Rapat dibuka pukul 09.05 WITA." in text
    assert "Keputusan. Tulisan tebal & <biasa>:" in text and "Keputusan ditunda: Menunggu data." in text
    assert "T/2025/001 Menyiapkan. Dinas Contoh 15 Januari 2026 Selesai" in text


def test_what_is_not_signed_says_so_on_every_page_and_what_is_bears_its_fingerprint() -> None:
    record = record_of_size(3, 120)
    draft, signed = (PdfReader(BytesIO(typeset("notula", notula(record, HEAD, seal)))) for seal in (None, SEAL))
    assert len(draft.pages) > 2
    assert all("KONSEP – belum ditandatangani" in page.extract_text() for page in draft.pages)
    for page in signed.pages:
        assert "KONSEP" not in page.extract_text() and f"Versi 1 · SHA-256 {'0' * 64}" in page.extract_text()
    last = " ".join(signed.pages[-1].extract_text().split())
    said = "ditandatangani secara elektronik (tidak tersertifikasi) melalui Sinergi pada 15 Januari 2026 pukul 12.00"
    assert last.count(said) == 2 and "NIP" not in last
    struck = text_of(typeset("notula", notula(record, HEAD, SEAL | {"struck": "Salah ketik"})))
    assert "TIDAK BERLAKU – tanda tangan versi ini dicabut" in struck


def test_a_copy_leaves_out_internal_lines_everywhere() -> None:
    record = sample_record(2)
    for item in record["items"]:
        for line in item["lines"]:
            line["internal"], line["text"] = True, "rahasia"
    record["items"][2]["lines"][1] |= {"internal": False, "text": "Menyetujui."}
    assert "rahasia" in text_of(typeset("notula", notula(record, HEAD)))
    copy = sound(typeset("notula", notula(record, HEAD, copy=True)))
    assert "rahasia" not in copy and "SALINAN" in copy and "Menyetujui." in copy
    everything = frozenset(range(1, 100))
    extracted = sound(typeset("kutipan", extract(record, HEAD, Concern("Dinas Contoh", everything, everything))))
    assert "rahasia" not in extracted and "Menyetujui." in extracted and "SALINAN" in extracted
    assert "rahasia" not in sound(typeset("berita-acara", accord(record, HEAD)))
    assert "rahasia" not in " ".join(first_texts(record).values())


@pytest.mark.parametrize(("people", "lines"), [(2, 5), (200, 300)])
def test_every_paper_is_tagged_with_few_and_with_many(people: int, lines: int) -> None:
    record = record_of_size(people, lines, (*HOSTILE[:2], "Menyediakan 40 tempat pelatihan."))
    every = frozenset(range(1, lines + 1))
    papers = {
        "notula": notula(record, HEAD, SEAL),
        "daftar-hadir": attendance_list(record, HEAD, record["attendance"]),
        "berita-acara": accord(record, HEAD),
        "kutipan": extract(record, HEAD, Concern(LONG_AGENCY, every, every)),
        "laporan": activity(record, HEAD, first_texts(record)),
    }
    for template, data in papers.items():
        text = sound(typeset(template, data))
        assert "Ani & Budi <x> 😀" in text or template in ("kutipan", "laporan"), template
        assert "A & B <x> #let $x$ *_ \\ {{ 7+7 }} {% for %}" in text or template == "daftar-hadir", template
    assert sound(typeset("daftar-hadir", blank_list(record, HEAD))).count(NAMES[0]) >= people // 3


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_out_right(hostile: str) -> None:
    record = record_of_size(3, 5, (hostile,))
    record["meeting"] |= {"theme": hostile[:300], "venue": hostile[:200], "chair": hostile[:200]}
    text = sound(typeset("notula", notula(record, HEAD | {"name": hostile[:300]})))
    assert not re.search("[\u202a-\u202e\u200e\u200f\u2066-\u2069]", text)
    letters = re.sub(r"[^A-Za-z0-9]", "", re.sub(r"\]\(.*?\)", "", hostile).replace("e\u0301", ""))
    assert letters[:400] in re.sub(r"[^A-Za-z0-9]", "", text)
    assert ("👍" in hostile) == ("👍" in text) and ("中" in hostile) == ("□" in text)


def test_a_long_line_stands_in_full_once() -> None:
    record = record_of_size(1, 3, ("Awal " + "kata " * 900 + "akhir",))
    text = sound(typeset("notula", notula(record, HEAD)))
    assert text.count("Awal") == 5 and text.count("akhir") == 3  # a decision and a commitment are told again
    assert "… (selengkapnya pada butir 2.1)" in text and "… (selengkapnya pada butir 3.1)" in text


def test_marks_that_people_type_are_drawn_and_links_lead_where_they_say() -> None:
    pdf = typeset("notula", notula(record_of_size(1, 1, (HOSTILE[4],)), HEAD))
    text, tree = sound(pdf), structure(pdf)
    assert "**" not in text and "Tebal dan miring di situs" in text and "](" not in text
    notes = [note.get_object() for page in PdfReader(BytesIO(pdf)).pages for note in page.get("/Annots") or ()]
    assert {note["/A"]["/URI"] for note in notes} == {"https://palopokota.go.id/berita"}
    assert tree.all("Link") and any(len(each.all("L")) > 1 for each in tree.all("L"))
    fonts = {str(font.get_object()["/BaseFont"]) for page in PdfReader(BytesIO(pdf)).pages
             for font in page["/Resources"]["/Font"].values()}  # fmt: skip
    assert any("Italic" in font for font in fonts) and any("Bold" in font for font in fonts)


def test_the_attendance_list_has_signatures_and_no_telephone() -> None:
    record = record_of_size(4, 1)
    record["attendance"][2]["presence"] = "excused"
    pdf = typeset("daftar-hadir", attendance_list(record, HEAD, record["attendance"]))
    text, tree = sound(pdf), structure(pdf)
    assert "No Nama Jabatan Instansi Tanda tangan" in text and "HP" not in text and "elepon" not in text
    assert "Hadir 3 orang; undangan yang dikirim 4." in text
    assert NAMES[0] in PdfReader(BytesIO(pdf)).pages[0].extract_text()  # on one line
    assert [figure.alt for figure in tree.all("Figure")] == [f"Tanda tangan {NAMES[1]}", f"Tanda tangan {NAMES[0]}"]
    blank = typeset("daftar-hadir", blank_list(record, HEAD))
    assert "KONSEP" not in sound(blank) and "KONSEP" in text
    assert len(structure(blank).all("TR")) == 1 + 4 + 20 + blank_pages(blank) - 1


def blank_pages(pdf: bytes) -> int:
    """How many pages a PDF has whose table head is tagged on each of them; one when it is tagged once."""
    heads = len(structure(pdf).all("TH")) // 5
    return heads


def test_only_strokes_are_drawn() -> None:
    assert path_of(STROKES) == STROKES
    for wrong in ("", "M1 2'/><script>", "M1 2C3 4 5 6", "L" * 9, "M10000000 2L3 4"):
        assert path_of(wrong) == ""


def test_the_official_record_names_the_day_in_words_the_parties_and_what_was_agreed() -> None:
    record = record_of_size(3, 4)
    record["meeting"]["starts_at"] = "2019-04-25T01:00:00+00:00"
    record["attendance"].append(record["attendance"][1] | {"person": "Orang kedua"})
    text = sound(typeset("berita-acara", accord(record, HEAD)))
    assert "Pada hari ini, Kamis, tanggal dua puluh lima bulan April tahun dua ribu sembilan belas (25-04-2019)" in text
    assert "paling lambat 31 Desember 2026 (K/2026/002)" in text and "Demikian berita acara ini dibuat" in text
    assert text.count("Dinas 1") == 2 and "Orang kedua" not in text  # each agency once: as a party, and to sign
    many = accord(record_of_size(9, 4), HEAD)
    assert many["as_table"] and sound(typeset("berita-acara", many))


def test_the_extract_has_what_concerns_one_agency_and_what_concerns_all() -> None:
    record = record_of_size(0, 8, tuple(f"Isi {number}." for number in range(1, 9)))
    concern = Concern("Dinas Sosial", frozenset({2, 3}), frozenset({2}))
    text = sound(typeset("kutipan", extract(record, HEAD, concern)))
    own, general, work = (text.index(each) for each in ("1. Keputusan yang", "2. Keputusan yang", "3. Komitmen"))
    assert own < text.index("Isi 2.") < general < text.index("Isi 6.") < work < text.index("Isi 3.")
    assert not {"Isi 1.", "Isi 4.", "Isi 7.", "Isi 8."} & set(re.findall(r"Isi \d\.", text))


def test_the_report_has_its_chapters_and_annexes() -> None:
    record = sample_record(2)
    texts = first_texts(record)
    assert set(texts) == set(REPORT_TEXTS)
    text, place = sound(typeset("laporan", activity(record, HEAD, texts))), 0
    for each in ("LAPORAN KEGIATAN", "1. Pendahuluan", "a. Umum", "b. Dasar", "c. Maksud dan tujuan",
                 "d. Ruang lingkup", "2. Kegiatan yang dilaksanakan", "3. Hasil yang dicapai", "4. Simpulan dan saran",
                 "5. Penutup", "Contoh, S.E.", "Lampiran", "3. Notula"):  # fmt: skip
        assert (place := text.find(each, place)) >= 0, each


def test_the_compilation_has_a_table_of_contents_and_each_meeting_its_own_head() -> None:
    records = [sample_record(1), sample_record(2)]
    records[1]["meeting"] = records[1]["meeting"] | {"reference": "R/2026/002"}
    parts = [(record, notula(record, HEAD, seal)) for record, seal in zip(records, (SEAL, None), strict=True)]
    pdf = typeset("himpunan", compilation("Rakor", dt.date(2026, 1, 1), dt.date(2026, 12, 31), HEAD, parts))
    assert "1 Januari 2026 s.d. 31 Desember 2026" in sound(pdf)
    reader = PdfReader(BytesIO(pdf))
    first = " ".join(reader.pages[0].extract_text().split())
    assert "Notula R/2026/001, 15 Januari 2026" in first and "Notula R/2026/002" in first
    assert [each.title.split(",")[0] for each in reader.outline if not isinstance(each, list)] == [
        "Notula R/2026/001", "Notula R/2026/002",
    ]  # fmt: skip
    texts = [page.extract_text() for page in reader.pages]
    assert "SHA-256" in texts[1] and "KONSEP" not in texts[1] and "KONSEP" in texts[-1]


def test_the_checker_finds_what_is_wrong() -> None:
    from pypdf import PdfWriter

    from tests.documents.tagging import faults

    writer = PdfWriter(clone_from=BytesIO(typeset("notula", notula(sample_record(1), HEAD))))
    writer.root_object[NameObject("/MarkInfo")][NameObject("/Marked")] = BooleanObject(False)
    del writer.root_object["/Lang"]
    target = BytesIO()
    writer.write(target)
    found = faults(target.getvalue())
    assert "not marked as tagged" in found and "language is None" in found
