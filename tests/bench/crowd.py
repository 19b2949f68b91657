"""Many connections, each of which asks again and again at its own times, driven by one thread."""

from __future__ import annotations

import heapq
import selectors
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.bench.client import CHUNK, Answer, Connection, parse

EXPECTED = (200, 204, 304)
PATIENCE = 30.0  # seconds after the end for what is still under way


@dataclass
class Asker:
    """Somebody's connection: `build` makes the request of a turn from its number and the tag of the last answer."""

    what: str
    every: float
    due: float
    build: Callable[[int, str], bytes]
    turn: int = 0
    tag: str = ""


@dataclass
class Crowd:
    """Seconds that each kind of request took from the moment it was due, and how many answers were not expected."""

    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)

    def note(self, asker: Asker, answer: Answer, seconds: float) -> None:
        """Add an answer."""
        self.took.setdefault(asker.what, []).append(seconds)
        self.statuses.setdefault(asker.what, Counter())[answer.status] += 1

    @property
    def errors(self) -> int:
        """How many answers were errors."""
        return sum(n for each in self.statuses.values() for status, n in each.items() if status not in EXPECTED)


class _Line:
    """The connection of an asker."""

    def __init__(self, port: int, asker: Asker) -> None:
        self.asker = asker
        self.socket = Connection(port).socket
        self.data = bytearray()

    def send(self) -> None:
        asker = self.asker
        self.data = bytearray()
        self.socket.sendall(asker.build(asker.turn, asker.tag))
        asker.turn += 1

    def read(self) -> Answer | None:
        part = self.socket.recv(CHUNK)
        if not part:
            raise ConnectionError(f"the server closed a connection: {self.asker.what}")
        self.data += part
        return parse(self.data)


def drive(port: int, askers: list[Asker], seconds: float) -> Crowd:
    """Let everybody ask for so many seconds. Who waits for an answer asks no second time, yet the next is timed
    from when it was due: a slow server cannot make itself look fast."""
    crowd, numbers, under_way = Crowd(), count(), 0
    lines = [_Line(port, asker) for asker in askers]
    waiting = [(line.asker.due, next(numbers), line) for line in lines]
    heapq.heapify(waiting)
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        while waiting or under_way:
            here = time.perf_counter() - started
            if here > seconds + PATIENCE:
                raise TimeoutError(f"{under_way} requests without an answer")
            while waiting and waiting[0][0] <= here:
                heapq.heappop(waiting)[2].send()
                under_way += 1
            for key, _ in selector.select(max(0.0, waiting[0][0] - here) if waiting else PATIENCE):
                if (answer := key.data.read()) is None:
                    continue
                under_way -= 1
                asker = key.data.asker
                crowd.note(asker, answer, time.perf_counter() - started - asker.due)
                asker.tag = answer.headers.get("etag", asker.tag)
                asker.due += asker.every
                if asker.due < seconds:
                    heapq.heappush(waiting, (asker.due, next(numbers), key.data))
    return crowd
