"""What a mail says, and that nobody's title or name becomes anything but text in it."""

from __future__ import annotations

import datetime as dt
import email
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from flask import Flask

from app.accounts.models import User
from app.clock import acting_at, now
from app.deliveries.composing import MOST, Mail, Occasion, compose
from app.deliveries.message import message_of, new_message_id, sender
from app.deliveries.models import Delivery
from app.deliveries.wording import breakable, one_line
from app.language import speaking
from app.notices.events import Event
from app.notices.links import whose
from tests.deliveries.steps import TUESDAY

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted",
    "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
}  # fmt: skip
GOLDEN = """\
Yth. Bapak/Ibu Dra. Sitti Aminah, M.Si.

Inilah yang perlu Anda ketahui sejak kemarin: 1 lewat tenggat, 1 dikembalikan, 2 baru, 1 lainnya.

LEWAT TENGGAT

* K/2026/002 · Mendata penerima manfaat
  Tenggat Senin, 23 November 2026 sudah lewat 8 hari.
  Laporkan: https://sinergi.palopo.example/komitmen/2

DIKEMBALIKAN UNTUK DIPERBAIKI

* K/2026/009 · Melatih 20 pemuda
  Dikembalikan kepada Dinas Sosial untuk diperbaiki. “Foto kurang jelas”
  Perbaiki: https://sinergi.palopo.example/komitmen/9

BARU UNTUK INSTANSI ANDA

* K/2026/014 · Menyediakan 40 tempat pelatihan
  Komitmen menunggu persetujuan Dinas Sosial, tenggat Minggu, 20 Desember 2026.
  Tinjau: https://sinergi.palopo.example/komitmen/14

* T/2026/003 · Menyiapkan <b>tempat</b> & kursi
  Dinas Sosial diminta mengerjakan bagian tugas, tenggat Minggu, 20 Desember 2026. Anda menggantikan Ani.
  Jawab: https://sinergi.palopo.example/tugas/3#bagian-7

RAPAT

* R/2026/011 · Rapat koordinasi triwulan
  Dinas Sosial diundang rapat: 20 Des 2026, 09.00 WITA.
  Jawab: https://sinergi.palopo.example/rapat/11

------------------------------------------------------------
Surel ini dikirim otomatis oleh Sinergi, catatan bersama rapat, komitmen, dan tugas. Anda
menerimanya karena jabatan Anda atau karena Anda menggantikan pemegangnya.
Atur surel: https://sinergi.palopo.example/pemberitahuan/pengaturan
Berhenti menerima surel: https://sinergi.palopo.example/pemberitahuan/berhenti/TOKEN
"""
EVIL = {
    "header": "Janji\r\nBcc: semua@contoh.go.id\r\n\r\nIsi lain",
    "direction": "\u202eexe.pdf\u2066 \u200fx\u2028y",
    "control": "a\x00b\x1b[31mc\x7f",
    "encoded": "=?utf-8?q?=0D=0ABcc:_x@y.z?=",
    "markup": "<script>alert(1)</script><img src=x onerror=y>",
    "endless": "kata" * 500,
    "emoji": "😀👩‍👩‍👧‍👦" * 100,
}


@pytest.fixture(autouse=True)
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site with a name, on a Tuesday at ten."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://sinergi.palopo.example")
    with acting_at(TUESDAY):
        yield


def row(event: Event, reference: str, title: str, number: int, **facts: Any) -> Any:
    """What `subjects.told` selects."""
    kind = {"K": "commitment", "T": "task", "R": "meeting"}[reference[0]]
    values = {
        "event": event, "reference": reference, "title": title, "root_type": kind, "root_id": number, "part_id": None,
        "facts": {}, "actor_name": "Budi", "due": dt.date(2026, 12, 20), "agency_name": "Dinas Sosial",
        "starts_at": dt.datetime(2026, 12, 20, 1, tzinfo=dt.UTC), "commitment_state": None, "part_state": None,
    }  # fmt: skip
    return SimpleNamespace(**(values | facts))


