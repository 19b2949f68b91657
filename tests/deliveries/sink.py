"""A real mail server on this machine that takes mails, or misbehaves as real ones do."""

from __future__ import annotations

import asyncio
import email
import socket
import ssl
import threading
import time
from collections import Counter
from enum import Enum, auto
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Mode(Enum):
    """How it behaves."""

    ACCEPT = auto()
    GREYLIST = auto()  # each recipient once
    NO_SUCH_RECIPIENT = auto()
    FORBIDDEN_RECIPIENT = auto()
    REFUSE_MAIL = auto()
    REFUSE_SENDER = auto()
    BUSY = auto()  # says 421 and hangs up
    SLOW = auto()
    TRICKLE = auto()  # a byte now and then, for ever
    CUT_IN_DATA = auto()
    CUT_AFTER_ACCEPTING = auto()


class Accepted(NamedTuple):
    """A mail that it has taken, and when."""

    message_id: str
    to: str
    at: float
    content: bytes


class Sink:
    """`accepted` grows as mails come in; `mode` may be changed at any time; `connections` counts lines opened."""

    def __init__(self, password: str = "", certificate: ssl.SSLContext | None = None) -> None:
        self.mode, self.delay, self.linger = Mode.ACCEPT, 0.0, 0.0
        self.accepted: list[Accepted] = []
        self.asked: Counter[str] = Counter()
        self.connections = 0
        self.password, self.certificate = password, certificate
        self.port = free_port()
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(self._line, "127.0.0.1", self.port, backlog=100)
        )
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up whoever is on the line, and answer no more."""
        if self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._server.close)
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._loop = None

    async def _hang_up(self) -> None:
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0.05)

    def _line(self) -> SMTP:
        auth: dict[str, Any] = {"authenticator": self._authenticate, "auth_required": True} if self.password else {}
        return _Line(self, _Rules(self), hostname="sink.example", tls_context=self.certificate, enable_SMTPUTF8=True,
                     loop=self._loop, **auth)  # fmt: skip

    def _authenticate(self, *words: Any) -> AuthResult:
        login = words[-1]
        return AuthResult(success=login.password.decode() == self.password, handled=False)

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def copies(self) -> Counter[str]:
        """How often it has taken each Message-ID."""
        return Counter(each.message_id for each in self.accepted)


class _Line(SMTP):
    def __init__(self, sink: Sink, *words: Any, **named: Any) -> None:
        self.sink = sink
        super().__init__(*words, **named)

    def connection_made(self, transport: Any) -> None:
        self.sink.connections += 1
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:
        """As it should be, or cut in the middle."""
        if self.sink.mode is Mode.CUT_IN_DATA:
            await self.push("354 go on")
            await self._reader.read(20)
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class _Rules:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_MAIL(self, server: _Line, _s: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.sink.mode is Mode.REFUSE_SENDER:
            return "550 5.7.1 sender unknown"
        if self.sink.mode is Mode.BUSY:
            await server.push("421 4.3.2 too busy")
            server.transport.close()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: _Line, _s: Session, envelope: Envelope, address: str, options: Any) -> str:
        self.sink.asked[address] += 1
        if self.sink.mode is Mode.GREYLIST and self.sink.asked[address] == 1:
            return "451 4.7.1 greylisted, come again"
        if self.sink.mode is Mode.NO_SUCH_RECIPIENT:
            return "550 5.1.1 no such user"
        if self.sink.mode is Mode.FORBIDDEN_RECIPIENT:
            return "554 5.7.1 relay access denied"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Line, _s: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.sink.delay)
        if self.sink.mode is Mode.REFUSE_MAIL:
            return "554 5.6.0 looks like spam"
        if self.sink.mode is Mode.SLOW:
            await asyncio.sleep(30)
        if self.sink.mode is Mode.TRICKLE:
            while not server.transport.is_closing():
                server.transport.write(b"2")
                await asyncio.sleep(0.2)
        message = email.message_from_bytes(envelope.content or b"")
        self.sink.accepted.append(
            Accepted(str(message["Message-ID"]), envelope.rcpt_tos[0], time.time(), bytes(envelope.content or b""))
        )
        if self.sink.mode is Mode.CUT_AFTER_ACCEPTING:
            server.transport.abort()
        await asyncio.sleep(self.sink.linger)
        return "250 OK queued"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
