"""The official list of areas is taken over as a whole, or not at all with a sentence for each bad row."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.areas.models import Area
from app.areas.service import BIGGEST, SOURCE, import_areas
from app.extensions import db
from app.refusal import Refused
from app.settings import recall
from tests.browser import Browser
from tests.factories import Cast

HEAD = "code,kind,name,parent_code\n"
GOOD = HEAD + (
    "73.01,kota,Kota Contoh,73\n"
    "73.01.02.1001,kelurahan,To'bulung,73.01.02\n"  # the village comes before its district
    "73.01.02,kecamatan,Bara,73.01\n"
    '73.01.02.1001.1,bagian,"Lorong 1, sisi timur",73.01.02.1001\n'
)


def codes() -> dict[str, tuple[str, str, str | None]]:
    """What is stored: kind, name and the code of what lies around."""
    db.session.expire_all()
    rows = db.session.scalars(sa.select(Area).order_by(Area.code))
    return {row.code: (row.kind.value, row.name, row.parent.code if row.parent else None) for row in rows}


def test_a_list_is_taken_over_and_taken_over_again(app: Flask) -> None:
    done = import_areas(GOOD.encode())
    assert (done.added, done.changed, done.same, done.faults) == (4, 0, 0, [])
    assert codes()["73.01.02.1001"] == ("kelurahan", "To'bulung", "73.01.02")
    assert codes()["73.01"] == ("kota", "Kota Contoh", None)
    again = import_areas((HEAD + "73.01.02,kecamatan,Bara Baru,73.01\n73.01,kota,Kota Contoh,73\n").encode())
    assert (again.added, again.changed, again.same) == (0, 1, 1)
    assert codes()["73.01.02"][1] == "Bara Baru" and len(codes()) == 4


def test_what_is_wrong_is_told_in_the_order_of_the_rows(app: Flask) -> None:
    rows = ("73.01.02,kecamatan,Bara,99", "73.01,kota,Kota Contoh,73", "73.01.03,kecamatan,,73.01",
            "73.01.04,kecamatan,Wara,98")  # fmt: skip
    faults = import_areas((HEAD + "\n".join(rows)).encode()).faults
    assert [fault.split(":")[0] for fault in faults] == ["Baris 2", "Baris 4", "Baris 5"]


def test_the_list_is_locked_in_the_order_in_which_others_lock_it(app: Flask) -> None:
    """By id, and so that who only points at an area need not wait."""
    for code in ("73.02", "73.01"):
        import_areas(f"{HEAD}{code},kota,Kota {code},73\n".encode())
        db.session.commit()
    first, last = (sa.select(Area.id).order_by(each).limit(1) for each in (Area.id, Area.id.desc()))

    def take() -> None:
        with app.app_context():
            import_areas(GOOD.encode())
            db.session.commit()

    thread = threading.Thread(target=take)
    with db.engine.begin() as connection:
        connection.execute(first.with_for_update())
        thread.start()
        time.sleep(0.4)
        connection.execute(last.with_for_update(nowait=True))
    thread.join()
    assert len(codes()) == 5


def test_other_names_come_with_the_list_and_are_not_lost_to_it(app: Flask) -> None:
    head, row = HEAD.replace("\n", ",aliases\n"), "73.01,kota,Kota Contoh,73"
    import_areas((HEAD + row + "\n").encode())
    done = import_areas((head + row + ", Kota Lama |Kota  Contoh|kota lama|Kota Lama\n").encode())
    area = db.session.scalars(sa.select(Area)).one()
    assert (done.changed, area.aliases) == (1, "Kota Lama|kota lama"), "each once, and none that is the name itself"
    for content in (head + row + ",\n", HEAD + row + "\n"):
        assert import_areas(content.encode()).same == 1 and area.aliases == "Kota Lama|kota lama"
    done = import_areas((head + row + "," + "n" * 501 + "\n").encode())
    assert "nama lain seluruhnya lebih dari 500" in done.faults[0]


def test_the_notice_of_the_list_stands_below_it(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    send(browser, GOOD.encode(), "Daftar contoh, ODbL 1.0")
    assert "Daftar kawasan: Daftar contoh, ODbL 1.0" in browser.get("areas.index").text
    send(browser, GOOD.replace("Bara", "").encode(), "Lain")
    assert "ODbL" in browser.get("areas.index").text, "what was refused changed nothing"
    assert ("sumber", "Daftar contoh, ODbL 1.0") in browser.get("areas.take_over").form("/impor").fields
    send(browser, GOOD.encode(), "")
    assert "Daftar kawasan:" not in browser.get("areas.index").text


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode(),
    GOOD.replace(",", ";").replace("Lorong 1;", "Lorong 1").encode(),
    GOOD.replace("To'bulung", "To\u2019bulung").encode("cp1252"), ("\n\n" + GOOD + "\n\n,,,\n").encode(),
    GOOD.replace("code,kind", " Code , KIND").encode(), GOOD.replace(",", "\t").encode(),
])  # fmt: skip
def test_what_office_programs_write_is_read(app: Flask, content: bytes) -> None:
    done = import_areas(content)
    assert done.added == 4 and not done.faults
    assert codes()["73.01.02.1001"][1].replace("\u2019", "'") == "To'bulung"


@pytest.mark.parametrize(("row", "sentence"), [
    ("73.01.09,kelurahan,Salah,73.99", "kawasan induk “73.99” tidak dikenal"),
    ("73.01.09,kelurahan,Salah,", "kawasan induk “” tidak dikenal"),
    ("73.01.02,kecamatan,Lagi,73.01", "kode 73.01.02 sudah ada di baris lain"),
    ("73.01.09,provinsi,Salah,73.01", "jenis “provinsi” tidak dikenal"),
    ("73.01.09,kelurahan,,73.01.02", "nama kosong"), (",kelurahan,Tanpa kode,73.01.02", "kode wilayah kosong"),
    ("73 01,kelurahan,Spasi,73.01.02", "bukan kode"), ("7" * 21 + ",kelurahan,Panjang,73.01.02", "bukan kode"),
    ("73.01.09,kelurahan," + "n" * 201 + ",73.01.02", "lebih dari 200"),
    ("73.01.09,kecamatan,Terbalik,73.01.02.1001", "bukan kawasan yang lebih besar"),
    ("73.01.09,kecamatan,Sendiri,73.01.09", "bukan kawasan yang lebih besar"), ("73.01.09", "jenis “” tidak dikenal"),
])  # fmt: skip
def test_one_bad_row_keeps_all_out(app: Flask, row: str, sentence: str) -> None:
    done = import_areas((GOOD + row + "\n").encode())
    assert len(done.faults) == 1 and done.faults[0].startswith("Baris 6: ") and sentence in done.faults[0]
    assert codes() == {}


def test_a_stored_area_cannot_come_to_lie_in_a_smaller_one(app: Flask) -> None:
    import_areas(GOOD.encode())
    done = import_areas((HEAD + "73.01.02,bagian,Bara,73.01.02.1001\n").encode())
    assert done.faults == ["To'bulung (73.01.02.1001): kawasan induk 73.01.02 bukan kawasan yang lebih besar."]


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "tidak berisi satu kawasan pun"), (HEAD.encode(), "tidak berisi satu kawasan pun"),
    (b"kode,nama\n1,a\n", "Kolom code, kind, name, parent_code tidak ada"), (b"\x00\x01\x02", "bukan CSV"),
    (b"PK\x03\x04\x00\x00", "bukan CSV"), (b"x" * (BIGGEST + 1), "lebih besar dari 2 MB"),
    ((HEAD + "1,kota," + "x" * 200_000 + ",\n").encode(), "tidak dapat dibaca sebagai CSV"),
    ((HEAD + "".join(f"{n},kota,Kota,\n" for n in range(20_001))).encode(), "terlalu panjang"),
])  # fmt: skip
def test_what_is_no_list_is_refused(app: Flask, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        import_areas(content)


def send(browser: Browser, content: bytes, source: str = "") -> str:
    """Send the form with a file; returns the words of the answer."""
    token = dict(browser.get("areas.take_over").form("/impor").fields)["csrf_token"]
    data = {"csrf_token": token, "berkas": (io.BytesIO(content), "kawasan.csv"), "sumber": source}
    return browser.raw("POST", "/kawasan/impor", data=data, follow_redirects=True).text


def test_the_page_imports_and_says_what_is_wrong(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    assert "4 baru, 0 diperbarui, 0 tetap" in send(browser, GOOD.encode()) and len(codes()) == 4
    bad = "".join(f"73.01.02.{n},kelurahan,,73.01.02\n" for n in range(2000, 2060))
    answer = send(browser, (HEAD + bad).encode())
    assert "Tidak satu pun diimpor: 60 baris keliru" in answer and "Baris 2: nama kosong" in answer
    assert "dan 10 baris lagi" in answer and len(codes()) == 4
    assert "Pilih berkas CSV" in send(browser, b"")


def test_the_command_imports_or_tells_every_bad_row(app: Flask, tmp_path: Path) -> None:
    good, bad = tmp_path / "baik.csv", tmp_path / "buruk.csv"
    good.write_text(GOOD)
    bad.write_text(GOOD + "x,y,z,\nq,kota,,\n")
    result = app.test_cli_runner().invoke(args=["areas", "import", str(bad)])
    assert result.exit_code == 1 and "Baris 6" in result.output and "Baris 7" in result.output and codes() == {}
    result = app.test_cli_runner().invoke(args=["areas", "import", str(good), "--source", "Contoh, ODbL 1.0"])
    assert result.exit_code == 0 and "4 baru" in result.output and len(codes()) == 4
    app.test_cli_runner().invoke(args=["areas", "import", str(good)])
    assert recall(SOURCE) == "Contoh, ODbL 1.0", "who says nothing changes nothing"