ROWS = [
    row(Event.ASSIGNED, "K/2026/014", "Menyediakan 40 tempat pelatihan", 14),
    row(Event.INVITED, "R/2026/011", "Rapat koordinasi triwulan", 11),
    row(Event.ASSIGNED, "T/2026/003", "Menyiapkan <b>tempat</b> & kursi", 3, part_id=7, facts={"for": "Ani"}),
    row(Event.OVERDUE, "K/2026/002", "Mendata penerima manfaat", 2, facts={"due": "2026-11-23"}),
    row(Event.RETURNED, "K/2026/009", "Melatih 20 pemuda", 9, facts={"reason": "Foto kurang jelas"}),
]


def written(rows: list[Any], occasion: Occasion = Occasion.NEWS, name: str = "Dra. Sitti Aminah, M.Si.") -> Mail:
    return compose(rows, name, 5, occasion)


def posted(mail: Mail, name: str = "Ani", address: str = "ani@contoh.go.id") -> EmailMessage:
    """The mail as the other side reads it."""
    made = Delivery(user_id=5, address=address, subject=mail.subject, text=mail.text, html=mail.html,
                    message_id=new_message_id(), created_at=now(), user=User(name=name))  # fmt: skip
    found = email.message_from_bytes(message_of(made).as_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def test_a_digest_reads_like_this(app: Flask) -> None:
    mail = written(ROWS, Occasion.DAILY)
    assert mail.subject == "Ringkasan harian: 1 lewat tenggat, 1 dikembalikan, 2 baru, 1 lainnya"
    assert re.sub("(?<=berhenti/)\\S+", "TOKEN", mail.text) == GOLDEN


def test_the_html_says_the_same_and_is_sound(app: Flask) -> None:
    mail = written(ROWS, Occasion.DAILY)
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(mail.html)
    words = " ".join(" ".join(tree.itertext()).split())
    for line in GOLDEN.splitlines():
        if line.startswith("* ") or line.endswith("."):
            assert line.strip(" *") in words or line.startswith(("Surel", "menerima")), line
    links = {a.get("href") for a in tree.iter("a")}
    assert {"https://sinergi.palopo.example/komitmen/14", "https://sinergi.palopo.example/tugas/3#bagian-7"} <= links
    assert not [e for e in tree.iter() if e.tag in ("script", "img", "link", "b") and e.get("src")]


@pytest.mark.parametrize(("numbers", "subject"), [
    ([0], "K/2026/014: Komitmen menunggu persetujuan Dinas Sosial, tenggat Minggu, 20 Desember 2026 – "
          "Menyediakan 40 tempat pelatihan"),
    ([0, 1], "2 pemberitahuan: 1 baru, 1 undangan rapat (K/2026/014, R/2026/011)"),
    ([0, 1, 2, 3], "4 pemberitahuan: 1 lewat tenggat, 2 baru, 1 undangan rapat "
                   "(K/2026/002, K/2026/014, T/2026/003, …)"),
])  # fmt: skip
def test_the_subject_of_news(app: Flask, numbers: list[int], subject: str) -> None:
    assert written([ROWS[number] for number in numbers]).subject == subject


def test_a_mail_is_indonesian_whoever_has_it_made(app: Flask) -> None:
    with speaking("en"):
        assert "tenggat Minggu, 20 Desember 2026" in written(ROWS[:1]).text


@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL)
def test_what_people_typed_stays_text(app: Flask, evil: str) -> None:
    rows = [row(Event.RETURNED, "K/2026/001", evil, 1, facts={"reason": evil}, agency_name=evil),
            row(Event.MENTIONED, "K/2026/002", evil, 2, actor_name=evil)]  # fmt: skip
    for chosen in (rows, rows[:1], rows[1:]):
        mail = written(chosen, name=evil)
        message = posted(mail, name=evil)
        assert set(message.keys()) == HEADERS and len(message.values()) == len(HEADERS)
        assert [address.addr_spec for address in message["To"].addresses] == ["ani@contoh.go.id"]
        assert not message["To"].defects and not message["Subject"].defects
        assert one_line(message["Subject"]) == message["Subject"] == mail.subject.replace("=?", "= ?")
        assert part(message, "plain") == mail.text and part(message, "html").rstrip("\n") == mail.html.rstrip("\n")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200f]", mail.text)
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(mail.html)
        assert not list(tree.iter("script")) + list(tree.iter("img"))


