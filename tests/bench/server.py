"""The real server, started as `make run` starts it, on a database of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import html5lib
import sqlalchemy as sa

from tests.bench.client import Answer, Connection, get, post
from tests.browser import Form, Page

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "kata sandi skala"
APPLICATION = "wsgi:app"
FLOOR = "tests.bench.floor:app"


def say(text: str) -> None:
    """Tell on the side how far it is."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Database:
    """A database filled by `flask seed-scale`; on a PostgreSQL server one that `drop` removes again."""

    size: str
    url: str
    server: str = ""

    def drop(self) -> None:
        """Remove it from the server; a file goes with its folder."""
        if self.server:
            _on_server(self.server, f'DROP DATABASE IF EXISTS "{sa.make_url(self.url).database}" WITH (FORCE)')


def make_database(size: str, folder: Path, server: str) -> Database:
    """Make, migrate and fill a database: a file in `folder`, or on the server that `server` names."""
    database = Database(size, f"sqlite:///{folder / f'scale-{size}.sqlite3'}")
    if server:
        name = f"sinergi_bench_{size.lower()}"
        url = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        database = Database(size, url, server)
        database.drop()
        _on_server(server, f'CREATE DATABASE "{name}"')
    started = time.perf_counter()
    for command in (["db", "upgrade"], ["seed-scale", "--size", size, "--password", PASSWORD]):
        _flask(command, database.url)
    say(f"seed-scale --size {size}: {time.perf_counter() - started:.0f} s")
    return database


def _on_server(server: str, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def _flask(command: list[str], url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", *command], cwd=ROOT, env=_environment(url, 0), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)


def _environment(url: str, port: int) -> dict[str, str]:
    own = {"DATABASE_URL": url, "SECRET_KEY": "bench", "PUBLIC_URL": f"http://127.0.0.1:{port}", "FLASK_APP": "wsgi"}
    return {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | own


@dataclass
class Server:
    """A running server and the people who are signed in to it."""

    database: Database
    application: str = APPLICATION
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    cold_start: float = 0
    cookies: dict[str, str] = field(default_factory=dict)

    def start(self) -> Server:
        """Start it and wait for its first answer; `cold_start` is how long that took."""
        self.port = _free_port()
        command = _serve_command(self.port, self.application)
        path = "/" if self.application == FLOOR else "/masuk"
        started = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=ROOT, env=_environment(self.database.url, self.port))
        while not self._answers(path):
            if self.process.poll() is not None or time.perf_counter() - started > 30:
                raise SystemExit("the server did not start")
            time.sleep(0.005)
        self.cold_start = time.perf_counter() - started
        return self

    def stop(self) -> None:
        """Stop it and its workers; a worker that is told so while it still starts may not hear it."""
        if self.process is None or self.process.poll() is not None:
            return
        processes = _tree(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            for pid in processes:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()

    def _answers(self, path: str) -> bool:
        try:
            return Connection(self.port).ask(get(path)).status == 200
        except OSError:
            return False

    def ask(self, path: str, who: str = "", encoding: str = "identity") -> Answer:
        """Open a page as somebody."""
        return Connection(self.port).ask(get(path, self.cookies.get(who, ""), encoding))

    def page(self, path: str, who: str = "") -> Page:
        """Open a page and read it."""
        answer = self.ask(path, who)
        html = answer.body.decode()
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
        if answer.status != 200:
            raise RuntimeError(f"{path} as {who or 'nobody'}: {answer.status}")
        return Page(answer.status, path, html, answer.headers, 0, tree)

    def sign_in(self, who: str) -> None:
        """Sign in as <who>@skala.example through the sign-in page."""
        first = self.ask("/masuk")
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(first.body.decode())
        form = Page(200, "/masuk", "", {}, 0, tree).form("/masuk")
        cookie = "; ".join(first.cookies)
        request = post("/masuk", fill(form, email=f"{who}@skala.example", password=PASSWORD), cookie)
        answer = Connection(self.port).ask(request)
        if answer.status != 303:
            raise RuntimeError(f"signing in as {who}: {answer.status}")
        self.cookies[who] = "; ".join(answer.cookies)
        self.cookies[who] = "; ".join(self.ask("/", who).cookies) or self.cookies[who]  # now with a form token

    def memory(self) -> tuple[float, float]:
        """PSS and RSS of the whole process tree in MB (PSS counts a shared page once)."""
        assert self.process is not None
        pss = rss = 0.0
        for pid in _tree(self.process.pid):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    pss += int(line.split()[1]) / 1024
                elif line.startswith("Rss:"):
                    rss += int(line.split()[1]) / 1024
        return pss, rss


def fill(form: Form, **values: str) -> bytes:
    """Return the body of a form with some fields filled in and the rest as they were."""
    kept = [(name, value) for name, value in form.fields if name not in values]
    return urlencode(kept + list(values.items())).encode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve_command(port: int, application: str) -> list[str]:
    """Ask the Makefile how it serves, so that the two cannot differ."""
    made = subprocess.run(
        ["make", "--silent", "serve-command", f"PORT={port}"], cwd=ROOT, env=_environment("", port),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    words = made.stdout.split()
    program = next(number for number, word in enumerate(words) if word.endswith("/granian"))
    rest = (application if word == APPLICATION else word for word in words[program + 1 :])
    return [*words[:program], sys.executable, "-m", "granian", *rest]


def _tree(pid: int) -> list[int]:
    """The process and all that descends from it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found
