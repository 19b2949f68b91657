"""The figures as tables, each judged by its goal."""

from __future__ import annotations

from statistics import median

from tests.bench import programme
from tests.bench.live import FOLLOWERS, SAVED, SECONDS, TAKERS, Live
from tests.bench.measure import Samples, Table, percentile
from tests.bench.notices import Act, Reminding
from tests.bench.papers import LINES, PEOPLE, Paper
from tests.bench.uploads import MEGABYTES, UPLOADS, Uploads
from tests.bench.visit import Visit

GOALS = {
    "home": 4.0,
    "first list": 2.5,
    "list": 2.5,
    "object": 2.5,
    "board": 4.0,
    "task board": 4.0,
    "calendar": 4.0,
    "story": 4.0,
    "minutes": 4.0,
    "write": 3.0,
}
LIST_RATE, GROWTH = 270, 1.3
SIGN_IN_BYTES, HOME_BYTES, HOME_REQUESTS, LATER_BYTES = 12_000, 30_000, 6, 8_000
BOARD_BYTES = 25_000  # fifty cards a column
COLD_START, MEMORY = 1.0, 130
CHECK_IN_RATE = 100
SAVING, OPENING_BYTES, LOOK_BYTES = 150, 40_000, 200
PAPER, PAPER_MEMORY = 1.0, 80
UPLOAD_MEMORY = 100
TELLING, REMINDING = 1.2, 30
HEAD = f"{'':<30}{'p50':>8}{'p95':>8}{'x floor':>9}{'goal':>6}  {'':<8}{'p50 at 8':>9}{'p95 at 8':>9}{'per s':>7}"


