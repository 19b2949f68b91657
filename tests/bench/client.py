"""An HTTP client of raw sockets: it must cost far less than the server that it measures."""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any, TypeVar

BROWSER = "gzip, deflate, br, zstd"
CHUNK = 1 << 18
Result = TypeVar("Result")


@dataclass
class Answer:
    """A whole response. `wire` is its size as sent, head included; `body` is as sent too."""

    status: int
    headers: dict[str, str]
    body: bytes
    wire: int
    cookies: list[str] = field(default_factory=list)


def get(path: str, cookie: str = "", encoding: str = BROWSER, **headers: str) -> bytes:
    """Return the bytes of a GET request."""
    return _request(f"GET {path} HTTP/1.1", cookie, encoding, headers)


def post(path: str, body: bytes, cookie: str, **headers: str) -> bytes:
    """Return the bytes of a form that is sent."""
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return _request(f"POST {path} HTTP/1.1", cookie, BROWSER, kind | headers) + body


def _request(first: str, cookie: str, encoding: str, headers: dict[str, str]) -> bytes:
    lines = [first, "Host: 127.0.0.1", f"Accept-Encoding: {encoding}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def parse(data: bytes | bytearray) -> Answer | None:
    """Read a response; None while it is not complete."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *lines = data[:end].decode("latin-1").split("\r\n")
    pairs = [line.split(": ", 1) for line in lines]
    headers = {name.lower(): value for name, value in pairs}
    if "transfer-encoding" in headers:
        raise RuntimeError(f"a response in chunks: {first}")
    total = end + 4 + int(headers.get("content-length", 0))
    if len(data) < total:
        return None
    cookies = [value.split(";")[0] for name, value in pairs if name.lower() == "set-cookie"]
    return Answer(int(first.split()[1]), headers, bytes(data[end + 4 : total]), total, cookies)


class Connection:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """Send a request and wait for its answer."""
        self.socket.sendall(request)
        data = bytearray()
        while (answer := parse(data)) is None:
            part = self.socket.recv(CHUNK)
            if not part:
                raise ConnectionError("the server closed the connection")
            data += part
        return answer

    def time(self, requests: Sequence[bytes], status: int = 200) -> list[float]:
        """Return how many seconds each request took, one after the other."""
        took = []
        for request in requests:
            start = time.perf_counter()
            answer = self.ask(request)
            took.append(time.perf_counter() - start)
            _expect(answer, status, request)
        return took


def _expect(answer: Answer, status: int, request: bytes) -> None:
    if answer.status != status:
        raise RuntimeError(f"{request.splitlines()[0].decode()}: {answer.status}, not {status}")


def load(port: int, connections: int, requests: Sequence[bytes], status: int = 200) -> tuple[list[float], float]:
    """Send the requests over several connections at once, from a process of its own.

    Returns the seconds that each took, and the seconds from the first to the last.
    """
    return apart(_drive, port, connections, deque(requests), status)


def apart(work: Callable[..., Result], *values: Any) -> Result:
    """Do the work in a process of its own, so that it does not wait for what else this one does."""
    context = get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    child = context.Process(target=_send_result, args=(writer, work, values))
    child.start()
    result: Any = reader.recv()
    child.join()
    if isinstance(result, str):
        raise RuntimeError(result)
    return result  # type: ignore[no-any-return]


def _send_result(writer: Any, work: Callable[..., Any], values: Sequence[Any]) -> None:
    try:
        writer.send(work(*values))
    except Exception as error:
        writer.send(f"{type(error).__name__}: {error}")


def _drive(port: int, connections: int, requests: deque[bytes], status: int) -> tuple[list[float], float]:
    took: list[float] = []
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, _Turn(connection.socket, requests.popleft()))
        while selector.get_map():
            for key, _ in selector.select():
                turn: _Turn = key.data
                answer = turn.read()
                if answer is None:
                    continue
                _expect(answer, status, turn.request)
                took.append(time.perf_counter() - turn.start)
                if requests:
                    turn.send(requests.popleft())
                else:
                    selector.unregister(turn.socket)
    return took, time.perf_counter() - started


class _Turn:
    """What one connection waits for."""

    def __init__(self, connection: socket.socket, request: bytes) -> None:
        self.socket = connection
        self.send(request)

    def send(self, request: bytes) -> None:
        self.request, self.data, self.start = request, bytearray(), time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> Answer | None:
        part = self.socket.recv(CHUNK)
        if not part:
            raise ConnectionError("the server closed a connection")
        self.data += part
        return parse(self.data)
