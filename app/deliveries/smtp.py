"""Handing mails to the mail server of the settings, many over one line, and telling apart who refuses what."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import unquote

from app.deliveries.deadline import Deadline
from app.deliveries.outcome import Outcome, Verdict, cleaned, said
from app.web import split_address

LIMIT = 4  # times MAIL_TIMEOUT: the longest that one mail may take as a whole
LOCAL = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 25, "smtps": 465}
GONE, TOO_BIG, TO_SIGN_IN = 421, 552, (530, 534, 535, 538)
ADDRESS = re.compile(r"[^\s@<>]+@[!-~]+")
POLICY = re.compile(r"5\.7\.\d")  # RFC 3463: forbidden, which says nothing about whether the address exists


class Letter(NamedTuple):
    """A mail as it goes over the line, and its envelope."""

    sender: str
    address: str
    content: bytes


class Misconfigured(ValueError):
    """The address of a server cannot be used."""


class MailServer:
    """The server of SMTP_URL. Its line is opened with the first mail, and again where it was cut.

    `smtps://` is TLS from the first byte. With `smtp://` TLS is begun where the server offers it, which it must where
    there is a password; not on this very machine without one. The certificate must be that of the host.
    """

    def __init__(self, url: str, timeout: float, own_name: str = "localhost") -> None:
        self.timeout, self.own_name = timeout, own_name
        self._url = split_address(url)
        self._password = unquote(self._url.password or "")
        self._line: smtplib.SMTP | None = None
        self._is_serving = False

    def send(self, letter: Letter, is_ours: Callable[[], bool]) -> Outcome:
        """Hand over one mail. `is_ours` is asked before the content leaves: what is said afterwards counts."""
        if not ADDRESS.fullmatch(letter.address):
            return Outcome(Verdict.BOUNCED, "5.1.3 address cannot be written in a mail")
        self._is_serving = False
        with Deadline(LIMIT * self.timeout) as deadline:
            try:
                outcome = self._hand_over(self._open(deadline), letter, is_ours)
            except smtplib.SMTPResponseException as error:
                outcome = self._broken(f"{error.smtp_code} {_text(error.smtp_error)}")
            except (OSError, ValueError) as error:
                outcome = self._broken(said(error))
        if deadline.is_over and outcome.verdict is not Verdict.ACCEPTED:
            outcome = self._broken(f"timed out after {deadline.seconds:g} s")
        if outcome.verdict is Verdict.AWAY:
            self.close()
        signed = f"\0{unquote(self._url.username or '')}\0{self._password}" if self._password else ""
        return Outcome(outcome.verdict, cleaned(outcome.words, signed, self._password))

    def close(self) -> None:
        """Say goodbye and hang up."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):
                if line.sock is not None:
                    line.sock.settimeout(2)
                line.quit()
            line.close()

    def _broken(self, words: str) -> Outcome:
        """A line that broke before the server took the sender is the server's trouble, later it may be the mail's."""
        line, self._line = self._line, None
        if line is not None:
            line.close()
        return Outcome(Verdict.LATER if self._is_serving else Verdict.AWAY, words)

    def _open(self, deadline: Deadline) -> smtplib.SMTP:
        """The line of the mail before, if it still stands, else a new one."""
        if self._line is not None and self._line.sock is not None:
            deadline.watch(self._line.sock)
            with suppress(OSError):
                if self._line.rset()[0] == 250:
                    return self._line
            self._line.close()
        self._line = self._connect(deadline)
        return self._line

    def _connect(self, deadline: Deadline) -> smtplib.SMTP:
        host, port = self._server()
        context = ssl.create_default_context()
        plain = socket.create_connection((host, port), self.timeout)
        deadline.watch(plain)
        line: Any = smtplib.SMTP(timeout=self.timeout, local_hostname=self.own_name)
        line.sock, line._host = plain, host  # so that the deadline holds from the first byte
        try:
            if self._url.scheme == "smtps":
                line.sock = context.wrap_socket(plain, server_hostname=host)
            self._sign_in(line, context)
        except BaseException:
            line.close()
            raise
        return line

    def _server(self) -> tuple[str, int]:
        """Host and port. What a wrong address says is kept from the log: it may hold a part of the password."""
        with suppress(ValueError):
            host, port = self._url.hostname, self._url.port or PORTS.get(self._url.scheme)
            if host and port:
                return host, port
        raise Misconfigured("SMTP_URL: smtp://user:password@host:587, with %2F for / and the like in the password")

    def _sign_in(self, line: smtplib.SMTP, context: ssl.SSLContext) -> None:
        code, words = line.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        line.ehlo_or_helo_if_needed()
        offered = line.has_extn("starttls") and (self._password or self._url.hostname not in LOCAL)
        if self._url.scheme == "smtp" and (offered or self._password):
            line.starttls(context=context)
            line.ehlo_or_helo_if_needed()
        if self._url.username:
            line.login(unquote(self._url.username), self._password)

    def _hand_over(self, line: smtplib.SMTP, letter: Letter, is_ours: Callable[[], bool]) -> Outcome:
        beyond_ascii = () if letter.address.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
        if beyond_ascii and not line.has_extn("smtputf8"):
            return Outcome(Verdict.REJECTED, "5.6.7 the mail server takes no such address")
        code, words = line.mail(letter.sender, beyond_ascii)
        if code == GONE:
            return Outcome(Verdict.AWAY, f"{code} {_text(words)}")
        if code != 250:  # all mails have the same sender
            return _reply(code, words, Verdict.REJECTED if code == TOO_BIG else Verdict.AWAY)
        self._is_serving = True
        code, words = line.rcpt(letter.address)
        if code not in (250, 251):
            return _reply(code, words, _of_recipient(code, _text(words)))
        if not is_ours():
            return Outcome(Verdict.TAKEN)
        try:
            code, words = line.data(letter.content)
        except smtplib.SMTPDataError as error:
            code, words = error.smtp_code, error.smtp_error  # type: ignore[assignment]
        return _reply(code, words, Verdict.REJECTED)


def _of_recipient(code: int, words: str) -> Verdict:
    if code in TO_SIGN_IN:
        return Verdict.AWAY
    return Verdict.LATER if POLICY.match(words) else Verdict.BOUNCED


def _reply(code: int, words: bytes | str, for_good: Verdict) -> Outcome:
    text = f"{code} {_text(words)}"
    if code == 250:
        return Outcome(Verdict.ACCEPTED, text)
    return Outcome(for_good if 500 <= code < 600 else Verdict.LATER, text)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
