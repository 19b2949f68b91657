"""How long papers of 300 lines and 200 people take, and how much memory: each in a process of its own, from cold."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.server import ROOT

PEOPLE, LINES = 200, 300
NAMES = ("PDF", "PDF, attendance list", "DOCX")


@dataclass
class Paper:
    """What one took: seconds the first time and again, megabytes more than before at most, and how many of these are
    pages of the library's file, which all processes of a machine share."""

    name: str
    first: float
    again: float
    megabytes: float
    shared: float

    @property
    def own(self) -> float:
        """Megabytes that the process had for itself."""
        return self.megabytes - self.shared


def measure_papers() -> list[Paper]:
    """Measure each paper in a fresh process."""
    papers = []
    for name in NAMES:
        answer = subprocess.run([sys.executable, "-m", "tests.bench.papers", name], cwd=ROOT, check=True,
                                capture_output=True, text=True)  # fmt: skip
        papers.append(Paper(name, *json.loads(answer.stdout.splitlines()[-1])))
    return papers


def _measure(name: str) -> list[float]:
    from app import create_app
    from app.documents.notula import notula
    from app.documents.sheets import attendance_list
    from app.documents.typesetting import typeset
    from app.documents.word import fill
    from tests.documents.making import HEAD, SEAL, record_of_size

    text = "Menyediakan **40 tempat** pelatihan bagi warga yang berminat, dengan pendampingan enam bulan."
    record = record_of_size(PEOPLE, LINES, (text,))
    makers = {
        "PDF": lambda: typeset("notula", notula(record, HEAD, SEAL)),
        "PDF, attendance list": lambda: typeset("daftar-hadir", attendance_list(record, HEAD, record["attendance"])),
        "DOCX": lambda: fill(notula(record, HEAD, SEAL)),
    }
    took: list[float] = []
    notula(record, HEAD, SEAL)  # what the site has loaded already, as its pages show the same texts
    with create_app({"SECRET_KEY": "bench"}).app_context():
        before, shared = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, _mapped()
        for _ in range(2):
            start = time.perf_counter()
            makers[name]()
            took.append(time.perf_counter() - start)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return [*took, (most - before) / 1024, (_mapped() - shared) / 1024]


def _mapped() -> int:
    """Kilobytes of files that are in memory for this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssFile:"))


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1])))
