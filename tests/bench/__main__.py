"""Runs the bench and prints its report."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench.check_in import measure_check_in
from tests.bench.live import Live, measure_live
from tests.bench.measure import Samples, Site, measure_floor, measure_pages, measure_writes
from tests.bench.notices import measure_acts, measure_reminders
from tests.bench.pages import LIAISON, PEOPLE, Shown, pages
from tests.bench.papers import measure_papers
from tests.bench.report import Report
from tests.bench.server import FLOOR, Database, Server, make_database, say
from tests.bench.uploads import measure_uploads
from tests.bench.visit import first_visit, weights

BINDING = "M"  # the size at which the goals hold
STARTS = 3


def main() -> None:
    """Build the databases, start the servers, measure, print, clean up."""
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--size", default=BINDING, help="one or more of S, M, L, separated by commas")
    options.add_argument("--database", default="", help="a PostgreSQL server on which databases may be made")
    given = options.parse_args()
    server = "" if given.database.startswith("sqlite") else given.database
    databases: list[Database] = []
    sites: dict[str, Site] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["FILES_FOLDER"] = str(Path(folder) / "files")
        try:
            for size in given.size.upper().split(","):
                databases.append(make_database(size, Path(folder), server))
                sites[size] = _start(databases[-1])
            _report(sites, "PostgreSQL" if server else "SQLite")
        finally:
            for site in sites.values():
                site.server.stop()
                site.floor.stop()
            for database in databases:
                database.drop()


def _start(database: Database) -> Site:
    """Start both servers; the site several times, since the time of a start varies."""
    starts = []
    for number in range(STARTS):
        server = Server(database).start()
        starts.append(server.cold_start)
        if number < STARTS - 1:
            time.sleep(1)
            server.stop()
    server.cold_start = median(starts)
    for who in PEOPLE:
        server.sign_in(who)
    return Site(server, Server(database, FLOOR).start())


def _report(sites: dict[str, Site], kind: str) -> None:
    servers = {size: site.server for size, site in sites.items()}
    shown = pages(servers)
    say(f"{len(shown)} pages at {', '.join(sites)}")
    floor = measure_floor(sites)
    table = measure_pages(shown, sites)
    largest = list(sites)[-1]
    visits = first_visit(servers[largest], "/masuk"), first_visit(servers[largest], "/", LIAISON)
    bytes_of = {page.name: weights(servers[largest], page.paths[largest], page.who) for page in shown}
    say("writes")
    writes = measure_writes(sites)
    checked_in, live = _crowds(sites[BINDING if BINDING in sites else largest])

    report = Report()
    print(f"{kind}, Python {platform.python_version()}, {os.cpu_count()} cores; times in ms, medians of rounds")
    kinds = _kinds(shown) | dict.fromkeys(writes, "write")
    for size in sites:
        binding = size == BINDING or BINDING not in sites
        report.title(f"Size {size}" + (" (goals are judged here)" if binding else ""))
        report.times({"the floor": floor} | table | writes, kinds, size, binding)
    if "S" in sites and "L" in sites:
        report.growth(table | writes, kinds, "S", "L")
    report.sizes(bytes_of, kinds, largest)
    report.visits(*visits)
    report.check_in(checked_in)
    report.live(live)
    _finish(report, servers, sites[BINDING if BINDING in sites else largest])


def _finish(report: Report, servers: dict[str, Server], site: Site) -> None:
    """Print what one server does at one size, what asks no server, and what the servers took."""
    say("uploads, notices, papers")
    report.uploads(measure_uploads(site))
    report.notices(measure_acts(site), measure_reminders(site))
    report.papers(measure_papers())
    report.title("The server")
    for size, server in servers.items():
        report.machine(size, server.cold_start, *server.memory())
    report.close()


def _crowds(site: Site) -> tuple[Samples, Live]:
    say("check-in and live minutes")
    return measure_check_in(site), measure_live(site)


def _kinds(shown: list[Shown]) -> dict[str, str]:
    return {page.name: page.kind for page in shown}


if __name__ == "__main__":
    main()
