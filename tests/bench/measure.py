"""Measuring in turns: every round visits each page at each size, and the floor right beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from tests.bench.client import Connection, get, load
from tests.bench.pages import Shown
from tests.bench.server import Server
from tests.bench.writes import WRITES, Written, prepare

ROUNDS, EACH, FLOOR_EACH = 5, 24, 24
LOAD_ROUNDS, CONNECTIONS, LOAD_EACH = 3, 8, 160
WRITE_ROUNDS, WRITE_EACH, WRITE_LOAD = 3, 8, 40
FLOOR = get("/", encoding="identity")


@dataclass
class Samples:
    """One page or write at one size; one entry a round. Times in seconds."""

    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    busy_p50: list[float] = field(default_factory=list)
    busy_p95: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)

    def add(self, took: Sequence[float], floor: Sequence[float]) -> None:
        """Add a round over one connection."""
        self.p50.append(median(took))
        self.p95.append(percentile(took, 95))
        self.floor.append(median(floor))

    def add_busy(self, took: Sequence[float], seconds: float) -> None:
        """Add a round over eight connections."""
        self.busy_p50.append(median(took))
        self.busy_p95.append(percentile(took, 95))
        self.rate.append(len(took) / seconds)

    @property
    def ratio(self) -> float:
        """How many times the floor: the median of the rounds, each against the floor of its own moment."""
        return median(mine / bare for mine, bare in zip(self.p50, self.floor, strict=True))

    def growth(self, smaller: Samples) -> float:
        """How many times slower than at a smaller size, round by round."""
        return median(mine / less for mine, less in zip(self.p50, smaller.p50, strict=True))


@dataclass
class Site:
    """A size: the server and its floor."""

    server: Server
    floor: Server


Table = dict[str, dict[str, Samples]]  # name -> size -> samples


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def measure_pages(shown: Sequence[Shown], sites: dict[str, Site]) -> Table:
    """Measure every page, over one connection and over eight."""
    table: Table = {page.name: {size: Samples() for size in sites} for page in shown}
    requests = {(page.name, size): _request(page, size, sites[size]) for page in shown for size in sites}
    for (_, size), request in requests.items():
        load(sites[size].server.port, CONNECTIONS, [request] * 2 * CONNECTIONS)  # warm every process
    for _ in range(ROUNDS):
        for (name, size), request in requests.items():
            took = Connection(sites[size].server.port).time([request] * EACH)
            table[name][size].add(took, floor_beside(sites[size]))
    for _ in range(LOAD_ROUNDS):
        for (name, size), request in requests.items():
            table[name][size].add_busy(*load(sites[size].server.port, CONNECTIONS, [request] * LOAD_EACH))
    return table


def _request(page: Shown, size: str, site: Site) -> bytes:
    return get(page.paths[size], site.server.cookies[page.who])


def floor_beside(site: Site) -> list[float]:
    """Return the seconds that the floor takes just now."""
    return Connection(site.floor.port).time([FLOOR] * FLOOR_EACH)


def measure_floor(sites: dict[str, Site]) -> dict[str, Samples]:
    """Measure the floor by itself."""
    table = {size: Samples() for size in sites}
    for site in sites.values():
        load(site.floor.port, CONNECTIONS, [FLOOR] * LOAD_EACH)
    for _ in range(LOAD_ROUNDS):
        for size, site in sites.items():
            took = floor_beside(site)
            table[size].add(took, took)
            table[size].add_busy(*load(site.floor.port, CONNECTIONS, [FLOOR] * LOAD_EACH))
    return table


def measure_writes(sites: dict[str, Site]) -> Table:
    """Measure one write of each kind; the objects they act on go from one act to the next."""
    total = WRITE_ROUNDS * WRITE_EACH + WRITE_LOAD
    for site in sites.values():
        prepare(site.server, total)
    table: Table = {}
    for write in WRITES:
        table[write.name] = {size: Samples() for size in sites}
        made = {size: write.requests(site.server, total) for size, site in sites.items()}
        for number in range(WRITE_ROUNDS):
            for size, site in sites.items():
                _write_round(write, made[size][number * WRITE_EACH :][:WRITE_EACH], site, table[write.name][size])
        for size, site in sites.items():
            rest = made[size][WRITE_ROUNDS * WRITE_EACH :]
            table[write.name][size].add_busy(*load(site.server.port, CONNECTIONS, rest, write.status))
    return table


def _write_round(write: Written, requests: list[bytes], site: Site, samples: Samples) -> None:
    connection = Connection(site.server.port)
    connection.ask(get("/healthz"))
    samples.add(connection.time(requests, write.status), floor_beside(site))