class Report:
    """Prints, and remembers which goals were missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def judge(self, name: str, value: float, goal: float, at_least: bool = False) -> str:
        """Return "ok" or "NOT MET" and remember the latter."""
        if value >= goal if at_least else value <= goal:
            return "ok"
        self.missed.append(f"{name}: {value:.2f}, goal {goal:g}")
        return "NOT MET"

    def title(self, text: str) -> None:
        """Begin a part."""
        print(f"\n{text}\n{'-' * len(text)}")

    def times(self, table: Table, kinds: dict[str, str], size: str, binding: bool) -> None:
        """Print the times at one size; only where they bind are goals judged."""
        print(HEAD)
        for name, by_size in table.items():
            goal = GOALS.get(kinds.get(name, ""))
            self._line(name, by_size[size], goal, binding)
            if kinds.get(name) == programme.KIND:
                milliseconds = median(by_size[size].p50) * 1000
                self.judge(f"{name} at {size}, ms", milliseconds, programme.MILLISECONDS * programme.factor(size))
            if binding and kinds.get(name) == "first list":
                self.judge(f"{name}, pages a second at 8", median(by_size[size].rate), LIST_RATE, at_least=True)

    def _line(self, name: str, samples: Samples, goal: float | None, binding: bool) -> None:
        verdict = self.judge(f"{name}, x floor", samples.ratio, goal) if goal and binding else ""
        milliseconds = [median(each) * 1000 for each in (samples.p50, samples.p95)]
        busy = [median(each) * 1000 for each in (samples.busy_p50, samples.busy_p95)]
        print(
            f"{name:<30}{milliseconds[0]:>8.2f}{milliseconds[1]:>8.2f}{samples.ratio:>9.2f}"
            f"{goal or '':>6}  {verdict:<8}{busy[0]:>9.1f}{busy[1]:>9.1f}{median(samples.rate):>7.0f}"
        )

    def growth(self, table: Table, kinds: dict[str, str], small: str, large: str) -> None:
        """Print how much slower each page is with a hundred times the data; of the programme, with twenty times."""
        self.title(f"p50 at {large} to p50 at {small} (goal: at most {GROWTH}, of the programme {programme.GROWTH})")
        for name, by_size in table.items():
            factor = by_size[large].growth(by_size[small])
            goal = programme.GROWTH if kinds.get(name) == programme.KIND else GROWTH
            print(f"{name:<30}{factor:>8.2f}  {self.judge(f'{name}, growth {small} to {large}', factor, goal)}")

    def sizes(self, weights: dict[str, list[int]], kinds: dict[str, str], size: str) -> None:
        """Print the bytes of every page at a size."""
        goals = {"task board": BOARD_BYTES, programme.KIND: programme.BYTES * programme.factor(size)}
        self.title(f"Bytes of a later page, head included (goal: at most {LATER_BYTES})")
        print(f"{'':<30}{'zstd':>8}{'br':>8}{'gzip':>8}")
        for name, row in weights.items():
            verdict = self.judge(f"{name}, bytes", max(row), goals.get(kinds.get(name, ""), LATER_BYTES))
            print(f"{name:<30}" + "".join(f"{each:>8}" for each in row) + f"  {verdict}")

    def visits(self, sign_in: Visit, home: Visit) -> None:
        """Print what first visits weigh."""
        self.title("First visit, everything included")
        for name, visit, limit in (("sign-in page", sign_in, SIGN_IN_BYTES), ("home", home, HOME_BYTES)):
            verdict = self.judge(f"first visit of the {name}, bytes", visit.total, limit)
            print(f"{name:<14}{visit.total:>7} bytes of {limit}, {visit.requests} requests  {verdict}")
        self.judge("first visit of home, requests", home.requests, HOME_REQUESTS)

    def check_in(self, samples: Samples) -> None:
        """Print how fast people check in by the meeting's code."""
        rate = median(samples.rate)
        verdict = self.judge("check-ins a second at 8", rate, CHECK_IN_RATE, at_least=True)
        p50, p95 = (median(each) * 1000 for each in (samples.busy_p50, samples.busy_p95))
        self.title("Check-in by the meeting's code, over eight connections")
        print(f"{rate:.0f} a second (goal {CHECK_IN_RATE}: {verdict}), {p50:.1f} ms p50, {p95:.1f} ms p95")

    def uploads(self, uploads: Uploads) -> None:
        """Print what many photos at once take."""
        verdict = self.judge("uploads, MB more", uploads.megabytes, UPLOAD_MEMORY)
        self.title(f"{UPLOADS} photos of {MEGABYTES} MB sent as evidence at once")
        print(
            f"{uploads.megabytes:.0f} MB more at most (goal {UPLOAD_MEMORY}: {verdict}), {uploads.seconds:.1f} s in all"
        )

    def live(self, live: Live) -> None:
        """Print how it is to type and follow a meeting as it goes on."""
        self.title("Live minutes")
        for name, samples in live.opening.items():
            row = live.bytes_of[name]
            verdict = self.judge(f"opening {name}, bytes", max(row), OPENING_BYTES)
            print(
                f"opening {name:<22}{median(samples.p50) * 1000:>8.2f} ms, {samples.ratio:.2f} x floor; bytes in zstd, "
                f"br, gzip: {', '.join(map(str, row))} (goal {OPENING_BYTES}: {verdict})"
            )
        print(f"a bare durable commit         {live.commit * 1000:>8.2f} ms, for orientation")
        verdict = self.judge("bytes of a look when nothing changed", live.unchanged, LOOK_BYTES)
        print(f"a look when nothing changed   {live.unchanged:>8} bytes, head included (goal {LOOK_BYTES}: {verdict})")
        print(f"{TAKERS} type a line a second each, {FOLLOWERS} follow, {SECONDS} s:")
        for what, took in live.crowd.took.items():
            p95 = percentile(took, 95) * 1000
            goal = what == SAVED and f" (goal {SAVING}: {self.judge(f'{what} amid all, p95 ms', p95, SAVING)})"
            statuses = ", ".join(f"{n} x {status}" for status, n in sorted(live.crowd.statuses[what].items()))
            print(f"  {what:<28}{median(took) * 1000:>8.2f} ms p50, {p95:.1f} ms p95{goal or ''}; {statuses}")
        print(f"  errors: {live.crowd.errors}  {self.judge('errors amid all', live.crowd.errors, 0)}")

    def papers(self, papers: list[Paper]) -> None:
        """Print what papers of many lines and people take."""
        self.title(f"Papers of {LINES} lines and {PEOPLE} people, each in a fresh process")
        for each in papers:
            fast = self.judge(f"{each.name}, seconds", each.first, PAPER)
            small = self.judge(f"{each.name}, MB more", each.own, PAPER_MEMORY)
            print(
                f"{each.name:<22}first {each.first:.2f} s (goal {PAPER:g}: {fast}), again {each.again:.2f} s; "
                f"{each.own:.0f} MB more at most (goal {PAPER_MEMORY}: {small}), and {each.shared:.0f} MB of the "
                "library's file, which processes share"
            )

    def notices(self, acts: dict[str, Act], reminding: Reminding) -> None:
        """Print what notices cost an act, and how long very many reminders take."""
        self.title("Notices")
        for name, act in acts.items():
            verdict = self.judge(f"{name}, x without notices", act.ratio, TELLING)
            print(
                f"{name:<30}{act.told * 1000:>8.2f} ms, without notices {act.silent * 1000:.2f} ms: "
                f"{act.ratio:.2f} x (goal {TELLING:g}: {verdict})"
            )
        verdict = self.judge("reminders, seconds", reminding.seconds, REMINDING)
        print(
            f"{reminding.reminders} reminders and {reminding.mails} mails of them: {reminding.seconds:.1f} s "
            f"(goal {REMINDING}: {verdict}); computing {reminding.computing:.1f}, planning {reminding.planning:.1f}, "
            f"bundling {reminding.bundling:.1f}"
        )

    def machine(self, size: str, cold_start: float, pss: float, rss: float) -> None:
        """Print start and memory."""
        print(
            f"{size:<4}start {cold_start:.2f} s ({self.judge(f'cold start at {size}', cold_start, COLD_START)}), "
            f"memory of all processes after the bench {pss:.0f} MB PSS "
            f"({self.judge(f'memory at {size}, PSS', pss, MEMORY)}), {rss:.0f} MB RSS"
        )

    def close(self) -> None:
        """Say what was missed."""
        self.title("Goals")
        print("\n".join(f"NOT MET  {each}" for each in self.missed) or "all met")