def test_the_headers_of_a_mail(app: Flask) -> None:
    message = posted(written(ROWS[:1]), name="Émilie Ündïp")
    assert message["From"] == "Sinergi <sinergi@sinergi.palopo.example>"
    assert message["To"].addresses[0].display_name == "Émilie Ündïp"
    assert message["Date"].datetime == TUESDAY and message["Message-ID"].endswith("@sinergi.palopo.example>")
    found = re.fullmatch(
        r"<https://sinergi\.palopo\.example/pemberitahuan/berhenti/(\S+)>", message["List-Unsubscribe"]
    )
    assert found and whose(found[1]) == 5
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert message.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]
    assert {each.get_content_charset() for each in message.iter_parts()} == {"utf-8"}


def test_the_address_of_the_site_in_raw_bytes_is_never_broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    host = "https://" + "panjang." * 12 + "example"
    monkeypatch.setitem(app.config, "PUBLIC_URL", host)
    made = Delivery(user_id=5, address="a@b.example", subject="x", text="x", message_id="x@y", created_at=now(),
                    user=User(name="Ani"))  # fmt: skip
    lines = message_of(made).as_bytes().split(b"\r\n")
    assert any(line.startswith(f"List-Unsubscribe: <{host}/".encode()) and line.endswith(b">") for line in lines)
    assert max(len(line) for line in lines) < 998


def test_names_of_hosts_that_are_not_ascii_are_sent_as_they_must_be(app: Flask) -> None:
    assert posted(written(ROWS[:1]), address="ani@palopö.example")["To"].addresses[0].domain == "xn--palop-nua.example"
    with pytest.raises(ValueError):
        posted(written(ROWS[:1]), address="bukan alamat")


def test_the_sender_is_what_the_settings_say(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", "http://127.0.0.1:8000")
    assert sender() == "Sinergi <sinergi@localhost>"
    monkeypatch.setitem(app.config, "MAIL_FROM", "Sinergi Palopo <sinergi@palopokota.go.id>")
    assert sender() == "Sinergi Palopo <sinergi@palopokota.go.id>"


@pytest.mark.parametrize("sign", ["a", "😀", "&", '"'])
def test_the_longest_mail_is_not_cut_by_mail_programs(app: Flask, sign: str) -> None:
    evil = sign * 400
    rows = [row(Event.RETURNED, f"K/2026/{n:03d}", evil, n, facts={"reason": evil}, agency_name=evil)
            for n in range(MOST + 12)]  # fmt: skip
    mail = written(rows, name=evil)
    assert len(mail.html.encode()) < 102 * 1024 and len(mail.text.encode()) < 102 * 1024
    left = len(rows) - mail.text.count("* K/")
    assert 12 <= left < 40 and f"dan {left} lainnya: https://sinergi.palopo.example/pemberitahuan\n" in mail.text
    assert f"dan {left} lainnya" in mail.html


def test_endless_words_may_be_broken(app: Flask) -> None:
    assert str(breakable("a" * 60 + " <b>")) == "a" * 24 + "<wbr>" + "a" * 24 + "<wbr>" + "a" * 12 + " &lt;b&gt;"
    assert one_line("satu\r\ndua\u2028tiga  empat", 12) == "satu dua ti…"
