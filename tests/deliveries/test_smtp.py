"""The line to the mail server: encrypted where it must be, signed in, and no secret of it is told."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.deliveries.outcome import Verdict, cleaned
from app.deliveries.smtp import Letter, MailServer
from tests.deliveries.sink import Sink

LETTER = Letter("sinergi@contoh.go.id", "ani@contoh.go.id", b"Message-ID: <1@contoh>\r\n\r\n.Isi\r\n..\r\n")
PASSWORD = "rahasia: p@ss/1"
CERTIFICATE = [
    "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and its certificate, for the name localhost."""
    place = tmp_path_factory.mktemp("certificate")
    made = [*CERTIFICATE, "-keyout", place / "key.pem", "-out", place / "cert.pem"]
    subprocess.run(made, check=True, capture_output=True)
    return place


@pytest.fixture
def guarded(folder: Path) -> Iterator[Sink]:
    """A server that asks for TLS and a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server = Sink(PASSWORD, context)
    server.start()
    yield server
    server.stop()


def send(url: str) -> tuple[Verdict, str]:
    """Hand over one mail and hang up."""
    server = MailServer(url, 2.0)
    outcome = server.send(LETTER, lambda: True)
    server.close()
    return outcome


def test_a_password_goes_over_an_encrypted_line(guarded: Sink, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
    assert send(f"smtp://ani:rahasia%3A%20p%40ss%2F1@localhost:{guarded.port}")[0] is Verdict.ACCEPTED
    assert guarded.accepted[0].content == LETTER.content


def test_a_certificate_that_nobody_vouches_for_is_not_talked_to(guarded: Sink) -> None:
    verdict, words = send(f"smtp://ani:rahasia@localhost:{guarded.port}")
    assert verdict is Verdict.AWAY and "CERTIFICATE_VERIFY_FAILED" in words


def test_a_certificate_of_another_name_is_not_talked_to(
    guarded: Sink, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
    verdict, words = send(f"smtp://ani:rahasia@127.0.0.1:{guarded.port}")
    assert verdict is Verdict.AWAY and "CERTIFICATE_VERIFY_FAILED" in words


def test_a_wrong_password_is_the_servers_trouble_and_is_not_told(
    guarded: Sink, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
    verdict, words = send(f"smtp://ani:keliru-sekali@localhost:{guarded.port}")
    assert verdict is Verdict.AWAY and words.startswith("535") and "keliru" not in words


def test_a_password_is_not_sent_where_the_server_offers_no_encryption() -> None:
    server = Sink()
    server.start()
    verdict, words = send(f"smtp://ani:rahasia@127.0.0.1:{server.port}")
    server.stop()
    assert verdict is Verdict.AWAY and "STARTTLS" in words and not server.accepted


@pytest.mark.parametrize("url", ["smtp://", "smtp://host:99999", "omong kosong", "smtp://tidak-ada.invalid:25"])
def test_a_setting_that_makes_no_sense_blames_no_mail(url: str) -> None:
    assert send(url)[0] is Verdict.AWAY


@pytest.mark.parametrize("password", ["ra/hasia", "ra#hasia", "ra?hasia", "ra[hasia", "12]hasia"])
def test_a_password_that_was_not_written_for_an_address_stays_secret(password: str) -> None:
    verdict, words = send(f"smtp://ani:{password}@localhost:25")
    assert verdict is Verdict.AWAY and "SMTP_URL" in words and password[:2] not in words.replace("Misconfigured", "")


def test_what_the_server_says_is_kept_on_one_short_line() -> None:
    assert cleaned("550\r\n no\x00\x1b[31m  such rahasia cmFoYXNpYQ==", "rahasia") == "550 no [31m such *** ***"
    assert len(cleaned("x" * 5000)) == 500
