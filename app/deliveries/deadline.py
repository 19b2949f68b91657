"""A limit for a whole conversation, however slowly the other side talks: its line is cut when the time is up."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType


class Deadline:
    """Cuts the sockets that it is told to `watch` after `seconds`; `is_over` tells whether it did."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.is_over = seconds, False
        self._handles: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def watch(self, line: socket.socket) -> None:
        """Cut this socket too. A handle of its own reaches the connection through all that is wrapped around it."""
        handle = socket.fromfd(line.fileno(), line.family, socket.SOCK_STREAM)
        with self._lock:
            self._handles.append(handle)
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        self.is_over = True
        with self._lock:
            for handle in self._handles:
                with suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()
